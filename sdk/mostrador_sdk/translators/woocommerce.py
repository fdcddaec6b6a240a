"""
WooCommerce's webhooks: orders and customers, by its REST API (versions 1 to 3).

Source: https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks and #order-properties.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from mostrador_sdk.errors import InvalidEvent
from mostrador_sdk.events import Event
from mostrador_sdk.money import exponent
from mostrador_sdk.translators import picking as pick
from mostrador_sdk.translators.picking import Told, first, rows, within
from mostrador_sdk.translators.signatures import check_base64
from mostrador_sdk.translators.telling import Tale, currency_needed, events, needed, order_type, present, units_needed
from mostrador_sdk.translators.woocommerce_parcels import shipments
from mostrador_sdk.values import Address, Customer, Item, Order, OrderStatus

SOURCE = "woocommerce"
SIGNATURE = "x-wc-webhook-signature"

STATES: dict[str, OrderStatus] = {
    "pending": "placed",
    "on-hold": "placed",  # waits for the money
    "completed": "completed",
    "cancelled": "cancelled",
    "refunded": "refunded",
    "failed": "payment_failed",
}
NO_ORDER = {"checkout-draft", "auto-draft", "draft", "new", "trash"}  # a cart that somebody fills, or a bin
_PING = re.compile(rb"webhook_id=[0-9]{1,20}")


def parse(
    headers: Mapping[str, str], raw_body: bytes, keys: str | Iterable[str], *, now: datetime | None = None
) -> list[Event]:
    """
    The events that WooCommerce tells; none for a ping, a deletion and an unfinished cart.

    `keys` are the webhook's live secrets. `now` is for bodies without a time. Raises `InvalidSignature`,
    `InvalidEvent`.
    """
    if _PING.fullmatch(raw_body.strip()):
        return []  # it is sent unsigned when a webhook is saved, and tells nothing
    check_base64(headers, SIGNATURE, raw_body, keys)
    told = pick.decoded(raw_body)
    if not isinstance(told, dict):
        raise InvalidEvent("WooCommerce sends an object: an order or a customer.")
    told = _unwrapped(told)
    return events(SOURCE, raw_body, _tales(told, present(now)))


def _unwrapped(told: Told) -> Told:
    """The oldest API puts an order into `order`."""
    inner = first(told, "order", "customer")
    return inner if isinstance(inner, dict) and "id" not in told else told


def _tales(told: Told, now: datetime) -> Iterable[Tale]:
    if told.keys() <= {"id"} or "action" in told:
        return []  # a deletion tells an id alone, which may be of anything; an action tells no order
    if "line_items" in told or {"currency", "total"} <= told.keys():
        return _order_tales(told, now)
    if "email" in told and "line_items" not in told and ("role" in told or "billing" in told or "username" in told):
        return [_customer_tale(told, now)]
    raise InvalidEvent(
        "This is neither an order nor a customer of WooCommerce: give this webhook the topic Order updated."
    )


def _order_tales(told: Told, now: datetime) -> Iterable[Tale]:
    status = pick.text(told.get("status")).removeprefix("wc-")
    if status in NO_ORDER:
        return
    time = _time(told, "date_modified") or pick.moment(told.get("updated_at")) or _time(told, "date_created") or now
    order = _order(told, status, time)
    part = bool(order.refunded) and order.status in ("paid", "confirmed", "completed")
    yield order_type(order.status, changed=part), order, time
    yield from shipments(told, order.id, time)


def _order(told: Told, status: str, version: datetime) -> Order:
    code = currency_needed(pick.currency(told.get("currency")), told.get("currency"))
    whole = units_needed(pick.units(told.get("total"), code), "total", told.get("total"))
    state = _state(told, status)
    refunded = pick.units(pick.total(row.get("total") or row.get("amount") for row in rows(told.get("refunds"))), code)
    gross = told.get("prices_include_tax") is True
    return Order(
        id=needed(told, "order", "id"),
        number=pick.text(first(told, "number", "order_number")),
        version=version,
        status=state,
        currency=code,
        total=whole,
        refunded=refunded or (whole if state == "refunded" else 0),
        shipping=_shown(told, "shipping_total", "shipping_tax", gross, code),
        discount=_shown(told, "discount_total", "discount_tax", gross, code),
        tax=pick.units(told.get("total_tax"), code),
        customer=_buyer(told),
        items=[_item(row, gross, code) for row in rows(told.get("line_items"))][: pick.MOST_ITEMS],
        address=_address(first(told, "shipping", "shipping_address")),
        payment=pick.text(first(told, "payment_method_title", "payment_method")),
        delivery=pick.words(*(row.get("method_title") for row in rows(told.get("shipping_lines"))[:1])),
        placed_at=_time(told, "date_created") or pick.moment(told.get("created_at")),
        metadata={"status": status} if state is None else {},
    )


def _state(told: Told, status: str) -> OrderStatus | None:
    if status == "processing":  # also what is paid on delivery, and so not yet
        return "paid" if first(told, "date_paid_gmt", "date_paid") else "confirmed"
    return STATES.get(status)


def _shown(told: Told, net: str, tax: str, gross: bool, code: str) -> int | None:
    """An amount as the shop shows it: with tax where its prices have it within. So lines add up to the total."""
    value = pick.amount(told.get(net))
    if value is None:
        return None
    return pick.units(value + (pick.amount(told.get(tax)) or Decimal() if gross else Decimal()), code)


def _item(row: Told, gross: bool, code: str) -> Item:
    number = pick.quantity(row.get("quantity"))
    whole = _shown(row, "total", "total_tax", gross, code)
    each = pick.amount(row.get("price"))
    if gross or each is None:
        each = Decimal(whole).scaleb(-exponent(code)) / number if whole is not None and number else None
    return Item(
        name=pick.text(row.get("name")) or pick.text(row.get("sku")) or "?",
        quantity=number,
        price=pick.units(each, code),
        total=whole,
        sku=pick.text(row.get("sku")),
        product=pick.identity(row.get("product_id")),
        image=pick.link(within(row, "image", "src")),
    )


def _buyer(told: Told) -> Customer:
    billing = first(told, "billing", "billing_address")
    return Customer(
        id=pick.identity(told.get("customer_id")),
        email=pick.email(within(billing, "email")),
        name=pick.words(within(billing, "first_name"), within(billing, "last_name"))
        or pick.text(within(billing, "company")),
        phone=pick.text(within(billing, "phone")),
    )


def _address(told: object) -> Address | None:
    lines = [line for name in ("company", "address_1", "address_2") if (line := pick.text(within(told, name)))]
    if not lines and not pick.text(within(told, "city")):
        return None
    return Address(
        name=pick.words(within(told, "first_name"), within(told, "last_name")),
        lines=lines,
        postcode=pick.text(within(told, "postcode")),
        city=pick.text(within(told, "city")),
        region=pick.text(within(told, "state")),
        country=pick.country(within(told, "country")),
    )


def _customer_tale(told: Told, now: datetime) -> Tale:
    created, changed = _time(told, "date_created"), _time(told, "date_modified")
    value = Customer(
        id=needed(told, "customer", "id"),
        email=pick.email(told.get("email")),
        name=pick.words(told.get("first_name"), told.get("last_name")) or _buyer(told).name,
        phone=_buyer(told).phone,
    )
    return (
        "customer.updated" if changed and changed != created else "customer.created",
        value,
        changed or created or now,
    )


def _time(told: Told, name: str) -> datetime | None:
    """`date_…_gmt` is UTC without saying so. `date_…` alone is the shop's, whose zone no body tells: taken as UTC."""
    return pick.moment(told.get(f"{name}_gmt")) or pick.moment(told.get(name))
