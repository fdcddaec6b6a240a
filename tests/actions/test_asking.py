"""Asking by mail about an order, at the right time or not at all: real SMTP, both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mailing import works
from mostrador.actions import callers, opt_outs, surveys
from mostrador.actions.callers import Caller
from mostrador.domain import keys as forms
from mostrador.errors import Conflict, NotFound
from mostrador.storage import keys
from services.mail_server import MailServer, mail_server
from shopping import Counter
from surveyors import (
    ANA,
    asks,
    changes,
    confirms,
    delivers,
    dropped,
    funnel,
    link,
    returns,
    tells_again,
    unsubscribe,
    waiting,
)

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
HELD = timedelta(seconds=16)


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def counter(migrated_url: str, tmp_path: Path, post: MailServer) -> Iterator[Counter]:
    counter = Counter(migrated_url, tmp_path, smtp_port=post.port)
    yield counter
    counter.closes()


def test_one_order_is_asked_about_once_however_often_the_shop_tells_of_it(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop, rest_days=0))
    counter.run(asks(desk, counter.shop, id="svy_other", rest_days=0))  # the older one asks
    counter.run(delivers(desk, counter.shop))
    for _ in range(3):
        counter.run(tells_again(desk, counter.shop))
    works(counter)
    assert len(post.taken) == 1


def test_whoever_was_asked_lately_is_left_in_peace(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop, rest_days=30, reminder_days=0))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    counter.run(delivers(desk, counter.shop, "1043"))
    works(counter)
    assert len(post.taken) == 1
    assert counter.run(dropped(desk)) == [None, "asked_lately"]
    counter.moves(timedelta(days=31))
    counter.run(delivers(desk, counter.shop, "1044"))
    works(counter)
    assert len(post.taken) == 2


def test_two_orders_that_arrive_together_are_asked_about_once(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop, rest_days=30))
    for number in range(6):
        counter.run(delivers(desk, counter.shop, str(number)))
    works(counter)
    assert len(post.taken) == 1


def test_a_customer_of_the_shop_rests_under_every_address(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop, rest_days=30, reminder_days=0))
    counter.run(delivers(desk, counter.shop, customer_key="77"))
    works(counter)
    counter.run(delivers(desk, counter.shop, "1043", customer_key="77", email="ana@otra.example.com"))
    works(counter)
    assert len(post.taken) == 1


@pytest.mark.parametrize(
    ("later", "reason"),
    [({"status": "cancelled", "cancelled_at": NOW}, "cancelled"), ({"refunded": 4200}, "cancelled"), ({}, None)],
)
def test_after_a_cancellation_nobody_is_asked(
    counter: Counter, post: MailServer, later: dict[str, Any], reason: str | None
):
    desk = counter.desk
    counter.run(asks(desk, counter.shop, days=2))
    order = counter.run(delivers(desk, counter.shop))
    works(counter)
    assert post.taken == []
    if later:
        counter.run(changes(desk, order, **later))
    counter.moves(timedelta(days=2, minutes=1))
    works(counter)
    assert counter.run(dropped(desk)) == [reason]
    assert len(post.taken) == (0 if reason else 1)


def test_an_open_return_is_waited_for(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop))
    counter.run(delivers(desk, counter.shop))
    counter.run(returns(desk, counter.shop, "1042"))
    works(counter)
    counter.moves(timedelta(days=1, minutes=1))
    works(counter)
    assert post.taken == []
    counter.run(returns(desk, counter.shop, "1042", received=True))
    counter.moves(timedelta(days=1))
    works(counter)
    assert len(post.taken) == 1


def test_an_open_conversation_is_waited_for_and_at_last_given_up(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop))
    counter.shopper("ana").sends()
    works(counter)
    receipts = len(post.taken)
    counter.run(delivers(desk, counter.shop))
    for _ in range(16):
        works(counter)
        counter.moves(timedelta(days=1, minutes=1))
    assert len(post.taken) == receipts
    assert counter.run(dropped(desk)) == ["conversation_open"]


def test_one_reminder_and_no_second_one(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop, reminder_days=4))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    for _ in range(4):
        counter.moves(timedelta(days=4, minutes=1))
        works(counter)
    assert [mail["Subject"] for mail in post.taken] == [
        "¿Qué tal tu pedido de Loza?",
        "Un clic para Loza: ¿qué tal tu pedido?",
    ]
    assert link(post, 0) == link(post, 1)
    assert counter.run(funnel(desk))[:2] == (1, 1)


def test_whoever_has_begun_is_not_reminded(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop, reminder_days=4))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    counter.run(confirms(desk, link(post), score=8, finished=False))
    counter.moves(timedelta(days=4, minutes=1))
    works(counter)
    assert len(post.taken) == 1


def test_whoever_wants_no_more_gets_no_more(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop, rest_days=0, reminder_days=1))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    done = counter.run(opt_outs.unsubscribe(desk, unsubscribe(post)))
    assert done == counter.run(opt_outs.unsubscribe(desk, unsubscribe(post)))
    counter.run(delivers(desk, counter.shop, "1043", email=ANA.upper()))
    counter.moves(timedelta(days=1, minutes=1))
    works(counter)
    assert len(post.taken) == 1
    assert counter.run(dropped(desk)) == [None, "opted_out"]


def test_an_address_that_bounced_is_asked_nothing_any_more(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop, rest_days=0))
    post.answer = "550 No such user"
    counter.run(delivers(desk, counter.shop))
    works(counter)
    post.answer = None
    counter.run(delivers(desk, counter.shop, "1043"))
    works(counter)
    assert post.taken == []
    assert counter.run(dropped(desk)) == ["address_in_trouble", "address_in_trouble"]
    assert counter.run(funnel(desk)) == (1, 0, 0, 0)


def test_a_mail_server_that_is_down_delays_the_question(counter: Counter, post: MailServer):
    desk = counter.desk
    counter.run(asks(desk, counter.shop))
    counter.run(delivers(desk, counter.shop))
    post.answer = "451 Try again"
    works(counter)
    assert counter.run(funnel(desk)) == (0, 0, 0, 0)
    post.answer = None
    counter.moves(timedelta(minutes=1))
    works(counter)
    assert len(post.taken) == 1
    assert counter.run(funnel(desk)) == (1, 1, 0, 0)


def test_nobody_is_asked_in_quiet_hours_where_they_live(counter: Counter, post: MailServer):
    desk, now = counter.desk, counter.clock.now()
    here = now.astimezone(ZoneInfo("Asia/Tokyo"))
    quiet = {"quiet_from": f"{here:%H:%M}", "quiet_until": f"{here + timedelta(hours=2):%H:%M}"}
    counter.run(asks(desk, counter.shop, **quiet))
    counter.run(delivers(desk, counter.shop, snapshot={"address": {"country": "JP"}, "items": []}))
    works(counter)
    assert post.taken == []
    [(_, due_at)] = counter.run(waiting(desk))
    assert timedelta(minutes=119) <= due_at - now <= timedelta(minutes=135)
    counter.moves(timedelta(minutes=136))
    works(counter)
    assert len(post.taken) == 1


def test_an_old_order_that_the_shop_tells_late_is_asked_nothing(counter: Counter, post: MailServer):
    desk, now = counter.desk, counter.clock.now()
    counter.run(asks(desk, counter.shop))
    counter.run(delivers(desk, counter.shop, delivered_at=now - timedelta(days=15)))
    works(counter)
    assert post.taken == []


@pytest.mark.parametrize("moment", ["shipped", "placed"])
def test_shops_that_hear_of_no_delivery_count_from_before_it(counter: Counter, post: MailServer, moment: str):
    desk = counter.desk
    counter.run(asks(desk, counter.shop, moment=moment, days=3))
    counter.run(delivers(desk, counter.shop, delivered_at=None))
    works(counter)
    assert post.taken == []
    counter.moves(timedelta(days=3, minutes=1))
    works(counter)
    assert len(post.taken) == 1


def calls(counter: Counter, shop: str) -> Caller:
    """A shop's own server, by a key that may ask customers."""
    key, id = forms.api_key(counter.desk.random(forms.SECRET_BYTES)), counter.desk.new("key")
    given = {"name": id, "scopes": ["surveys:invite"], "digest": forms.digest(key), "hint": forms.hint(key)}
    counter.run(counter.desk.db.write(lambda tx: keys.add(tx, shop, id, at=counter.desk.clock.now(), **given)))
    return counter.run(callers.known(counter.desk, key, "192.0.2.1"))


def test_the_shops_own_call_asks_once_for_each_key(counter: Counter, post: MailServer):
    desk = counter.desk
    survey = counter.run(asks(desk, counter.shop, moment="call"))
    counter.run(delivers(desk, counter.shop))
    works(counter)
    assert post.taken == []
    shop = calls(counter, counter.shop)
    first = counter.run(surveys.invite(desk, shop, order="1042", survey=survey, key="call-1"))
    again = counter.run(surveys.invite(desk, shop, order="1042", survey=survey, key="call-1"))
    assert (again.id, again.again) == (first.id, True)
    with pytest.raises(Conflict):
        counter.run(surveys.invite(desk, shop, order="1042", survey=survey, key="call-2"))
    for order, named in (("1043", survey), ("1042", "svy_none")):
        with pytest.raises(NotFound):
            counter.run(surveys.invite(desk, shop, order=order, survey=named, key="call-3"))
    theirs = calls(counter, counter.opens_shop("Next door"))
    with pytest.raises(NotFound):
        counter.run(surveys.invite(desk, theirs, order="1042", survey=survey, key="call-4"))
    works(counter)
    assert len(post.taken) == 1
