"""A draw among whoever answered: each order and address once, closed by itself, drawn once. Both databases."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from drawing import ZONE, answered, draw, draws, enters, in_days, passes, promises
from mailing import works
from mostrador.actions import draw_pages, survey_draws, survey_gifts, surveys
from mostrador.actions.survey_gifts import Entry, Gift
from mostrador.domain import draw as rules
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, FormInvalid, Invalid, NotFound
from mostrador.storage import shops
from mostrador.storage.due import Due
from mostrador.storage.schema import audit, draw_entry, due
from owning import hired
from services.mail_server import MailServer
from shopping import Counter
from surveyors import changes, confirms, delivers, link, rows


@pytest.mark.parametrize("score", [0, 10])
def test_whoever_answers_is_in_whatever_they_said_and_asking_again_shows_the_same_number(
    counter: Counter, post: MailServer, lola: Speaker, score: int
):
    promises(counter, lola)
    token = answered(counter, post, score=score)
    entry = enters(counter, token)
    assert entry.draw == draw(counter).id
    assert len(bytes.fromhex(entry.number)) == 16
    counter.moves(timedelta(seconds=16))
    works(counter)
    assert enters(counter, token) == entry  # also once it is counted
    [row] = counter.run(rows(counter.desk, draw_entry))
    assert (row.id, row.entered_by) == (entry.number, "ana@example.com")


def test_who_has_not_answered_or_not_agreed_is_not_in(counter: Counter, post: MailServer, lola: Speaker):
    promises(counter, lola)
    counter.run(delivers(counter.desk, counter.shop))
    works(counter)
    with pytest.raises(NotFound):
        enters(counter, link(post))
    counter.run(confirms(counter.desk, link(post), score=9))
    with pytest.raises(Invalid):
        enters(counter, link(post), consent=False)
    with pytest.raises(NotFound):
        enters(counter, link(post), key="somebody-elses-visit")
    assert counter.run(rows(counter.desk, draw_entry)) == []


def test_one_address_is_in_once_however_many_orders_it_has(counter: Counter, post: MailServer, lola: Speaker):
    promises(counter, lola)
    first = answered(counter, post)
    second = answered(counter, post, "1043", email="ANA@example.com")
    enters(counter, first)
    with pytest.raises(Conflict):
        enters(counter, second)


def test_a_cancelled_order_is_not_in(counter: Counter, post: MailServer, lola: Speaker):
    promises(counter, lola)
    order = counter.run(delivers(counter.desk, counter.shop))
    works(counter)
    counter.run(confirms(counter.desk, link(post), score=9))
    counter.run(changes(counter.desk, order, status="cancelled", cancelled_at=counter.clock.now()))
    with pytest.raises(Conflict):
        enters(counter, link(post))


def test_who_is_in_is_shown_their_number_again_after_the_last_day_and_after_a_cancelled_order(
    counter: Counter, post: MailServer, lola: Speaker
):
    promises(counter, lola)
    order = counter.run(delivers(counter.desk, counter.shop))
    works(counter)
    token = link(post)
    counter.run(confirms(counter.desk, token, score=9))
    entry = enters(counter, token)
    counter.run(changes(counter.desk, order, status="cancelled", cancelled_at=counter.clock.now()))
    assert enters(counter, token) == entry
    passes(counter, 3)
    assert draw(counter).state == "closed"
    assert enters(counter, token) == entry
    with pytest.raises(NotFound):
        enters(counter, token, key="somebody-elses-visit")


def test_one_visit_that_asks_five_times_at_once_is_in_once(counter: Counter, post: MailServer, lola: Speaker):
    promises(counter, lola)
    token = answered(counter, post)

    async def at_once() -> list[Gift]:
        wanted = survey_gifts.Wanted(token=token, key="visit-0001", consent=True)
        return await asyncio.gather(*(survey_gifts.claim(counter.desk, wanted) for _ in range(5)))

    assert len(set(counter.run(at_once()))) == 1
    assert len(counter.run(rows(counter.desk, draw_entry))) == 1


def test_it_closes_by_itself_when_the_last_day_is_over_in_the_shops_zone(
    counter: Counter, post: MailServer, lola: Speaker
):
    promises(counter, lola)
    entry, late = enters(counter, answered(counter, post)), answered(counter, post, "1043", email="bo@example.com")
    midnight = datetime.combine(datetime.fromisoformat(in_days(counter, 3)).date(), time(), ZONE).astimezone(UTC)
    counter.moves(midnight - counter.clock.now() - timedelta(minutes=1))
    works(counter)
    assert draw(counter).state == "open"
    counter.moves(midnight - counter.clock.now() + timedelta(minutes=1))
    with pytest.raises(Conflict):  # also before anybody has closed it
        enters(counter, late)
    works(counter)
    kept = draw(counter)
    assert (kept.state, kept.entries) == ("closed", 1)
    listed = counter.run(draw_pages.entries(counter.desk, kept.id))
    assert listed == f"{entry.number}\n"
    assert kept.digest == rules.digest(listed)


def test_two_workers_close_it_once_and_whoever_enters_at_that_moment_is_in_the_list_or_out(
    counter: Counter, post: MailServer, lola: Speaker
):
    promises(counter, lola)
    passes(counter, 1)
    tokens = [answered(counter, post, str(number), email=f"{number}@example.com") for number in range(6)]
    [row] = counter.run(rows(counter.desk, due, kind=survey_draws.KIND))
    closing = Due(row.id, row.shop_id, row.kind, row.subject, row.run_at, row.body)

    async def at_midnight() -> list[Any]:
        wanted = [survey_gifts.Wanted(token=token, key="visit-0001", consent=True) for token in tokens]
        entering = [asyncio.create_task(survey_gifts.claim(counter.desk, each)) for each in wanted]
        await asyncio.sleep(0)  # they have looked at the clock: for them it is the last day
        counter.moves(closing.run_at - counter.clock.now() + timedelta(seconds=1))
        workers = [survey_draws.close(counter.desk, closing) for _ in range(2)]
        return await asyncio.gather(*entering, *workers, return_exceptions=True)

    done = counter.run(at_midnight())
    entered = [each.number for each in done if isinstance(each, Entry)]
    assert len(entered) + sum(isinstance(each, Conflict) for each in done) == len(tokens)
    kept = draw(counter)
    assert (kept.entries, kept.digest) == (len(entered), rules.digest(rules.listed(entered)))
    assert sorted(each.id for each in counter.run(rows(counter.desk, draw_entry))) == sorted(entered)
    counter.moves(timedelta(hours=1))
    counter.run(survey_draws.close(counter.desk, closing))
    assert draw(counter) == kept


def test_from_its_day_on_it_is_drawn_once_by_what_chance_said(counter: Counter, post: MailServer, lola: Speaker):
    promises(counter, lola)
    entries = [
        enters(counter, answered(counter, post, str(number), email=f"{number}@example.com")).number
        for number in range(5)
    ]
    with pytest.raises(Conflict):  # it is open
        draws(counter, lola)
    passes(counter, 4)
    with pytest.raises(Conflict):  # its day has not come
        draws(counter, lola)
    passes(counter, 1)
    with pytest.raises(FormInvalid):
        draws(counter, lola, "  ")
    draws(counter, lola, " 51304 ")
    expected = rules.winners(entries, "51304", 2)
    page = counter.run(draw_pages.read(counter.desk, draw(counter).id))
    assert (list(page.winners), page.draw.seed) == (expected, "51304")
    with pytest.raises(Conflict):
        draws(counter, lola, "51305")
    assert counter.run(draw_pages.read(counter.desk, draw(counter).id)) == page
    assert [row.subject for row in counter.run(rows(counter.desk, audit, action="survey.drawn"))] == [page.draw.id]
    promises(counter, lola)  # the next one
    assert draw(counter).id != page.draw.id
    assert enters(counter, answered(counter, post, "1044", email="0@example.com")).draw == draw(counter).id


def test_who_has_won_is_told_to_administrators_alone(counter: Counter, post: MailServer, lola: Speaker):
    promises(counter, lola)
    enters(counter, answered(counter, post))
    passes(counter, 5)
    draws(counter, lola)
    eva = counter.run(hired(counter.desk, counter.shop, "Eva"))
    for who, email in ((lola, None), (eva, "ana@example.com")):
        [kept] = counter.run(surveys.all(counter.desk, who))
        [winner] = kept.draws[0].winners
        assert (winner.email, kept.draws[0].names_people) == (email, email is not None)


@pytest.mark.parametrize("how", ["kept", "cancelled", "paid back"])
def test_whoever_wins_with_an_order_that_is_none_any_more_stays_in_the_list_and_is_marked_for_the_shop(
    counter: Counter, post: MailServer, lola: Speaker, how: str
):
    promises(counter, lola)
    order = counter.run(delivers(counter.desk, counter.shop))
    works(counter)
    counter.run(confirms(counter.desk, link(post), score=9))
    entry = enters(counter, link(post)).number
    if how == "cancelled":
        counter.run(changes(counter.desk, order, status="cancelled", cancelled_at=counter.clock.now()))
    if how == "paid back":
        counter.run(changes(counter.desk, order, refunded=4200))
    passes(counter, 5)
    assert counter.run(draw_pages.entries(counter.desk, draw(counter).id)) == f"{entry}\n"
    draws(counter, lola)
    eva = counter.run(hired(counter.desk, counter.shop, "Eva"))
    [kept] = counter.run(surveys.all(counter.desk, eva))
    assert [(each.entry, each.is_cancelled) for each in kept.draws[0].winners] == [(entry, how != "kept")]


def test_another_shops_people_draw_nothing_here(counter: Counter, post: MailServer, lola: Speaker):
    promises(counter, lola)
    enters(counter, answered(counter, post))
    passes(counter, 5)
    theirs = counter.opens_shop("Bombillas")
    nico = counter.run(hired(counter.desk, theirs, "Nico"))
    version = counter.run(counter.desk.db.read(lambda tx: shops.find(tx, theirs))).version
    with pytest.raises(NotFound):
        counter.run(survey_draws.draw(counter.desk, nico, version, draw(counter).id, "51304"))
    assert draw(counter).state == "closed"


def test_the_list_is_nobodys_before_it_is_closed(counter: Counter, post: MailServer, lola: Speaker):
    promises(counter, lola)
    enters(counter, answered(counter, post))
    with pytest.raises(NotFound):
        counter.run(draw_pages.entries(counter.desk, draw(counter).id))
    with pytest.raises(NotFound):
        counter.run(draw_pages.read(counter.desk, "drw_aaaaaaaaaaaaaaaa"))
