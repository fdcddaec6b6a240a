"""What WooCommerce tells of orders and customers."""

from datetime import UTC, datetime

import pytest
from platform_bodies import NOON, parsed, sample, types

from mostrador_sdk import InvalidEvent
from mostrador_sdk.translators import woocommerce


def told(**changes):
    return parsed(woocommerce, sample("woocommerce_order_processing", **changes))


def order(**changes):
    return told(**changes)[0].data


def test_the_sample_order_is_told_whole():
    [event] = told()
    value = event.data
    assert (event.subject, event.time) == ("727", datetime(2017, 3, 22, 19, 28, 8, tzinfo=UTC))
    assert (value.version, value.placed_at) == (event.time, datetime(2017, 3, 22, 19, 28, 2, tzinfo=UTC))
    assert (value.currency, value.total, value.shipping, value.tax, value.discount) == ("USD", 2935, 1000, 135, 0)
    assert (value.customer.id, value.customer.email, value.customer.name) == ("", "john.doe@example.com", "John Doe")
    assert [(item.quantity, item.price, item.total) for item in value.items] == [(2, 300, 600), (1, 1200, 1200)]
    assert value.items[1].name == "Ship Your Idea – Color: Black, Size: M Test"
    assert (value.address.lines, value.address.country) == (["969 Market"], "US")
    assert (value.payment, value.delivery) == ("Direct Bank Transfer", "Flat Rate")
    assert "wc_order_58d2d042d1d" not in str(event)


@pytest.mark.parametrize(
    ("status", "type"),
    [
        ("pending", "order.placed"),
        ("on-hold", "order.placed"),
        ("processing", "order.paid"),
        ("completed", "order.completed"),
        ("wc-completed", "order.completed"),
        ("cancelled", "order.cancelled"),
        ("refunded", "order.refunded"),
        ("failed", "order.payment_failed"),
        ("packed-by-bo", "order.updated"),
        (None, "order.updated"),
    ],
)
def test_what_happened_follows_from_the_status(status, type):
    assert types(told(status=status)) == [type]


def test_a_status_of_the_shops_own_is_kept_in_its_words():
    assert (order(status="packed-by-bo").status, order(status="packed-by-bo").metadata) == (
        None,
        {"status": "packed-by-bo"},
    )


def test_an_order_that_is_paid_at_the_door_is_confirmed_and_not_yet_paid():
    assert types(told(date_paid=None, date_paid_gmt=None)) == ["order.confirmed"]


@pytest.mark.parametrize("status", ["checkout-draft", "auto-draft", "trash"])
def test_a_cart_that_somebody_still_fills_is_no_order(status):
    assert told(status=status) == []


def test_a_part_that_was_given_back_does_not_make_the_order_refunded():
    part = told(status="completed", refunds=[{"id": 1, "total": "-10.00"}, {"id": 2, "total": "-0.35"}])
    assert (types(part), part[0].data.status, part[0].data.refunded) == (["order.updated"], "completed", 1035)
    assert order(status="refunded").refunded == 2935


def test_lines_have_tax_where_the_shops_prices_have():
    value = order(prices_include_tax=True)
    assert [(item.price, item.total) for item in value.items] == [(323, 645), (1290, 1290)]


@pytest.mark.parametrize(
    ("currency", "total", "units"),
    [
        ("JPY", "2935", 2935),
        ("JPY", "2935.50", 2936),
        ("KWD", "29.3505", 29351),
        ("EUR", "29.345", 2935),
        ("EUR", 29.35, 2935),
        ("EUR", 29, 2900),
        ("eur", "29.35", 2935),
    ],
)
def test_money_is_rounded_half_up_by_its_currencys_exponent(currency, total, units):
    assert order(currency=currency, total=total).total == units


def test_an_order_without_what_may_be_missing_is_told_nevertheless():
    bare = {"id": 7, "currency": "EUR", "total": 5, "line_items": [], "billing": [], "shipping": None, "refunds": None}
    [event] = parsed(woocommerce, bare)
    assert (event.type, event.time, event.data.customer.email) == ("order.updated", NOON, "")


@pytest.mark.parametrize("missing", ["id", "currency", "total"])
def test_an_order_without_what_makes_it_one_is_refused_by_name(missing):
    with pytest.raises(InvalidEvent, match=missing):
        told(**{missing: None})


@pytest.mark.parametrize("currency", ["Euro", "€", "", 978, "ABCD", "eü1"])
def test_a_currency_that_is_none_is_named(currency):
    with pytest.raises(InvalidEvent, match="currency is three letters"):
        told(currency=currency)


def test_a_name_loses_what_nobody_can_read_and_keeps_the_rest():
    items = [
        {"name": " Taza\0 &amp;\n plato\ud800 ", "quantity": "2"},
        {"name": "x" * 999},
        {"name": None, "sku": "T1"},
    ]
    value = order(line_items=items)
    assert [(item.name, item.quantity) for item in value.items] == [("Taza & plato", 2), ("x" * 300, 1), ("T1", 1)]


@pytest.mark.parametrize("number", [b"1e999999999", b"-1e999999999", b"1" * 6000, b"1e-999999999"])
def test_a_number_without_end_fills_no_memory(number):
    body = b'{"id": 1, "currency": "EUR", "total": "5", "customer_id": %s, "number": %s}' % (number, number)
    try:
        [event] = parsed(woocommerce, body)
    except InvalidEvent:
        return
    assert event.data.customer.id == event.data.number == ""


def test_the_ping_of_a_new_webhook_is_nothing_though_nobody_signs_it():
    assert woocommerce.parse({}, b"webhook_id=3", ["secret"]) == []


@pytest.mark.parametrize("body", [{"id": 727}, {"action": "woocommerce_add_to_cart", "arg": "x"}])
def test_a_deletion_and_an_action_tell_nothing(body):
    assert parsed(woocommerce, body) == []


def test_a_product_is_refused_with_the_topic_that_was_wanted():
    with pytest.raises(InvalidEvent, match="topic Order updated"):
        parsed(woocommerce, {"id": 1, "name": "Taza", "price": "12.00", "sku": "T1"})


def test_a_customer_is_told_when_they_come_and_when_they_change():
    ana = {
        "id": 7,
        "email": "ana@example.com",
        "first_name": "Ana",
        "last_name": "García",
        "role": "customer",
        "date_created_gmt": "2026-05-04T10:00:00",
        "date_modified_gmt": None,
        "billing": {"phone": "600"},
    }
    [created] = parsed(woocommerce, ana)
    [updated] = parsed(woocommerce, ana | {"date_modified_gmt": "2026-05-04T11:00:00"})
    assert (created.type, created.time.hour, updated.type, updated.time.hour) == (
        *("customer.created", 10),
        *("customer.updated", 11),
    )
    assert (updated.data.name, updated.data.phone, updated.data.email_verified) == ("Ana García", "600", False)


def test_parcels_come_from_the_plugins_that_write_them():
    parcels = [
        {"tracking_provider": "correos", "tracking_number": "PX9", "custom_tracking_link": "https://c.example/PX9"}
    ]
    events = told(meta_data=[{"id": 1, "key": "_wc_shipment_tracking_items", "value": parcels}])
    assert types(events) == ["order.paid", "shipment.created"]
    assert (events[1].data.order, events[1].data.number, events[1].data.carrier) == ("727", "PX9", "correos")
