"""The demo shop tells its help server what happens to orders, and never lets a shopper wait for that."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from demo_street import HELP, Shopper, Street, a_street

from mostrador_sdk.events import Event
from mostrador_sdk.fake import FakeMostrador

LATE = "4000 0000 0000 0341"


@pytest.fixture
def counter() -> Iterator[FakeMostrador]:
    with FakeMostrador() as counter:
        yield counter


@pytest.fixture
def told_street(tmp_path: Path, counter: FakeMostrador) -> Iterator[Street]:
    with a_street(tmp_path, replace(HELP, url=counter.url, api_key=counter.api_key)) as street:
        yield street


@pytest.fixture
def ana(told_street: Street) -> Iterator[Shopper]:
    with Shopper(told_street.shop) as somebody:
        yield somebody


def told(counter: FakeMostrador, count: int) -> list[Event]:
    assert counter.wait_for(lambda: len(counter.events) >= count), [event.type for event in counter.events]
    return counter.events


def test_a_guests_order_is_told_with_its_lines_and_its_money(ana: Shopper, counter: FakeMostrador):
    ana.takes("cala", 38)
    ana.takes("cala", 38)
    number = ana.buys("lola", 38, email="ana@example.com")
    placed, paid = told(counter, 2)
    assert (placed.type, paid.type) == ("order.placed", "order.paid")
    order = paid.data
    assert (order.id, order.currency, order.total, order.shipping) == (str(number), "EUR", 19800, 0)
    lines = [(item.name, item.quantity, item.total, item.sku) for item in order.items]
    assert lines == [("Cala · Size 38", 2, 7900, "cala-38"), ("Lola · Size 38", 1, 11900, "lola-38")]
    assert (order.customer.id, order.customer.email, order.customer.name) == ("", "ana@example.com", "Ana García")
    assert (order.address.city, order.address.country, order.language) == ("Madrid", "ES", "en")
    assert order.url == f"{ana.base_url}/orders/{number}"
    assert order.placed_at == placed.time
    assert order.version > placed.data.version
    assert "4242 4242" not in str(order)


def test_a_customers_order_hangs_on_her_own_id(ana: Shopper, counter: FakeMostrador):
    ana.registers("has-an-account@example.com")
    ana.buys()
    assert told(counter, 2)[0].data.customer.id.startswith("c-")


def test_each_step_in_the_back_office_is_told_by_its_own_word(ana: Shopper, counter: FakeMostrador):
    number = ana.buys(card=LATE)
    steps = ["payment_failed", "pay", "ship", "parcel_failed", "ship", "deliver", "return_asked", "return_received"]
    assert ana.works(number, *steps, "refund").status_code == 200
    events = told(counter, 10)
    assert [event.type for event in events] == [
        "order.placed",
        "order.payment_failed",
        "order.paid",
        "shipment.created",
        "shipment.failed",
        "shipment.created",
        "shipment.delivered",
        "return.requested",
        "return.received",
        "order.refunded",
    ]
    first, second = events[3].data, events[6].data
    assert first.number != second.number
    assert (second.carrier, second.url) == ("Correos", f"{ana.base_url}/parcels/{second.number}")
    assert first.expected_on == second.expected_on
    assert events[7].data.number == events[8].data.number
    assert (events[9].data.refunded, events[9].data.total) == (6380, 6380)
    versions = [event.data.version for event in events if event.type.startswith("order.")]
    assert versions == sorted(set(versions))
    assert all(event.subject == str(number) for event in events)


def test_a_cancelled_order_is_told(ana: Shopper, counter: FakeMostrador):
    ana.works(ana.buys(), "cancel")
    assert told(counter, 3)[-1].type == "order.cancelled"


def test_a_shopper_buys_while_the_help_server_is_away_and_it_hears_of_it_later(ana: Shopper, counter: FakeMostrador):
    counter.down()
    number = ana.buys()
    assert ana.get(f"/orders/{number}").status_code == 200
    counter.up()
    assert [event.type for event in told(counter, 2)] == ["order.placed", "order.paid"]


def test_a_shopper_buys_while_the_help_server_answers_nobody(ana: Shopper, counter: FakeMostrador):
    counter.hold()
    first, second = ana.buys(), ana.buys()
    assert second > first
    counter.release()
    told(counter, 4)


def test_an_order_of_which_nobody_was_told_when_the_shop_was_ended_is_told_at_the_next_start(
    tmp_path: Path, counter: FakeMostrador
):
    with a_street(tmp_path, HELP) as street, Shopper(street.shop) as ana:  # a shop that tells nobody
        number = ana.buys()
    with closing(sqlite3.connect(tmp_path / "shop.sqlite3")) as database, database:
        database.execute("update purchase set told = 0")
    for _ in range(2):
        with a_street(tmp_path, replace(HELP, url=counter.url, api_key=counter.api_key)):
            told(counter, 2)
        assert [event.subject for event in counter.events] == [str(number)] * 2  # a shop that ends sends what it has
