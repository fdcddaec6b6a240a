"""What an event of a shop says of itself."""

import json
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador_sdk import Customer, InvalidEvent, Item, Order, Return, Shipment
from mostrador_sdk.events import CATALOGUE, decode, encode, event_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ANA = Customer(email="ana@example.com")


def order(**more):
    return Order(**{"id": "1042", "version": 1, "currency": "EUR", "total": 11980, "customer": ANA, **more})


def told(value, type="order.placed"):
    return event_of(type, value, id="evt-1", source="https://shop.example", time=NOON)


def test_an_event_is_cloudevents_json():
    parcel = Shipment(order="1042", number="PX9", carrier="correos")
    assert json.loads(encode(told(parcel, "shipment.created"))) == {
        "specversion": "1.0",
        "datacontenttype": "application/json",
        "id": "evt-1",
        "source": "https://shop.example",
        "type": "shipment.created",
        "subject": "1042",
        "time": "2026-05-04T12:00:00Z",
        "data": {"order": "1042", "number": "PX9", "carrier": "correos"},
    }


@pytest.mark.parametrize("type", CATALOGUE)
def test_what_is_written_is_what_is_read(type):
    value = {
        Order: order(items=[Item(name="Taza", quantity=2, total=2400)], placed_at=NOON, version=NOON),
        Shipment: Shipment(order="1042", number="PX9"),
        Return: Return(order="1042", number="R1", reason="Too small"),
        Customer: Customer(id="7", name="Ana"),
    }[CATALOGUE[type]]
    event = told(value, type)
    assert decode(encode(event)) == event


@given(st.binary() | st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_what_is_no_event_is_refused_whatever_it_is(raw):
    with pytest.raises(InvalidEvent):
        decode(raw)


@given(st.dictionaries(st.sampled_from(["id", "source", "type", "subject", "time", "data"]), st.text() | st.integers()))
def test_what_is_nearly_an_event_is_refused_too(attributes):
    with pytest.raises(InvalidEvent):
        decode(json.dumps(json.loads(encode(told(order()))) | {"data": {}} | attributes))


@pytest.mark.parametrize("name", ["id", "source", "type", "subject"])
def test_an_event_without_a_name_is_refused(name):
    said = json.loads(encode(told(order()))) | {name: " "}
    with pytest.raises(InvalidEvent, match=f"An event's {name} must not be empty"):
        decode(json.dumps(said))


def test_a_time_without_a_zone_is_refused():
    said = json.loads(encode(told(order()))) | {"time": "2026-05-04T12:00:00"}
    with pytest.raises(InvalidEvent, match="time: expected datetime with a timezone component"):
        decode(json.dumps(said))


def test_ids_that_are_numbers_become_text():
    event = told(order(id=1042, number=1042, customer=Customer(id=7), items=[Item(name="Taza", sku=33)]))
    data = event.data
    assert (event.subject, data.number, data.customer.id, data.items[0].sku) == ("1042", "1042", "7", "33")


def test_what_we_have_no_field_for_is_kept_where_it_stood():
    said = json.loads(encode(told(order(metadata={"gift": True}))))
    said["data"] |= {"till": 4}
    said["data"]["customer"] |= {"vip": True}
    event = decode(json.dumps(said))
    assert event.data.metadata == {"gift": True, "till": 4}
    assert event.data.customer.metadata == {"vip": True}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"total": 119.8}, "data.total: expected int, got float. Money is a whole number of minor units"),
        ({"total": -1}, "data.total: "),
        ({"currency": "eur"}, "data.currency: "),
        ({"version": datetime(2026, 5, 4)}, "data.version: expected datetime with a timezone"),  # noqa: DTZ001
        ({"items": [Item(name="Taza"), Item(name=7)]}, r"data.items\[1\].name: expected str, got int"),
        ({"url": "javascript:alert(1)"}, "data.url: "),
        ({"customer": Customer(email="ana")}, "data.customer.email: "),
        ({"metadata": {"deep": ["a\0b"]}}, r"data.metadata.deep\[0\]: the character U\+0000"),
        ({"number": "\ud800"}, "data.number: half a character"),
        ({"metadata": {"much": "x" * 20_000}}, "data.metadata may have 16 KiB"),
    ],
)
def test_what_cannot_be_told_is_refused_by_a_sentence_that_names_the_field(wrong, sentence):
    with pytest.raises(InvalidEvent, match=sentence):
        told(order(**wrong))


def test_an_event_that_names_another_order_than_it_tells_of_is_refused():
    said = json.loads(encode(told(order()))) | {"subject": "1043"}
    with pytest.raises(InvalidEvent, match="subject is '1043', its data tells of '1042'"):
        decode(json.dumps(said))


def test_reading_events_brings_no_http_client_along():
    code = "import sys, mostrador_sdk.events; print({'httpx', 'requests', 'aiohttp', 'mostrador'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
