"""
Shopify's webhooks: orders with their parcels and refunds, parcels alone, customers, and erasure.

Source: https://shopify.dev/docs/api/admin-rest/latest/resources/order, …/fulfillment, …/customer and
https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from mostrador_sdk.errors import InvalidEvent
from mostrador_sdk.events import Event
from mostrador_sdk.translators import picking as pick
from mostrador_sdk.translators.picking import Told, first, rows, within
from mostrador_sdk.translators.shopify_parcels import shipments
from mostrador_sdk.translators.signatures import check_base64
from mostrador_sdk.translators.telling import Tale, currency_needed, events, needed, order_type, present, units_needed
from mostrador_sdk.values import Address, Customer, Item, Order, OrderStatus

SOURCE = "shopify"
SIGNATURE = "x-shopify-hmac-sha256"

PAYMENTS: dict[str, OrderStatus] = {
    "pending": "placed",
    "authorized": "confirmed",
    "partially_paid": "confirmed",
    "paid": "paid",
    "partially_refunded": "paid",
    "refunded": "refunded",
    "voided": "payment_failed",
    "expired": "payment_failed",
}


def parse(
    headers: Mapping[str, str], raw_body: bytes, keys: str | Iterable[str], *, now: datetime | None = None
) -> list[Event]:
    """
    The events that Shopify tells. Its test notifications are events like others.

    `keys` are the live secrets of the shop's notifications, or of an app. `now` is for bodies without a time. Raises
    `InvalidSignature`, `InvalidEvent`.
    """
    check_base64(headers, SIGNATURE, raw_body, keys)
    told = pick.decoded(raw_body)
    if not isinstance(told, dict):
        raise InvalidEvent("Shopify sends an object: an order, a fulfillment or a customer.")
    return events(SOURCE, raw_body, _tales(told, present(now)))


def _tales(told: Told, now: datetime) -> Iterable[Tale]:
    if "abandoned_checkout_url" in told or "invoice_url" in told:
        return []  # a checkout or a draft, which nobody has ordered yet
    if "total_price" in told or "financial_status" in told:
        return _order_tales(told, now)
    if "orders_to_redact" in told:
        person = pick.identity(within(told, "customer", "id"))
        return [("customer.erased", Customer(id=person), now)] if person else []
    if "order_id" in told and ("tracking_number" in told or "tracking_company" in told or "shipment_status" in told):
        return shipments([told], needed(told, "fulfillment", "order_id"), now)
    if "order_id" in told or "shop_domain" in told or told.keys() <= {"id", "admin_graphql_api_id"}:
        return []  # refunds and transactions, which the order tells too; requests for data; deletions
    if "email" in told and ("orders_count" in told or "first_name" in told or "verified_email" in told):
        return [_customer_tale(told, now)]
    raise InvalidEvent(
        "This is no order, fulfillment or customer of Shopify: give this webhook the event Order update."
    )


def _order_tales(told: Told, now: datetime) -> Iterable[Tale]:
    time = pick.moment(told.get("updated_at")) or pick.moment(told.get("created_at")) or now
    order = _order(told, time)
    part = bool(order.refunded) and order.status in ("placed", "confirmed", "paid", "completed")
    yield order_type(order.status, changed=part), order, time
    yield from shipments(rows(told.get("fulfillments")), order.id, time)


def _order(told: Told, version: datetime) -> Order:
    code = currency_needed(pick.currency(told.get("currency")), told.get("currency"))
    whole = units_needed(pick.units(first(told, "total_price"), code), "total_price", told.get("total_price"))
    state = _state(told)
    shipping = within(told, "total_shipping_price_set", "shop_money", "amount")
    lines = rows(told.get("shipping_lines"))
    return Order(
        id=needed(told, "order", "id"),
        number=pick.text(first(told, "name", "order_number", "number")),
        version=version,
        status=state,
        currency=code,
        total=whole,
        refunded=pick.units(_refunded(told), code) or (whole if state == "refunded" else 0),
        shipping=pick.units(shipping if shipping is not None else pick.total(row.get("price") for row in lines), code),
        discount=pick.units(told.get("total_discounts"), code),
        tax=pick.units(told.get("total_tax"), code),
        customer=_buyer(told),
        items=[_item(row, code) for row in rows(told.get("line_items"))][: pick.MOST_ITEMS],
        address=_address(told.get("shipping_address")),
        payment=_payment(told),
        delivery=pick.text(within(lines[0], "title")) if lines else "",
        placed_at=pick.moment(first(told, "processed_at", "created_at")),
        language=pick.language(told.get("customer_locale")),
    )


def _state(told: Told) -> OrderStatus | None:
    """What matters most comes first: a cancelled order is also refunded, a completed one also paid."""
    payment = pick.text(told.get("financial_status")).lower()
    if told.get("cancelled_at"):
        return "cancelled"
    if pick.text(told.get("fulfillment_status")).lower() == "fulfilled" and payment in ("paid", "partially_refunded"):
        return "completed"
    return PAYMENTS.get(payment) if payment else "placed"


def _refunded(told: Told) -> Decimal:
    """What went back: the transactions of the refunds that came about."""
    transactions = [row for refund in rows(told.get("refunds")) for row in rows(refund.get("transactions"))]
    return pick.total(
        row.get("amount")
        for row in transactions
        if pick.text(row.get("kind")) == "refund" and pick.text(row.get("status")) in ("success", "")
    )


def _item(row: Told, code: str) -> Item:
    number, price = pick.quantity(row.get("quantity")), pick.amount(row.get("price"))
    shares = [share.get("amount") for share in rows(row.get("discount_allocations"))]
    off = pick.total(shares or [row.get("total_discount")])
    product, variant = pick.text(row.get("title")), pick.text(row.get("variant_title"))
    return Item(
        name=pick.text(row.get("name")) or pick.words(product, variant) or pick.text(row.get("sku")) or "?",
        quantity=number,
        price=pick.units(price, code),
        total=None if price is None else pick.units(price * number - off, code),
        sku=pick.text(row.get("sku")),
        product=pick.identity(row.get("product_id")),
    )


def _buyer(told: Told) -> Customer:
    """`verified_email` is not passed on: Shopify sets it for addresses, too, that nobody has confirmed."""
    customer, billing = told.get("customer"), told.get("billing_address")
    name = pick.words(within(customer, "first_name"), within(customer, "last_name"))
    return Customer(
        id=pick.identity(within(customer, "id")),
        email=pick.email(first(told, "email", "contact_email")) or pick.email(within(customer, "email")),
        name=name or _name(billing) or _name(told.get("shipping_address")),
        phone=pick.text(first(told, "phone"))
        or pick.text(within(customer, "phone"))
        or pick.text(within(billing, "phone")),
        language=pick.language(told.get("customer_locale")),
    )


def _name(address: object) -> str:
    return pick.text(within(address, "name")) or pick.words(within(address, "first_name"), within(address, "last_name"))


def _address(told: object) -> Address | None:
    lines = [line for name in ("company", "address1", "address2") if (line := pick.text(within(told, name)))]
    if not lines and not pick.text(within(told, "city")):
        return None
    return Address(
        name=_name(told),
        lines=lines,
        postcode=pick.text(within(told, "zip")),
        city=pick.text(within(told, "city")),
        region=pick.text(first(told, "province", "province_code")),
        country=pick.country(within(told, "country_code")),
    )


def _payment(told: Told) -> str:
    names = told.get("payment_gateway_names")
    return pick.text(", ".join(filter(None, map(pick.text, names)))) if isinstance(names, list) else ""


def _customer_tale(told: Told, now: datetime) -> Tale:
    created, changed = pick.moment(told.get("created_at")), pick.moment(told.get("updated_at"))
    value = Customer(
        id=needed(told, "customer", "id"),
        email=pick.email(told.get("email")),
        name=pick.words(told.get("first_name"), told.get("last_name")),
        phone=pick.text(told.get("phone")),
        language=pick.language(told.get("locale")),
    )
    return (
        "customer.updated" if changed and changed != created else "customer.created",
        value,
        changed or created or now,
    )
