"""What a module in PrestaShop tells, in our own format."""

from datetime import timedelta

import pytest
from platform_bodies import NOON, WHSEC, parsed, types

from mostrador_sdk import InvalidEvent, InvalidSignature, InvalidWebhook
from mostrador_sdk.signing import secret_keys, sign
from mostrador_sdk.translators import prestashop

ORDER = {
    "id": 8,
    "reference": "KHWLILZLL",
    "id_customer": "2",
    "current_state": "2",
    "date_add": "2026-05-04 12:00:00",
    "date_upd": "2026-05-04 12:30:00",
    "payment": "Bizum",
    "total_paid": "61.800000",
    "total_paid_tax_incl": "61.800000",
    "total_paid_tax_excl": "51.074380",
    "total_shipping_tax_incl": "5.000000",
    "associations": {
        "order_rows": [
            {"product_id": "1", "product_name": "Taza &amp; plato", "product_quantity": "2", "product_reference": "T1",
             "unit_price_tax_incl": "28.400000"},
        ]
    },
}  # fmt: skip
BESIDE = {
    "currency": "EUR",
    "timezone": "Europe/Madrid",
    "language": "es-ES",
    "customer": {"firstname": "Ana", "lastname": "García", "email": "ana@example.com", "is_guest": "0"},
    "address": {"address1": "Calle 1", "postcode": "28001", "city": "Madrid", "country": "ES", "phone": "600"},
    "carrier": {"name": "Correos"},
}


def told(beside=None, **changes):
    return parsed(prestashop, {**BESIDE, **(beside or {}), "order": {**ORDER, **changes}})


def test_an_order_is_told_whole_and_in_the_shops_zone():
    [event] = told()
    value = event.data
    assert (event.type, event.subject, value.number) == ("order.paid", "8", "KHWLILZLL")
    assert (event.time.hour, event.time.minute, value.placed_at.hour) == (10, 30, 10)
    assert (value.currency, value.total, value.tax, value.shipping) == ("EUR", 6180, 1073, 500)
    assert [(item.name, item.quantity, item.price, item.total) for item in value.items] == [
        ("Taza & plato", 2, 2840, 5680)
    ]
    assert (value.customer.id, value.customer.name, value.customer.phone) == ("2", "Ana García", "600")
    assert (value.address.city, value.delivery, value.language) == ("Madrid", "Correos", "es-ES")


@pytest.mark.parametrize(
    ("state", "type"),
    [("1", "order.placed"), (2, "order.paid"), ("4", "order.confirmed"), ("5", "order.completed"),
     ("6", "order.cancelled"), ("7", "order.refunded"), ("8", "order.payment_failed"), ("99", "order.updated")],
)  # fmt: skip
def test_what_happened_follows_from_the_state(state, type):
    assert types(told(current_state=state)) == [type]


def test_a_shop_with_states_of_its_own_says_what_they_mean():
    assert types(told({"status": "completed"}, current_state="99")) == ["order.completed"]
    with pytest.raises(InvalidEvent, match=r"status is one of placed, .*'shipped'"):
        told({"status": "shipped"})


def test_parcels_are_told():
    parcels = [{"number": "PX9", "carrier": "Correos Express", "url": "https://c.example/PX9"}, {"number": "PX10"}]
    events = told({"shipments": parcels}, current_state="4")
    assert types(events) == ["order.confirmed", "shipment.created", "shipment.created"]
    assert [event.data.carrier for event in events[1:]] == ["Correos Express", "Correos"]
    assert types(told(shipping_number="PX9", current_state="5")) == ["order.completed", "shipment.delivered"]


def test_a_guest_has_no_id():
    assert told({"customer": {"email": "ana@example.com", "is_guest": "1"}})[0].data.customer.id == ""


def test_the_web_services_older_way_to_write_lines_is_read_too():
    rows = {"order_row": ORDER["associations"]["order_rows"]}
    assert len(told(associations={"order_rows": rows})[0].data.items) == 1


def test_a_zone_that_is_none_is_refused():
    with pytest.raises(InvalidEvent, match="Europe/Madrid"):
        told({"timezone": "../etc/passwd"})


def test_events_of_ours_are_told_one_or_several_at_once():
    order = {"id": 8, "version": 3, "currency": "EUR", "total": 6180, "customer": {"email": "ana@example.com"}}
    event = {"type": "order.paid", "time": "2026-05-04T11:00:00Z", "data": order}
    parcel = {"type": "shipment.created", "data": {"order": 8, "number": "PX9"}}
    assert types(parsed(prestashop, event)) == ["order.paid"]
    for body in ([event, parcel], {"events": [event, parcel]}):
        first, second = parsed(prestashop, body)
        assert (first.subject, first.time.hour, second.subject, second.time) == ("8", 11, "8", NOON)
        assert first.id != second.id


@pytest.mark.parametrize(
    "body", [[], {}, {"events": []}, {"events": 5}, [5], {"type": "order.eaten", "data": {"id": 1}}]
)
def test_what_is_no_event_is_refused(body):
    with pytest.raises(InvalidEvent):
        parsed(prestashop, body)


def test_a_ping_tells_nothing():
    assert parsed(prestashop, {"type": "ping"}) == []


def test_a_module_whose_clock_is_wrong_hears_of_it():
    raw = b'{"type": "ping"}'
    for minutes in (-6, 6):
        headers = sign(secret_keys(WHSEC), raw, id="m1", time=NOON + timedelta(minutes=minutes))
        with pytest.raises(InvalidWebhook, match="five minutes"):
            prestashop.parse(headers, raw, [WHSEC], now=NOON)


def test_the_id_and_the_time_are_signed_too():
    raw = b'{"type": "ping"}'
    headers = sign(secret_keys(WHSEC), raw, id="m1", time=NOON)
    for name, value in (("webhook-id", "m2"), ("webhook-timestamp", str(int(NOON.timestamp()) + 1))):
        with pytest.raises(InvalidSignature):
            prestashop.parse(headers | {name: value}, raw, [WHSEC], now=NOON)
