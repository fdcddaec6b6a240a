"""Capturing never breaks a checkout, whatever it is given and whatever the outbox does."""

import asyncio
import json
import logging
import os
import re
import sqlite3
import threading
from datetime import datetime

import pytest

from mostrador_sdk import AsyncMostrador, Customer, InvalidEvent, Item, Shipment
from mostrador_sdk.sqlite_outbox import SqliteOutbox
from telling import NOON, PACE, order, shop, subjects


@pytest.fixture
def support(counter, outbox):
    with shop(counter, outbox, source="https://shop.example") as support:
        yield support


def test_every_verb_tells_its_event(counter, support):
    for verb in ("placed", "confirmed", "paid", "payment_failed", "updated", "cancelled", "refunded", "completed"):
        getattr(support.orders, verb)(order())
    for verb in ("created", "updated", "delivered", "failed"):
        getattr(support.shipments, verb)("1042", number="PK123", carrier="correos", note="At the neighbour's")
    for verb in ("requested", "received"):
        getattr(support.returns, verb)("1042", number="R1", reason="Too small", items=[Item(name="Taza")])
    for verb in ("created", "updated"):
        getattr(support.customers, verb)(Customer(id="7", name="Ana"))
    support.customers.erased("7")
    assert support.flush() == 0
    assert [event.type for event in counter.events] == [
        *("order.placed", "order.confirmed", "order.paid", "order.payment_failed"),
        *("order.updated", "order.cancelled", "order.refunded", "order.completed"),
        *("shipment.created", "shipment.updated", "shipment.delivered", "shipment.failed"),
        *("return.requested", "return.received"),
        *("customer.created", "customer.updated", "customer.erased"),
    ]
    parcel = counter.events[8]
    assert parcel.data == Shipment(order="1042", number="PK123", carrier="correos", note="At the neighbour's")
    assert (parcel.subject, parcel.source) == ("1042", "https://shop.example")
    assert len({event.id for event in counter.events}) == 17


def test_an_event_happened_now_unless_the_shop_says_when(counter, support):
    before = datetime.now(NOON.tzinfo)
    support.orders.placed(order(), time=NOON)
    support.orders.paid(order())
    support.flush()
    placed, paid = counter.events
    assert (placed.time, before <= paid.time <= datetime.now(NOON.tzinfo)) == (NOON, True)


def test_an_event_with_an_id_of_the_shops_own_counts_once(counter, support):
    for _ in range(2):
        support.tell("order.placed", order(), id="delivery-77", time=NOON)
    support.flush()
    assert ([event.id for event in counter.events], counter.repeats) == (["delivery-77"], 1)


WRONG = [
    (lambda support: support.orders.placed(order(total=119.8)), "data.total: expected int, got float"),
    (
        lambda support: support.orders.placed(None),
        "order.placed tells of Orders; it was given a value of type NoneType",
    ),
    (lambda support: support.orders.placed({"id": 7}), "it was given a value of type dict"),
    (lambda support: support.orders.placed(Customer(id="7")), "it was given a value of type Customer"),
    (lambda support: support.orders.placed(), "missing 1 required positional argument"),
    (lambda support: support.orders.placed(order(), tiem=NOON), "unexpected keyword argument 'tiem'"),
    (lambda support: support.orders.placed(order(), time=datetime(2026, 5, 4)), "time: "),  # noqa: DTZ001
    (lambda support: support.orders.placed(order(metadata={"a": object()})), "cannot be written as JSON"),
    (lambda support: support.orders.placed(order(number="\ud800")), "half a character"),
    (lambda support: support.orders.placed(order("\ud800")), "half a character"),
    (lambda support: support.orders.placed(order(items=[Item(name="x" * 290)] * 499)), "may have 128 KiB"),
    (lambda support: support.shipments.created("1042", carrier="correos"), "missing 1 required keyword-only"),
    (lambda support: support.shipments.created("1042", number="P", carier="correos"), "'carier'"),
    (lambda support: support.returns.requested(None, number="R1"), "data.order: expected str, got"),
    (lambda support: support.customers.erased(""), "subject"),
    (lambda support: support.tell("order.eaten", order()), "There is no event 'order.eaten'"),
    (lambda support: support.tell(None, order()), "type: expected str"),
]


class Unshowable:
    def __repr__(self):
        raise RuntimeError("It is gone from the database.")


@pytest.mark.parametrize(
    "given",
    [{"metadata": {"a": Unshowable()}}, {"metadata": {"a": 10**5000}}, {"customer": Unshowable()}],
)
def test_what_cannot_even_be_shown_leaves_the_checkout_alone(counter, outbox, given):
    with shop(counter, outbox) as support:
        support.orders.placed(order(**given))
        support.flush()
    assert len(SqliteOutbox(outbox).dead(10)) == 1
    assert counter.requests == 0


@pytest.mark.parametrize(("mistake", "sentence"), WRONG)
def test_a_mistake_becomes_a_dead_letter_and_the_checkout_goes_on(counter, outbox, mistake, sentence, caplog):
    dead = []
    with shop(counter, outbox, on_dead=lambda event, reason: dead.append((event.id, reason))) as support:
        mistake(support)
        support.flush()
    (kept,) = SqliteOutbox(outbox).dead(10)
    assert sentence in kept.reason
    assert dead == [(kept.letter.id, kept.reason)]
    assert (kept.letter.id in caplog.text, sentence in caplog.text) == (True, True)
    assert counter.requests == 0


