"""A draw among whoever answered: each order and address once, closed by itself, drawn once. Both databases."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import Connection

from mailing import works
from mostrador.actions import draw_pages, survey_draws, survey_gifts, surveys
from mostrador.actions.survey_gifts import Entry, Gift
from mostrador.domain import draw as rules
from mostrador.domain.incentive import Incentive
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, FormInvalid, Invalid, NotFound
from mostrador.storage import shops
from mostrador.storage import survey_draws as stored
from mostrador.storage import surveys as stored_surveys
from mostrador.storage.due import Due
from mostrador.storage.schema import audit, draw_entry, due, survey_draw
from mostrador.storage.survey_draws import Draw
from owning import hired
from services.mail_server import MailServer, mail_server
from shopping import Counter
from surveyors import SCORE, asks, changes, confirms, delivers, link, rows

SURVEY, ZONE = "svy_after", ZoneInfo("Europe/Madrid")


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path, smtp_port=post.port)
    counter.run(asks(counter.desk, counter.shop, SCORE, rest_days=0, reminder_days=0))
    yield counter
    counter.closes()


@pytest.fixture
def lola(counter: Counter) -> Speaker:
    """Who keeps the surveys."""
    return counter.run(hired(counter.desk, counter.shop, "Lola", "supervisor", lasting=timedelta(days=30)))


def in_days(counter: Counter, days: int) -> str:
    return (counter.clock.now().astimezone(ZONE).date() + timedelta(days=days)).isoformat()


def promise(counter: Counter, **otherwise: Any) -> Incentive:
    told = {"terms": {"es": "Una taza."}, "until": in_days(counter, 2), "drawn_on": in_days(counter, 5)}
    return Incentive(**{"kind": "draw", "source": "El gordo", "winners": 2, **told, **otherwise})


def promises(counter: Counter, lola: Speaker, incentive: Incentive | None = None, **settings: Any) -> None:
    """Lola saves the survey's settings, with this to be had for an answer."""
    shop = counter.shop
    version = counter.run(counter.desk.db.read(lambda tx: shops.find(tx, shop))).version
    current = counter.run(counter.desk.db.read(lambda tx: stored_surveys.find(tx, shop, SURVEY)))
    kept = replace(current.settings, incentive=incentive or promise(counter), **settings)
    counter.run(surveys.change(counter.desk, lola, version, SURVEY, kept))


def answered(counter: Counter, post: MailServer, key: str = "1042", *, score: int = 9, **told: Any) -> str:
    """The token of whoever has answered about a new order."""
    counter.run(delivers(counter.desk, counter.shop, key, **told))
    works(counter)
    token = link(post)
    counter.run(confirms(counter.desk, token, score=score))
    return token


def enters(counter: Counter, token: str, key: str = "visit-0001", *, consent: bool = True) -> Entry:
    wanted = survey_gifts.Wanted(token=token, key=key, consent=consent)
    gift = counter.run(survey_gifts.claim(counter.desk, wanted))
    assert isinstance(gift, Entry)
    return gift


def draw(counter: Counter) -> Draw:
    """The newest one, as it is kept."""
    return counter.run(counter.desk.db.read(lambda tx: stored.of_survey(tx, counter.shop, SURVEY)))[0]


def draws(counter: Counter, lola: Speaker, said: str = "51304", id: str | None = None) -> None:
    version = counter.run(counter.desk.db.read(lambda tx: shops.find(tx, counter.shop))).version
    counter.run(survey_draws.draw(counter.desk, lola, version, id or draw(counter).id, said))


def passes(counter: Counter, days: int) -> None:
    """It becomes so many days later, and what was due by then is done."""
    counter.moves(timedelta(days=days))
    works(counter)


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


