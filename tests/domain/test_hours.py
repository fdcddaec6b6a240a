from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador.domain import hours
from mostrador.domain.shop import Hours

MADRID = "Europe/Madrid"
NEVER = ((),) * 7
ALWAYS = ((("00:00", "24:00"),),) * 7
WEEKDAYS = ((("09:00", "18:00"),),) * 5 + ((), ())


def madrid(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(MADRID))


def open_at(week: object = WEEKDAYS, **more: object) -> Hours:
    return Hours(**{"week": week, "answer_within": 3, "country": "ES", **more})


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2026-10-06T10:00", "2026-10-06T13:00"),  # in opening hours
        ("2026-10-06T07:00", "2026-10-06T12:00"),  # before opening
        ("2026-10-06T17:00", "2026-10-07T11:00"),  # an hour before closing
        ("2026-10-09T17:00", "2026-10-13T11:00"),  # a Friday before a Monday that is Spain's national day
        ("2026-10-06T15:00", "2026-10-06T18:00"),  # just in time
        ("2026-10-06T18:00", "2026-10-07T12:00"),  # at closing time
        ("2026-12-24T16:30", "2026-12-28T10:30"),  # Christmas, then a weekend
    ],
)
def test_a_shopper_is_promised_an_answer_within_three_opening_hours(written: str, due: str) -> None:
    assert hours.answer_by(open_at(), MADRID, madrid(written)) == madrid(due)


def test_a_shop_that_closes_for_lunch_does_not_count_the_lunch() -> None:
    siesta = ((("10:00", "14:00"), ("17:00", "20:00")),) * 7
    assert hours.answer_by(open_at(siesta), MADRID, madrid("2026-10-06T13:00")) == madrid("2026-10-06T19:00")


def test_overlapping_blocks_count_once() -> None:
    week = ((("10:00", "13:00"), ("12:00", "14:00"), ("10:30", "11:00")),) * 7
    assert hours.answer_by(open_at(week), MADRID, madrid("2026-10-06T10:00")) == madrid("2026-10-06T13:00")
    assert hours.answer_by(open_at(week, answer_within=4), MADRID, madrid("2026-10-06T10:00")) == madrid(
        "2026-10-06T14:00"
    )


def test_a_day_that_the_owner_closed_does_not_count() -> None:
    closed = open_at(closed=("2026-10-07",))
    assert hours.answer_by(closed, MADRID, madrid("2026-10-06T17:00")) == madrid("2026-10-08T11:00")


def test_a_day_with_hours_of_its_own_keeps_them_also_on_a_holiday_and_on_a_sunday() -> None:
    special = open_at(special=(("2026-10-11", (("18:00", "20:00"),)), ("2026-10-12", (("10:00", "12:00"),))))
    assert not hours.is_open(special, MADRID, madrid("2026-10-11T17:59"))
    assert hours.is_open(special, MADRID, madrid("2026-10-11T18:00"))
    assert hours.is_open(special, MADRID, madrid("2026-10-12T11:59"))  # the national holiday
    assert not hours.is_open(special, MADRID, madrid("2026-10-12T12:00"))


def test_a_regional_holiday_counts_only_in_its_region() -> None:
    sant_jordi_week = madrid("2026-06-23T17:00")  # Sant Joan, the 24th, is Catalonia's
    assert hours.answer_by(open_at(region="CT"), MADRID, sant_jordi_week) == madrid("2026-06-25T11:00")
    assert hours.answer_by(open_at(region="MD"), MADRID, sant_jordi_week) == madrid("2026-06-24T11:00")


def test_the_hour_that_summer_time_takes_is_not_worked() -> None:
    # On 29 March 2026 clocks go from 2:00 to 3:00.
    assert hours.answer_by(open_at(ALWAYS), MADRID, madrid("2026-03-29T00:30")) == madrid("2026-03-29T04:30")


def test_the_hour_that_comes_twice_in_autumn_is_worked_twice() -> None:
    # On 25 October 2026 clocks go from 3:00 back to 2:00.
    assert hours.answer_by(open_at(ALWAYS), MADRID, madrid("2026-10-25T01:30")) == madrid("2026-10-25T03:30")


def test_opening_inside_the_missing_hour_still_opens() -> None:
    night = ((("02:30", "12:00"),),) * 7
    due = hours.answer_by(open_at(night), MADRID, madrid("2026-03-29T01:00"))
    assert due == madrid("2026-03-29T06:30")


def test_a_shop_that_never_opens_promises_nothing() -> None:
    assert hours.answer_by(open_at(NEVER), MADRID, madrid("2026-10-06T10:00")) is None


def test_an_unknown_country_has_no_holidays() -> None:
    assert hours.public_holidays("XX", "", 2026) == frozenset()
    assert hours.public_holidays("ES", "NOWHERE", 2026) == frozenset()


def test_the_shop_is_open_from_its_first_minute_to_before_its_last() -> None:
    said = [hours.is_open(open_at(), MADRID, madrid(f"2026-10-06T{at}")) for at in ("08:59", "09:00", "17:59", "18:00")]
    assert said == [False, True, True, False]


blocks = st.tuples(st.integers(0, 23), st.integers(1, 24)).map(lambda pair: (f"{pair[0]:02}:00", f"{pair[1]:02}:00"))
weeks = st.lists(st.lists(blocks, max_size=3).map(tuple), min_size=7, max_size=7).map(tuple)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from([MADRID, "America/New_York", "Atlantic/Canary", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])


@given(weeks, zones, moments, st.integers(1, 40))
def test_a_promise_is_in_opening_hours_and_leaves_enough_of_them(
    week: object, zone: str, now: datetime, within: int
) -> None:
    shop = open_at(week, answer_within=within)
    due = hours.answer_by(shop, zone, now)
    if due is None:
        return
    worked = sum(
        (min(closes, due) - opens for opens, closes in _until(shop, zone, now, due)),
        timedelta(),
    )
    assert worked == timedelta(hours=within)
    assert due - now >= timedelta(hours=within)
    day = (due - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()
    assert not hours.is_closed(shop, day)


def _until(shop: Hours, zone: str, now: datetime, due: datetime) -> list[tuple[datetime, datetime]]:
    found = []
    for opens, closes in hours.openings(shop, zone, now):
        if opens >= due:
            break
        found.append((opens, closes))
    return found


@given(weeks, zones, moments)
def test_openings_follow_each_other_and_never_overlap(week: object, zone: str, now: datetime) -> None:
    last = now
    for number, (opens, closes) in enumerate(hours.openings(open_at(week), zone, now)):
        assert last <= opens < closes
        last = closes
        if number == 20:
            break


def test_every_country_and_region_can_be_asked() -> None:
    assert "ES" in hours.countries()
    assert "CT" in hours.regions("ES")
    assert date(2026, 1, 1) in hours.public_holidays("ES", "CT", 2026)