def test_a_dead_letter_holds_what_was_given(counter, outbox):
    with shop(counter, outbox) as support:
        support.orders.placed(order(total=119.8))
        support.shipments.created("1042", number="P", carier="correos")
    one, two = SqliteOutbox(outbox).dead(10)
    assert (one.letter.subject, json.loads(one.letter.body)["data"]["total"]) == ("1042", 119.8)
    assert json.loads(two.letter.body)["data"] == {"given": ["1042"], "number": "P", "carier": "correos"}


@pytest.mark.parametrize(("mistake", "sentence"), WRONG)
def test_a_strict_client_has_a_mistake_raise_where_it_was_made(counter, outbox, mistake, sentence):
    with shop(counter, outbox, strict=True) as support, pytest.raises(InvalidEvent, match=re.escape(sentence)):
        mistake(support)


def test_an_outbox_that_another_program_has_locked_costs_an_event_and_no_checkout(counter, outbox, caplog):
    with shop(counter, outbox) as support:
        support.orders.placed(order(1))
        assert support.flush() == 0
        locker = sqlite3.connect(outbox, isolation_level=None)
        locker.execute("begin immediate")
        support.orders.placed(order(2))
        support.orders.placed(order(3))
        assert support.dropped == 2
        locker.execute("rollback")
        locker.close()
        support.orders.placed(order(4))
        assert support.flush() == 0
    assert subjects(counter) == ["1", "4"]
    assert "locked" in caplog.text
    assert caplog.text.count("An event is lost") == 1, "a full log helps nobody"


def test_an_outbox_that_is_full_drops_the_newest(counter, outbox, caplog):
    counter.down()
    with shop(counter, SqliteOutbox(outbox, most_rows=2)) as support:
        for id in range(5):
            support.orders.placed(order(id))
        assert support.dropped == 3
        counter.up()
        assert counter.wait_for(lambda: len(counter.events) == 2)
    assert subjects(counter) == ["0", "1"]
    assert caplog.text.count("The outbox is full") == 1


def test_a_disk_that_is_full_costs_an_event_and_no_checkout(counter, outbox, caplog):
    kept = SqliteOutbox(outbox)
    with shop(counter, kept) as support:
        kept._file.write(lambda tx: tx.execute("pragma max_page_count=1"))  # SQLite's own way to say: no more room
        for id in range(100):
            support.orders.placed(order(id, metadata={"much": "x" * 10_000}))
        assert support.dropped > 0
        assert "full" in caplog.text
        support.flush()
        assert len(counter.events) == 100 - support.dropped


def test_a_folder_that_cannot_be_written_costs_an_event_and_no_checkout(counter, tmp_path):
    """As another user than root, to whom every folder is open."""
    folder = tmp_path / "readonly"
    folder.mkdir()
    support = shop(counter, folder / "outbox.sqlite3")
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        folder.chmod(0o500)
        if os.geteuid() == 0:
            os.setuid(65534)
        support.orders.placed(order())
        os.write(writer, str(support.dropped).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as said:
        assert said.read() == "1"
    assert not list(folder.iterdir())


def test_without_an_api_key_all_is_off_and_said_once(counter, outbox, caplog):
    for key in (None, "", " "):
        caplog.clear()
        with shop(counter, outbox, api_key=key) as support:
            support.orders.placed(order())
            support.orders.placed("nonsense")
            support.customers.erased("7")
            support.wake()
            assert support.flush() == 0
            assert support.conversations.get("cnv_1").status == ""
            assert support.conversations.list().conversations == []
            assert support.customers.export("7").orders == []
        assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert (counter.requests, outbox.exists()) == (0, False)


def test_a_coroutine_tells_by_the_same_verbs(counter, outbox):
    async def checkout():
        async with AsyncMostrador(counter.url, api_key="key", outbox=outbox, pace=PACE) as support:
            counter.hold()
            support.orders.placed(order(1))  # not awaited: it writes a row, and is back
            support.shipments.created("1", number="PX9")
            assert counter.events == []
            counter.release()
            assert await support.flush() == 0

    asyncio.run(checkout())
    assert [event.type for event in counter.events] == ["order.placed", "shipment.created"]


def test_a_client_that_was_closed_keeps_what_it_is_told_for_the_next(counter, outbox):
    support = shop(counter, outbox)
    support.close()
    support.orders.placed(order(1))
    assert (counter.requests, SqliteOutbox(outbox).counts().waiting) == (0, 1)
    with shop(counter, outbox) as another:
        assert another.flush() == 0
    assert subjects(counter) == ["1"]


def test_only_who_tells_something_starts_a_thread(counter, outbox):
    with shop(counter, outbox) as support:
        assert "mostrador-sender" not in [thread.name for thread in threading.enumerate()]
        support.orders.placed(order(1))
        (sender,) = [thread for thread in threading.enumerate() if thread.name == "mostrador-sender"]
        assert sender.daemon
    assert not sender.is_alive()
