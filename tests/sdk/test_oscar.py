"""Somebody buys in a shop with django-oscar, and the counter hears of it."""

import shutil
import sqlite3
import time
from contextlib import closing

import pytest
from oscar_shopper import OscarShop

PROCESSED = """
from oscar.core.loading import get_class, get_model
from mostrador_sdk.integrations.django import support
Order, Type = get_model("order", "Order"), get_model("order", "ShippingEventType")
order = Order.objects.get()
processing = get_class("order.processing", "EventHandler")()
processing.handle_order_status_change(order, "Being processed")
for name, notes in (("Shipped", "PX-9001"), ("Delivered", "Left with the neighbour.")):
    kind, _ = Type.objects.get_or_create(name=name)
    processing.create_shipping_event(order, kind, list(order.lines.all()), [2], reference=notes)
"""
PAID = """
order = Order.objects.get()
for name, amount in (("Settled", "56.80"), ("Refund", "28.40"), ("Refund", "28.40"), ("Authorised", "1.00")):
    kind, _ = get_model("order", "PaymentEventType").objects.get_or_create(name=name)
    order.payment_events.create(event_type=kind, amount=amount)
assert support().flush(10) == 0
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A shop that was set up, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    OscarShop(folder, "http://127.0.0.1:1").run("set-up")
    return folder


@pytest.fixture
def shop(made, tmp_path, counter):
    shutil.copy(made / "shop.sqlite3", tmp_path)
    return OscarShop(tmp_path, counter.url)


def test_an_order_and_what_becomes_of_it_are_told(shop, counter):
    with shop.open() as ana:
        page = ana.buys_a_cup()
        assert (page.status_code, page.url.path) == (200, "/checkout/thank-you/"), shop.log
        assert counter.wait_for(lambda: len(counter.events) == 1)
    is_anas_cup(counter.events[0])
    shop.run("do", PROCESSED + PAID)
    placed, confirmed, created, delivered, paid, part, refunded = counter.events
    assert [event.type for event in counter.events] == [
        *("order.placed", "order.confirmed", "shipment.created", "shipment.delivered"),
        *("order.paid", "order.updated", "order.refunded"),
    ]
    versions = [event.data.version for event in (placed, confirmed, paid, part, refunded)]
    assert versions == sorted(set(versions))
    assert (created.data.number, delivered.data.number) == ("PX-9001", "PX-9001")
    assert (created.data.note, delivered.data.note) == ("", "Left with the neighbour.")
    assert [(event.data.status, event.data.refunded) for event in (part, refunded)] == [
        *(("confirmed", 2840), ("refunded", 5680)),
    ]


def test_an_order_of_somebody_with_an_account_is_told_as_theirs(shop, counter):
    with shop.open() as ana:
        ana.makes_an_account()
        page = ana.buys_a_cup()
        assert (page.status_code, page.url.path) == (200, "/checkout/thank-you/"), shop.log
        assert counter.wait_for(lambda: len(counter.events) == 1)
    shop.run("do", "from django.contrib.auth import get_user_model\nassert get_user_model().objects.get().pk == 1")
    [placed] = counter.events
    assert (placed.data.customer.id, placed.data.customer.email) == ("1", "ana@example.com")
    assert placed.data.address.name == "Ana García"


def is_anas_cup(event):
    order = event.data
    assert (event.type, event.source, event.subject) == ("order.placed", "https://shop.example", "100001")
    assert (order.currency, order.total, order.shipping, order.tax, order.version) == ("EUR", 5680, 0, 0, 0)
    assert [(item.name, item.quantity, item.price, item.total) for item in order.items] == [
        ("Taza & plato", 2, 2840, 5680)
    ]
    assert (order.customer.id, order.customer.email, order.customer.name) == ("", "ana@example.com", "Ana García")
    assert (order.address.lines, order.address.city, order.address.country) == (["Calle 1"], "Madrid", "ES")


@pytest.mark.parametrize("atomic", ["no", "yes"])
def test_a_bug_of_ours_does_not_keep_the_shopper_from_the_thank_you_page(shop, counter, atomic):
    with shop.open(bug="yes", atomic=atomic) as ana:
        page = ana.buys_a_cup()
        assert (page.status_code, page.url.path) == (200, "/checkout/thank-you/"), shop.log
    assert "Mostrador was not told of an order: RuntimeError." in shop.log
    with closing(sqlite3.connect(shop.folder / "shop.sqlite3")) as database:
        assert database.execute("select count(*) from order_order").fetchone() == (1,)


def test_a_counter_that_is_away_does_not_keep_the_shopper_waiting_and_hears_later(shop, counter):
    counter.hold()
    with shop.open(atomic="yes") as ana:
        begun = time.monotonic()
        assert ana.buys_a_cup().url.path == "/checkout/thank-you/"
        assert time.monotonic() - begun < 10  # the sender's timeout, which nobody who shops waits for
        counter.release()
        assert counter.wait_for(lambda: len(counter.events) == 1)


def test_an_outbox_in_a_file_is_told_of_by_the_commit(shop, counter, tmp_path):
    with shop.open(atomic="yes", outbox=str(tmp_path / "outbox.sqlite3")) as ana:
        assert ana.buys_a_cup().url.path == "/checkout/thank-you/"
        assert counter.wait_for(lambda: len(counter.events) == 1)


def test_an_order_that_is_rolled_back_is_not_told(shop, counter):
    rolled_back = """
from django.db import transaction
from mostrador_sdk import Customer, Order
from mostrador_sdk.integrations.django import support, tell
order = lambda id: Order(id=id, version=1, currency="EUR", total=1, customer=Customer())
try:
    with transaction.atomic():
        tell(support().orders.placed, order("1"))
        raise KeyError
except KeyError:
    pass
with transaction.atomic():
    tell(support().orders.placed, order("2"))
assert support().flush(10) == 0
"""
    shop.run("do", rolled_back)
    shop.run("do", rolled_back, outbox=str(shop.folder / "outbox.sqlite3"))
    assert [event.subject for event in counter.events] == ["2", "2"]
