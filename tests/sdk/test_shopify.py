"""What Shopify tells of orders, parcels and customers."""

from datetime import UTC, datetime

import pytest
from platform_bodies import NOON, parsed, sample, types

from mostrador_sdk import InvalidEvent
from mostrador_sdk.translators import shopify

PARCEL = {
    "id": 255858046,
    "order_id": 820982911946154508,
    "name": "#9999.1",
    "status": "success",
    "created_at": "2019-06-05T09:00:00-04:00",
    "updated_at": "2019-06-05T10:00:00-04:00",
    "tracking_company": "Correos",
    "tracking_number": "PX9",
    "tracking_numbers": ["PX9"],
    "tracking_urls": ["https://correos.example/PX9"],
    "shipment_status": None,
    "line_items": [{"title": "Taza", "quantity": 2}],
}


def told(**changes):
    return parsed(shopify, sample("shopify_orders_create_test", **{"cancelled_at": None, **changes}))


def test_the_test_notification_is_told_whole():
    [event] = parsed(shopify, sample("shopify_orders_create_test"))
    value = event.data
    assert (event.subject, event.time) == ("820982911946154508", datetime(2019, 6, 4, 17, 53, 6, tzinfo=UTC))
    assert (value.number, value.currency, value.total, value.shipping) == ("#9999", "USD", 40300, 1000)
    assert (value.customer.id, value.customer.email, value.customer.name) == (
        *("115310627314723954", "jon@doe.ca", "John Smith"),
    )
    assert value.customer.email_verified is False
    assert [(item.price, item.total) for item in value.items] == [(19900, 19900), (19900, 19400)]
    assert (value.address.country, value.language, value.payment) == ("US", "en", "visa, bogus")
    assert "authenticate" not in str(event)


@pytest.mark.parametrize(
    ("financial", "fulfillment", "type"),
    [
        (None, None, "order.placed"),
        ("pending", None, "order.placed"),
        ("authorized", None, "order.confirmed"),
        ("partially_paid", None, "order.confirmed"),
        ("paid", None, "order.paid"),
        ("paid", "partial", "order.paid"),
        ("paid", "fulfilled", "order.completed"),
        ("refunded", "fulfilled", "order.refunded"),
        ("voided", None, "order.payment_failed"),
        ("something new", None, "order.updated"),
    ],
)
def test_what_happened_follows_from_the_body(financial, fulfillment, type):
    assert types(told(financial_status=financial, fulfillment_status=fulfillment)) == [type]


def test_a_cancelled_order_is_cancelled_also_when_its_money_went_back():
    assert types(told(financial_status="refunded", cancelled_at="2019-06-05T13:53:06-04:00")) == ["order.cancelled"]


def test_what_went_back_is_the_sum_of_the_refunds_that_came_about():
    refunds = [
        {"transactions": [{"kind": "refund", "status": "success", "amount": "5.00"}]},
        {
            "transactions": [
                {"kind": "refund", "status": "failure", "amount": "100.00"},
                {"kind": "void", "amount": "1"},
            ]
        },
        {"transactions": []},
    ]
    [event] = told(financial_status="partially_refunded", refunds=refunds)
    assert (event.type, event.data.status, event.data.refunded) == ("order.updated", "paid", 500)
    assert told(financial_status="refunded")[0].data.refunded == 40300


@pytest.mark.parametrize(
    ("status", "shipment", "type"),
    [
        ("success", None, "shipment.created"),
        ("success", "in_transit", "shipment.updated"),
        ("success", "delivered", "shipment.delivered"),
        ("success", "failure", "shipment.failed"),
        ("cancelled", "in_transit", "shipment.failed"),
    ],
)
def test_a_parcel_is_told_with_its_order_and_alone(status, shipment, type):
    parcel = PARCEL | {"status": status, "shipment_status": shipment}
    with_order = told(financial_status="paid", fulfillments=[parcel])
    alone = parsed(shopify, parcel)
    assert (types(with_order), types(alone)) == (["order.paid", type], [type])
    for event in (with_order[1], alone[0]):
        assert (event.subject, event.data.number, event.data.carrier) == ("820982911946154508", "PX9", "Correos")
        assert (event.data.url, event.time.hour) == ("https://correos.example/PX9", 14)


def test_each_number_is_a_parcel_and_one_without_goes_by_its_own_name():
    several = parsed(shopify, PARCEL | {"tracking_numbers": ["PX9", "PX10", "PX9"]})
    nameless = parsed(shopify, PARCEL | {"tracking_numbers": [], "tracking_number": None})
    assert [event.data.number for event in several + nameless] == ["PX9", "PX10", "#9999.1"]
    assert {event.data.metadata["fulfillment"] for event in several + nameless} == {"255858046"}


def test_a_guest_has_no_id():
    [event] = told(customer=None, email="", contact_email="ana@example.com")
    assert (event.data.customer.id, event.data.customer.email, event.data.customer.name) == (
        *("", "ana@example.com", "Bob Biller"),
    )


def test_yen_have_no_minor_units():
    assert told(currency="JPY", total_price="403")[0].data.total == 403


def test_a_customer_who_is_to_be_forgotten_is_erased():
    body = {
        "shop_id": 1,
        "shop_domain": "a.example",
        "customer": {"id": 7, "email": "a@b.example"},
        "orders_to_redact": [],
    }
    [event] = parsed(shopify, body)
    assert (event.type, event.subject, event.time, event.data.email) == ("customer.erased", "7", NOON, "")


@pytest.mark.parametrize(
    "body",
    [
        {"id": 1},
        {
            "id": 1,
            "total_price": "5.00",
            "currency": "EUR",
            "abandoned_checkout_url": "https://a.example",
            "line_items": [],
        },
        {"id": 1, "total_price": "5.00", "currency": "EUR", "invoice_url": "https://a.example", "status": "open"},
        {"shop_id": 1, "shop_domain": "a.example"},
        {"shop_id": 1, "shop_domain": "a.example", "customer": {"id": 7}, "orders_requested": [1]},
        {"id": 5, "order_id": 7, "transactions": [], "refund_line_items": []},
    ],
)
def test_deletions_requests_drafts_and_lone_refunds_tell_nothing(body):
    assert parsed(shopify, body) == []


def test_a_customer_is_told():
    ana = {
        "id": 7,
        "email": "ana@example.com",
        "first_name": "Ana",
        "last_name": None,
        "orders_count": 0,
        "verified_email": True,
        "created_at": "2026-05-04T12:00:00Z",
        "updated_at": "2026-05-04T12:00:00Z",
    }
    [event] = parsed(shopify, ana)
    assert (event.type, event.data.name, event.data.email_verified) == ("customer.created", "Ana", False)


def test_a_product_is_refused_with_the_event_that_was_wanted():
    with pytest.raises(InvalidEvent, match="Order update"):
        parsed(shopify, {"id": 1, "title": "Taza", "variants": []})
