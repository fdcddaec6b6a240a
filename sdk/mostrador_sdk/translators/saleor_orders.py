"""An order of Saleor, in any of its shapes, as an event."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from mostrador_sdk.translators import picking as pick
from mostrador_sdk.translators.picking import Told, first, rows, within
from mostrador_sdk.translators.saleor_parcels import parcel
from mostrador_sdk.translators.saleor_shapes import currency, gross, money, word
from mostrador_sdk.translators.telling import Tale, currency_needed, needed, order_type, units_needed
from mostrador_sdk.values import Address, Customer, Item, Order, OrderStatus

CANCELLED = {"canceled", "cancelled", "expired"}
COMPLETED = {"fulfilled", "returned", "partially returned"}
PAID = {"fully charged", "full", "overcharged"}
GIVEN_BACK = {"fully refunded"}


def order_tales(told: Told, now: datetime) -> Iterable[Tale]:
    """The order, then its parcels; nothing for a draft, which nobody has ordered."""
    if word(told.get("status")) == "draft":
        return
    time = _version(told) or now
    order = _order(told, time)
    part = order.status == "paid" and word(told.get("status")) == "partially fulfilled"
    part = part or (bool(order.refunded) and order.status in ("placed", "confirmed", "paid", "completed"))
    yield order_type(order.status, changed=part), order, time
    for fulfillment in rows(told.get("fulfillments")):
        at = pick.moment(first(fulfillment, "created", "created_at")) or time
        yield from parcel(fulfillment, order.id, at, "")


def _version(told: Told) -> datetime | None:
    """The latest time that the body names: plain payloads have no `updated_at`, but say when they were issued."""
    named = [within(told, "meta", "issued_at"), *(told.get(name) for name in ("updated_at", "created", "created_at"))]
    for inner in rows(told.get("fulfillments")) + rows(told.get("payments")):
        named += [inner.get(name) for name in ("created", "created_at", "modified", "modified_at")]
    return max((time for value in named if (time := pick.moment(value))), default=None)


def _order(told: Told, version: datetime) -> Order:
    code = currency_needed(currency(told), told.get("currency"))
    whole = units_needed(pick.units(gross(told, "total") or money(told, "total"), code), "total", told.get("total"))
    refunded = pick.units(_refunded(told), code) or 0
    state = _state(told, whole, refunded)
    user = told.get("user")
    return Order(
        id=needed(told, "order", "id"),
        number=pick.text(first(told, "number", "id")),
        version=version,
        status=state,
        currency=code,
        total=whole,
        refunded=refunded or (whole if state == "refunded" else 0),
        shipping=pick.units(gross(told, "shipping_price"), code),
        discount=pick.units(_discount(told), code),
        tax=pick.units(_tax(told), code),
        customer=Customer(
            id=pick.identity(within(user, "id")),
            email=pick.email(first(told, "user_email", "email") or within(user, "email")),
            name=_name(user) or _name(told.get("billing_address")) or _name(told.get("shipping_address")),
            phone=pick.text(within(told, "billing_address", "phone")),
            language=_language(told),
        ),
        items=[_item(row, code) for row in rows(told.get("lines"))][: pick.MOST_ITEMS],
        address=_address(told.get("shipping_address")),
        delivery=pick.text(first(told, "shipping_method_name") or within(told, "shipping_method", "name")),
        placed_at=pick.moment(first(told, "created", "created_at")),
        language=_language(told),
        url=pick.link(told.get("order_details_url")),
        metadata={"status": pick.text(told.get("status"))} if state is None else {},
    )


def _state(told: Told, whole: int, refunded: int) -> OrderStatus | None:
    status = word(told.get("status"))
    charges = {
        word(row.get("charge_status")) for row in rows(told.get("payments")) if row.get("is_active") is not False
    }
    charges |= {word(told.get(name)) for name in ("payment_status", "charge_status")}
    if status in CANCELLED:
        return "cancelled"
    if charges & GIVEN_BACK or (refunded and refunded >= whole):
        return "refunded"
    if status in COMPLETED:
        return "completed"
    if charges & PAID or told.get("is_paid") is True:
        return "paid"
    states: dict[str, OrderStatus] = {
        "unconfirmed": "placed",
        "unfulfilled": "confirmed",
        "partially fulfilled": "confirmed",
    }
    return states.get(status)


def _refunded(told: Told) -> Decimal:
    amounts = [money(row, "total_refund_amount", "total_refunded_amount") for row in rows(told.get("fulfillments"))]
    return money(told, "total_refunded") or pick.total(amounts)


def _discount(told: Told) -> Decimal | None:
    amounts = [money(row, "amount_value", "amount", "value") for row in rows(told.get("discounts"))]
    return money(told, "discount_amount") or (pick.total(amounts) if amounts else None)


def _tax(told: Told) -> Decimal | None:
    """Told, or what is between net and gross."""
    whole, net = (
        gross(told, "total"),
        money(told, "total_net_amount") or pick.amount(within(told, "total", "net", "amount")),
    )
    between = whole - net if whole is not None and net is not None else None
    return money(told, "tax_amount") or pick.amount(within(told, "total", "tax", "amount")) or between


def _item(row: Told, code: str) -> Item:
    name = first(row, "translated_product_name", "product_name") or within(row, "variant", "product", "name")
    variant = first(row, "translated_variant_name", "variant_name") or within(row, "variant", "name")
    return Item(
        name=pick.words(name, f"({pick.text(variant, 100)})" if pick.text(variant) else "") or "?",
        quantity=pick.quantity(row.get("quantity")),
        price=pick.units(gross(row, "unit_price"), code),
        total=pick.units(gross(row, "total", "total_price"), code),
        sku=pick.text(first(row, "product_sku") or within(row, "variant", "sku")),
        product=pick.identity(
            within(row, "product", "id") or first(row, "product_variant_id") or within(row, "variant", "id")
        ),
    )


def _address(told: object) -> Address | None:
    names = ("company_name", "street_address_1", "street_address_2", "street_address1", "street_address2")
    lines = [line for name in names if (line := pick.text(within(told, name)))]
    if not lines and not pick.text(within(told, "city")):
        return None
    country = within(told, "country")
    return Address(
        name=_name(told),
        lines=lines,
        postcode=pick.text(within(told, "postal_code")),
        city=pick.text(within(told, "city")),
        region=pick.text(within(told, "country_area")),
        country=pick.country(within(country, "code") if isinstance(country, dict) else country),
    )


def _name(told: object) -> str:
    return pick.words(within(told, "first_name"), within(told, "last_name"))


def _language(told: Told) -> str:
    return pick.language(first(told, "language_code", "language_code_enum"))
