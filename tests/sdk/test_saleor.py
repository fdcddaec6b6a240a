"""What Saleor tells, in its three ways."""

import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from platform_bodies import NOON, parsed, sample, types

from mostrador_sdk import InvalidEvent, InvalidSignature
from mostrador_sdk.translators import saleor

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE_KEY = ec.generate_private_key(ec.SECP256R1())
KEYS = {
    "keys": [
        {**RSAAlgorithm.to_jwk(RSA_KEY.public_key(), as_dict=True), "kid": "1", "use": "sig"},
        {**ECAlgorithm.to_jwk(CURVE_KEY.public_key(), as_dict=True), "kid": "2"},
        {"kty": "RSA", "kid": "3", "n": "AQAB", "e": "AA"},
        {"kty": "EC", "crv": "P-256", "x": "AQ", "y": "AQ"},
        "no key",
    ]
}
PLAIN = {
    "type": "Order",
    "id": "T3JkZXI6MTIz",
    "number": "123",
    "status": "unfulfilled",
    "created": "2026-05-04T10:00:00.123Z",
    "meta": {"issued_at": "2026-05-04T11:00:00+00:00"},
    "channel": {"type": "Channel", "slug": "default", "currency_code": "EUR"},
    "user_email": "ana@example.com",
    "language_code": "pt-br",
    "total_net_amount": "99.010",
    "total_gross_amount": "119.805",
    "shipping_price_gross_amount": "5.00",
    "shipping_address": {"first_name": "Ana", "street_address_1": "Calle 1", "city": "Madrid", "country": "ES"},
    "payments": [],
    "lines": [{"product_name": "Taza", "variant_name": "roja", "quantity": 2, "unit_price_gross_amount": "57.40",
               "total_price_gross_amount": "114.80"}],
    "fulfillments": [],
}  # fmt: skip
BODY = json.dumps([PLAIN]).encode()


def signature(key, algorithm, body=BODY, **headers):
    """As Saleor signs: the body is detached and as it is."""
    headers = {"kid": "1" if algorithm == "RS256" else "2", "crit": ["b64"], **headers}
    return jwt.PyJWS().encode(body, key, algorithm=algorithm, headers=headers, is_payload_detached=True)


def order(**changes):
    return parsed(saleor, [{**PLAIN, **changes}])


@pytest.mark.parametrize(("key", "algorithm"), [(RSA_KEY, "RS256"), (CURVE_KEY, "ES256")])
def test_a_shop_signs_with_a_key_of_its_set(key, algorithm):
    headers = {"saleor-signature": signature(key, algorithm)}
    assert types(saleor.parse(headers, BODY, KEYS)) == ["order.confirmed"]
    assert types(saleor.parse(headers, BODY, [{"keys": []}, KEYS])) == ["order.confirmed"]
    with pytest.raises(InvalidSignature, match="key set"):
        saleor.parse(headers, BODY + b" ", KEYS)


@pytest.mark.parametrize(
    "made",
    [
        signature(RSA_KEY, "RS256", kid="2"),
        signature(rsa.generate_private_key(public_exponent=65537, key_size=2048), "RS256"),
        signature(RSA_KEY, "RS256", crit=["b64", "exp"]),
        signature("a shared secret of enough length", "HS256"),
        jwt.PyJWS().encode(BODY, None, algorithm="none"),
        jwt.PyJWS().encode(BODY, RSA_KEY, algorithm="RS256"),
        "..",
        "a.b.c",
        "eyJhbGciOiJSUzI1NiJ9..é",
        "eyJhbGciOiJSUzI1NiJ9..",
        "x" * 9000 + "..",
    ],
)
def test_any_other_signature_is_refused(made):
    with pytest.raises(InvalidSignature):
        saleor.parse({"saleor-signature": made}, BODY, KEYS)


def test_a_public_key_is_no_shared_secret():
    made = signature(KEYS["keys"][0]["n"], "HS256")
    with pytest.raises(InvalidSignature):
        saleor.parse({"saleor-signature": made}, BODY, [KEYS, "secret"])


@pytest.mark.parametrize("keys", [{}, {"keys": None}, {"keys": [{}]}, [], [{"keys": {"n": 1}}]])
def test_an_empty_or_odd_key_set_fits_nothing(keys):
    with pytest.raises(InvalidSignature):
        saleor.parse({"saleor-signature": signature(RSA_KEY, "RS256")}, BODY, keys)


def test_a_plain_payload_is_told_whole():
    [event] = order()
    value = event.data
    assert (event.subject, event.time.hour, value.version) == ("T3JkZXI6MTIz", 11, event.time)
    assert (value.currency, value.total, value.tax, value.shipping) == ("EUR", 11981, 2080, 500)
    assert [(item.name, item.quantity, item.price, item.total) for item in value.items] == [
        ("Taza (roja)", 2, 5740, 11480)
    ]
    assert (value.customer.email, value.customer.name, value.language) == ("ana@example.com", "Ana", "pt-br")
    assert (value.address.lines, value.address.country) == (["Calle 1"], "ES")


@pytest.mark.parametrize(
    ("changes", "type"),
    [
        ({"status": "unconfirmed"}, "order.placed"),
        ({"payments": [{"charge_status": "fully-charged", "is_active": True}]}, "order.paid"),
        ({"payments": [{"charge_status": "fully-charged", "is_active": False}]}, "order.confirmed"),
        ({"payments": [{"charge_status": "fully-refunded"}]}, "order.refunded"),
        ({"status": "fulfilled"}, "order.completed"),
        ({"status": "canceled"}, "order.cancelled"),
        ({"status": "expired"}, "order.cancelled"),
        ({"status": "of our own"}, "order.updated"),
    ],
)
def test_what_happened_follows_from_the_state(changes, type):
    assert types(order(**changes)) == [type]