def test_one_that_nobody_has_entered_closes_too_and_another_may_follow(counter: Counter, lola: Speaker):
    promises(counter, lola)
    first = draw(counter).id
    passes(counter, 9)  # the server was down that night
    kept = draw(counter)
    assert (kept.state, kept.entries, kept.digest) == ("closed", 0, rules.digest(""))
    with pytest.raises(Conflict):
        draws(counter, lola)
    promises(counter, lola, kept.incentive, name="Otra vez")  # another change of the survey makes no other draw
    assert draw(counter).id == first
    promises(counter, lola)
    assert draw(counter).id != first
    assert draw(counter).state == "open"


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


def test_a_shop_that_moves_to_another_zone_closes_when_the_day_is_over_there(counter: Counter, lola: Speaker):
    promises(counter, lola)
    midnight = rules.closing(draw(counter).incentive.until, "Europe/Madrid")

    def move(tx: Connection) -> None:
        shop = shops.find(tx, counter.shop)
        assert shop is not None
        shops.change(tx, shop.id, shop.name, msgspec.structs.replace(shop.profile, time_zone="America/Mexico_City"))

    counter.run(counter.desk.db.write(move))
    counter.moves(midnight - counter.clock.now() + timedelta(minutes=1))
    works(counter)
    assert draw(counter).state == "open"
    passes(counter, 1)
    assert draw(counter).state == "closed"


def test_what_people_have_entered_for_stays_as_they_read_it(counter: Counter, post: MailServer, lola: Speaker):
    promises(counter, lola)
    first = draw(counter)
    longer = promise(counter, until=in_days(counter, 3))
    promises(counter, lola, longer)  # nobody is in yet
    assert (draw(counter).id, draw(counter).incentive) == (first.id, longer)
    enters(counter, answered(counter, post))
    other = promise(
        counter,
        until=in_days(counter, 4),
        winners=1,
        source="Otro azar",
        drawn_on=in_days(counter, 6),
        terms={"es": "Un plato.", "en": "A plate."},
    )
    with pytest.raises(FormInvalid) as refused:
        promises(counter, lola, other)
    assert {name: problem.code for name, problem in refused.value.fields.items()} == dict.fromkeys(
        ("until", "winners", "source", "drawn_on", "terms.es", "terms.en"), "draw_fixed"
    )
    for gift in (Incentive(), Incentive(kind="coupon", terms={"es": "Uno."}, until=longer.until)):
        with pytest.raises(FormInvalid) as refused:
            promises(counter, lola, gift)
        assert refused.value.fields["gift"].code == "draw_promised"
    assert draw(counter).incentive == longer
    promises(counter, lola, longer, state="paused")
    passes(counter, 4)
    with pytest.raises(FormInvalid):  # nor between closing and drawing
        promises(counter, lola, other)
    assert draw(counter).incentive == longer


def test_a_survey_whose_draw_people_wait_for_cannot_be_removed(counter: Counter, post: MailServer, lola: Speaker):
    promises(counter, lola)
    enters(counter, answered(counter, post))

    def removes() -> None:
        version = counter.run(counter.desk.db.read(lambda tx: shops.find(tx, counter.shop))).version
        counter.run(surveys.remove(counter.desk, lola, version, SURVEY))

    with pytest.raises(Conflict):
        removes()
    passes(counter, 5)
    draws(counter, lola)
    removes()
    assert counter.run(draw_pages.read(counter.desk, draw(counter).id)).draw.seed == "51304"


def test_a_draw_that_nobody_has_entered_goes_with_its_promise(counter: Counter, lola: Speaker):
    promises(counter, lola)
    promises(counter, lola, Incentive())
    assert counter.run(rows(counter.desk, survey_draw)) == []
    passes(counter, 9)
    assert counter.run(rows(counter.desk, due, kind=survey_draws.KIND, state="waiting")) == []


def test_a_day_that_is_over_cannot_be_the_last_one(counter: Counter, lola: Speaker):
    with pytest.raises(FormInvalid) as refused:
        promises(counter, lola, promise(counter, until=in_days(counter, -1)))
    assert refused.value.fields["until"].code == "day_past"


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
