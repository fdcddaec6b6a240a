"""Who is asked, when, and why not: pure decisions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mostrador.domain import confirming, surveying
from mostrador.domain.confirming import Draft
from mostrador.domain.surveying import Facts

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FINE = Facts(
    is_live=True,
    is_known=True,
    is_cancelled=False,
    email="ana@example.com",
    opted_out=False,
    in_trouble=False,
    asked_at=None,
    conversation_open=False,
    return_open=False,
)


def reasons(since: datetime = NOON, **facts: Any) -> tuple[str, ...]:
    return surveying.reasons(replace(FINE, **facts), 60, at=NOON, since=since)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"is_live": False}, "paused"),
        ({"is_known": False}, "order_unknown"),
        ({"is_cancelled": True}, "cancelled"),
        ({"email": ""}, "no_address"),
        ({"opted_out": True}, "opted_out"),
        ({"in_trouble": True}, "address_in_trouble"),
        ({"asked_at": NOON - 59 * DAY}, "asked_lately"),
        ({"conversation_open": True}, "conversation_open"),
        ({"return_open": True}, "return_open"),
    ],
)
def test_each_reason_not_to_ask(facts: dict[str, Any], reason: str):
    assert reasons(**facts) == (reason,)


def test_whoever_nothing_speaks_against_is_asked():
    assert reasons() == ()
    assert reasons(asked_at=NOON - 60 * DAY) == ()


def test_all_reasons_are_told():
    assert reasons(is_cancelled=True, opted_out=True, return_open=True) == ("cancelled", "opted_out", "return_open")


def test_what_is_over_some_day_is_waited_for_but_not_for_ever():
    assert surveying.waits(reasons(conversation_open=True))
    assert surveying.waits(reasons(return_open=True, conversation_open=True))
    assert not surveying.waits(reasons(return_open=True, opted_out=True))
    assert not surveying.waits(reasons())
    assert reasons(NOON - 14 * DAY, return_open=True) == ("return_open", "too_late")
    assert not surveying.waits(reasons(NOON - 14 * DAY, return_open=True))


def test_a_share_is_drawn_by_the_order_and_stays():
    orders = [str(number) for number in range(5000)]
    tenth = {order for order in orders if surveying.is_in_share("svy_a", order, 10)}
    assert 400 < len(tenth) < 600
    assert tenth == {order for order in orders if surveying.is_in_share("svy_a", order, 10)}
    assert tenth < {order for order in orders if surveying.is_in_share("svy_a", order, 20)}
    assert tenth != {order for order in orders if surveying.is_in_share("svy_b", order, 10)}
    assert all(surveying.is_in_share("svy_a", order, 100) for order in orders)


def loud(at: datetime, *zones: str, quiet: tuple[str, str] = ("21:00", "09:00")) -> datetime:
    return surveying.outside_quiet(at, zones, *quiet)


def test_quiet_hours_are_the_customers_own():
    late = datetime(2026, 11, 26, 22, 30, tzinfo=UTC)
    assert loud(late, "Europe/Madrid") == datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    assert loud(late, "America/Mexico_City") == late
    assert loud(NOON, "Europe/Madrid") == NOON
    assert loud(datetime(2026, 11, 26, 8, 0, tzinfo=UTC), "Europe/Madrid") == datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    assert loud(datetime(2026, 11, 26, 20, 0, tzinfo=UTC), "Europe/Madrid").hour == 8  # 21:00 there
    assert loud(late, "Europe/Madrid", quiet=("00:00", "00:00")) == late
    assert loud(NOON, "Europe/Madrid", quiet=("10:00", "14:00")) == datetime(2026, 11, 26, 13, 0, tzinfo=UTC)


def test_where_a_country_has_several_zones_it_is_quiet_in_none_of_them():
    zones = surveying.zones_of("ES", "UTC")
    assert {"Europe/Madrid", "Atlantic/Canary"} <= set(zones)
    early = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)  # 9:00 in Madrid, 8:00 on the Canaries
    assert loud(early, *zones) == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def test_where_it_is_always_quiet_somewhere_the_first_zone_decides():
    assert loud(NOON, "Europe/Madrid", "Pacific/Auckland", "America/Los_Angeles") == NOON


def test_a_country_that_nobody_told_is_the_shops():
    assert surveying.zones_of("", "Europe/Madrid") == ("Europe/Madrid",)
    assert surveying.zones_of("XX", "Europe/Madrid") == ("Europe/Madrid",)
    assert surveying.zones_of("FR", "Europe/Madrid") == ("Europe/Paris",)


def said(score: int, key: str = "visit-a", *, after: float = 0, finished: bool = True) -> Draft:
    at = NOON + timedelta(seconds=after)
    return Draft(key=key, given={"score": score}, first=score, at=at, finished=finished)


def test_visits_that_differ_within_seconds_are_nobodys():
    taken = confirming.confirm(said(9), None, said(2, "visit-b", after=3))
    assert taken.draft is None
    assert taken.doubted


def test_after_a_doubt_nothing_counts_until_it_has_been_silent():
    doubted = NOON + timedelta(seconds=3)
    assert confirming.confirm(None, doubted, said(5, "visit-c", after=17)).doubted
    assert confirming.confirm(None, doubted, said(5, "visit-c", after=18)).draft is not None


@pytest.mark.parametrize(
    "new",
    [
        said(9, "visit-b", after=3),  # the same score, from a second tab
        said(2, "visit-a", after=3),  # the same visit: Ana went back
        said(2, "visit-b", after=15),  # a later visit: she changed her mind
    ],
    ids=["same score", "same visit", "later"],
)
def test_a_person_may_say_it_again_or_change_her_mind(new: Draft):
    assert confirming.confirm(said(9), None, new).draft == new


def test_an_early_word_that_arrives_late_does_not_take_the_end_away():
    end = said(9, after=3)
    assert confirming.confirm(end, None, said(9, after=4, finished=False)).draft == end


def test_half_an_answer_waits_longer_than_a_whole_one():
    assert said(9).ready_at == NOON + timedelta(seconds=15)
    assert said(9, finished=False).ready_at == NOON + timedelta(minutes=30)