def test_a_draft_is_no_order():
    assert order(status="draft") == []


def test_parcels_and_what_came_back_of_them_are_told():
    parcels = [
        {
            "id": "RnVsZmlsbG1lbnQ6MQ==",
            "status": "fulfilled",
            "tracking_number": "PX9",
            "created": "2026-05-04T13:00:00Z",
        },
        {"id": "RnVsZmlsbG1lbnQ6Mg==", "status": "fulfilled", "tracking_number": ""},
        {"id": "RnVsZmlsbG1lbnQ6Mw==", "status": "canceled", "tracking_number": "PX8"},
        {"id": "RnVsZmlsbG1lbnQ6NA==", "status": "refunded_and_returned", "total_refund_amount": "57.40"},
        {"id": "RnVsZmlsbG1lbnQ6NQ==", "status": "waiting_for_approval"},
    ]
    events = order(fulfillments=parcels)
    assert types(events) == [
        *("order.updated", "shipment.created", "shipment.created", "shipment.failed", "return.received"),
    ]
    assert (events[0].data.refunded, events[0].time.hour) == (5740, 13)
    assert [event.data.number for event in events[1:]] == [
        "PX9",
        *(parcels[n]["id"] for n in (1,)),
        "PX8",
        parcels[3]["id"],
    ]


def test_a_subscription_says_the_same_by_other_names():
    body = {
        "__typename": "OrderPaid",
        "issuedAt": "2026-05-04T11:00:00+00:00",
        "order": {
            "id": "T3JkZXI6MTIz",
            "number": "123",
            "status": "PARTIALLY_FULFILLED",
            "paymentStatus": "FULLY_CHARGED",
            "created": "2026-05-04T10:00:00Z",
            "userEmail": "ana@example.com",
            "user": {"id": "VXNlcjox", "firstName": "Ana", "lastName": "García"},
            "languageCodeEnum": "PT_BR",
            "total": {"gross": {"amount": 119.8, "currency": "EUR"}, "net": {"amount": 99.01}},
            "shippingAddress": {"streetAddress1": "Calle 1", "city": "Madrid", "country": {"code": "ES"}},
            "lines": [{"productName": "Taza", "quantity": 2, "totalPrice": {"gross": {"amount": 114.8}}}],
            "fulfillments": [{"id": "F1", "status": "FULFILLED", "trackingNumber": "PX9"}],
        },
    }
    events = parsed(saleor, body)
    value = events[0].data
    assert types(events) == ["order.updated", "shipment.created"]
    assert (value.status, value.total, value.tax, value.customer.id) == ("paid", 11980, 2079, "VXNlcjox")
    assert (value.customer.name, value.address.lines, value.items[0].total) == ("Ana García", ["Calle 1"], 11480)
    assert (events[0].time.hour, value.language) == (11, "pt-BR")
    assert types(parsed(saleor, {"data": {"event": body}})) == types(events)


def test_a_parcel_alone_comes_with_its_order():
    body = [{"type": "Fulfillment", "id": "F1", "status": "fulfilled", "tracking_number": "PX9", "order": PLAIN}]
    assert types(parsed(saleor, body)) == ["order.confirmed", "shipment.created"]
    alone = {"fulfillment": {"id": "F1", "trackingNumber": "PX9"}, "order": {"id": "T3JkZXI6MTIz"}}
    [event] = parsed(saleor, alone)
    assert (event.type, event.subject, event.data.number, event.time) == (
        "shipment.created",
        "T3JkZXI6MTIz",
        "PX9",
        NOON,
    )


def test_a_notice_of_a_parcel_names_it_by_its_number_or_its_lines():
    notice = sample("saleor_notify_order_fulfilled")
    assert parsed(saleor, notice)[1].data.number == "VXNlcjo1Mg=="
    notice["payload"]["fulfillment"] = {"tracking_number": "https://c.example/PX9", "is_tracking_number_url": True}
    [_, parcel] = parsed(saleor, notice | {"notify_event": "order_fulfillment_update"})
    assert (parcel.type, parcel.data.url) == ("shipment.updated", "https://c.example/PX9")


@pytest.mark.parametrize(
    ("event", "more", "type"),
    [
        ("order_canceled", {}, "order.cancelled"),
        ("payment_confirmation", {}, "order.paid"),
        ("order_refund_confirmation", {"amount": "240.82"}, "order.refunded"),
        ("order_refund_confirmation", {"amount": 40}, "order.updated"),
    ],
)
def test_a_notice_says_what_its_order_does_not(event, more, type):
    notice = sample("saleor_notify_order_created", notify_event=event)
    notice["payload"] |= more
    assert types(parsed(saleor, notice)) == [type]


def test_a_notice_about_an_account_and_the_link_that_opens_it_are_not_told():
    notice = {
        "notify_event": "account_password_reset",
        "payload": {"user": {"id": "VXNlcjox"}, "reset_url": "https://…"},
    }
    assert parsed(saleor, notice) == []


def test_a_customer_is_told():
    [event] = parsed(saleor, [{"type": "User", "id": "VXNlcjox", "email": "ana@example.com", "first_name": "Ana"}])
    assert (event.type, event.subject, event.data.name) == ("customer.updated", "VXNlcjox", "Ana")


def test_a_product_is_refused_with_the_events_that_were_wanted():
    with pytest.raises(InvalidEvent, match="order events"):
        parsed(saleor, [{"type": "Product", "id": "UA==", "name": "Taza"}])
