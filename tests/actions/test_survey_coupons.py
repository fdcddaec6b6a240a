"""A thank-you for an answer, whatever it was: each code once, one for each order and address. Both databases."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mailing import works
from mostrador.actions import survey_gifts as claiming
from mostrador.actions.survey_gifts import Coupon, Gift
from mostrador.domain.incentive import Incentive
from mostrador.errors import Conflict, Invalid, NotFound
from mostrador.storage import survey_coupons
from mostrador.storage.schema import survey_coupon
from services.mail_server import MailServer, mail_server
from shopping import Counter
from surveyors import SCORE, asks, changes, confirms, delivers, link, rows

ANOTHER = "bo@example.com"


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path, smtp_port=post.port)
    yield counter
    counter.closes()


def gives(counter: Counter, *codes: str, days: int = 20) -> None:
    """A survey that gives these codes, and asks as often as there is an order."""
    desk, until = counter.desk, (counter.clock.now() + timedelta(days=days)).date().isoformat()
    gift = Incentive(kind="coupon", terms={"es": "Uno por pedido."}, until=until)
    counter.run(asks(desk, counter.shop, SCORE, incentive=gift, rest_days=0, reminder_days=0))
    now = counter.clock.now()
    counter.run(desk.db.write(lambda tx: survey_coupons.add(tx, counter.shop, "svy_after", codes, at=now)))


def asked(counter: Counter, post: MailServer, key: str = "1042", **told: Any) -> str:
    """The token in the mail about a new order."""
    counter.run(delivers(counter.desk, counter.shop, key, **told))
    works(counter)
    return link(post)


def claims(counter: Counter, token: str, key: str = "visit-0001", *, consent: bool = True) -> str:
    gift = counter.run(claiming.claim(counter.desk, claiming.Wanted(token=token, key=key, consent=consent)))
    assert isinstance(gift, Coupon)
    return gift.code


@pytest.mark.parametrize("score", [0, 10])
def test_whoever_answers_gets_a_code_whatever_they_said(counter: Counter, post: MailServer, score: int):
    gives(counter, "UNO")
    token = asked(counter, post)
    counter.run(confirms(counter.desk, token, score=score))
    assert claims(counter, token) == "UNO"
    counter.moves(timedelta(seconds=16))
    works(counter)
    assert claims(counter, token) == "UNO"  # also once it is counted


def test_who_has_not_answered_or_not_agreed_gets_none(counter: Counter, post: MailServer):
    gives(counter, "UNO")
    token = asked(counter, post)
    with pytest.raises(NotFound):
        claims(counter, token)
    counter.run(confirms(counter.desk, token, score=9, finished=False))
    with pytest.raises(NotFound):
        claims(counter, token)
    counter.run(confirms(counter.desk, token, score=9))
    with pytest.raises(Invalid):
        claims(counter, token, consent=False)
    with pytest.raises(NotFound):
        claims(counter, token, key="somebody-elses-visit")
    assert counter.run(rows(counter.desk, survey_coupon, claimed_at=None))


def test_one_address_gets_one_code_however_many_orders_it_has(counter: Counter, post: MailServer):
    gives(counter, "UNO", "DOS")
    first, second = asked(counter, post), asked(counter, post, "1043", email="ANA@example.com")
    for token in (first, second):
        counter.run(confirms(counter.desk, token, score=9))
    assert claims(counter, first) == "DOS"
    with pytest.raises(Conflict):
        claims(counter, second)


def test_a_cancelled_order_gets_none(counter: Counter, post: MailServer):
    gives(counter, "UNO")
    order = counter.run(delivers(counter.desk, counter.shop))
    works(counter)
    counter.run(confirms(counter.desk, link(post), score=9))
    counter.run(changes(counter.desk, order, status="cancelled", cancelled_at=counter.clock.now()))
    with pytest.raises(Conflict):
        claims(counter, link(post))


def test_after_its_last_day_there_is_none(counter: Counter, post: MailServer):
    gives(counter, "UNO", days=2)
    token = asked(counter, post)
    counter.run(confirms(counter.desk, token, score=9))
    counter.moves(timedelta(days=3))
    with pytest.raises(Conflict):
        claims(counter, token)


def test_who_has_a_code_is_shown_it_again_after_the_last_day_and_after_a_cancelled_order(
    counter: Counter, post: MailServer
):
    gives(counter, "UNO", "DOS", days=2)
    order = counter.run(delivers(counter.desk, counter.shop))
    works(counter)
    counter.run(confirms(counter.desk, link(post), score=9))
    code = claims(counter, link(post))
    counter.run(changes(counter.desk, order, status="cancelled", cancelled_at=counter.clock.now()))
    assert claims(counter, link(post)) == code
    counter.moves(timedelta(days=3))
    assert claims(counter, link(post)) == code


def test_the_last_code_is_given_once_though_many_ask_at_the_same_time(counter: Counter, post: MailServer):
    gives(counter, "UNO")
    tokens = [asked(counter, post, str(number), email=f"{number}@example.com") for number in range(5)]
    for token in tokens:
        counter.run(confirms(counter.desk, token, score=9))

    async def at_once() -> list[Gift | BaseException]:
        wanted = (claiming.Wanted(token=token, key="visit-0001", consent=True) for token in tokens)
        return await asyncio.gather(*(claiming.claim(counter.desk, each) for each in wanted), return_exceptions=True)

    given = counter.run(at_once())
    assert given.count(Coupon("UNO")) == 1
    assert sum(isinstance(each, Conflict) for each in given) == 4


def test_one_visit_that_asks_five_times_at_once_gets_one_code(counter: Counter, post: MailServer):
    gives(counter, "UNO", "DOS", "TRES")
    token = asked(counter, post)
    counter.run(confirms(counter.desk, token, score=9))

    async def at_once() -> list[Gift]:
        wanted = claiming.Wanted(token=token, key="visit-0001", consent=True)
        return await asyncio.gather(*(claiming.claim(counter.desk, wanted) for _ in range(5)))

    assert len(set(counter.run(at_once()))) == 1
    assert len(counter.run(rows(counter.desk, survey_coupon, claimed_at=None))) == 2
