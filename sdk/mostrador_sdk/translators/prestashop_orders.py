"""
An order as PrestaShop's web service writes it, beside what that leaves out, as an event.

Source: https://devdocs.prestashop-project.org/9/webservice/resources/orders/; the states of a new shop are those of
PrestaShop's install-dev/data/xml/order_state.xml, in its order.
"""

from collections.abc import Iterable
from datetime import datetime, timezone, tzinfo
from typing import cast, get_args
from zoneinfo import ZoneInfo

from mostrador_sdk.errors import InvalidEvent
from mostrador_sdk.translators import picking as pick
from mostrador_sdk.translators.picking import Told, first, rows, within
from mostrador_sdk.translators.telling import Tale, currency_needed, needed, order_type, units_needed
from mostrador_sdk.values import Address, Customer, Item, Order, OrderStatus, Shipment

DELIVERED = "5"
STATES: dict[str, OrderStatus] = {
    "1": "placed",
    "2": "paid",
    "3": "confirmed",
    "4": "confirmed",
    DELIVERED: "completed",
    "6": "cancelled",
    "7": "refunded",
    "8": "payment_failed",
    "9": "paid",
    "10": "placed",
    "11": "paid",
    "12": "placed",
    "13": "confirmed",
}
"""By `current_state`. A shop that added or changed states has its module say `status` itself."""


def order_tales(told: Told, order: Told, now: datetime) -> Iterable[Tale]:
    """The order, then its parcels."""
    zone = _zone(told.get("timezone"))
    time = pick.moment(order.get("date_upd"), zone) or pick.moment(order.get("date_add"), zone) or now
    value = _order(told, order, time, zone)
    part = bool(value.refunded) and value.status in ("placed", "confirmed", "paid", "completed")
    yield order_type(value.status, changed=part), value, time
    delivered = pick.text(order.get("current_state")) == DELIVERED
    for row in rows(told.get("shipments")) or [{"number": order.get("shipping_number")}]:
        if number := pick.identity(first(row, "number", "tracking_number")):
            carrier = pick.text(first(row, "carrier") or within(told, "carrier", "name"))
            parcel = Shipment(order=value.id, number=number, carrier=carrier, url=pick.link(row.get("url")))
            yield "shipment.delivered" if delivered else "shipment.created", parcel, time


def _zone(name: object) -> tzinfo:
    """PrestaShop writes times in the shop's zone without saying which: the module says it."""
    if name in (None, ""):
        return timezone.utc
    try:
        return ZoneInfo(pick.text(name))
    except (KeyError, ValueError, OSError):
        raise InvalidEvent(f"timezone is a name like Europe/Madrid; it was {pick.text(name, 40)!r}.") from None


def _order(told: Told, order: Told, version: datetime, zone: tzinfo) -> Order:
    code = currency_needed(pick.currency(told.get("currency")), told.get("currency"))
    whole = units_needed(
        pick.units(first(order, "total_paid_tax_incl", "total_paid"), code), "total_paid", order.get("total_paid")
    )
    net = pick.units(order.get("total_paid_tax_excl"), code)
    state = _state(told, order)
    return Order(
        id=needed(order, "order", "id"),
        number=pick.text(order.get("reference")),
        version=version,
        status=state,
        currency=code,
        total=whole,
        refunded=pick.units(told.get("refunded"), code) or (whole if state == "refunded" else 0),
        shipping=pick.units(first(order, "total_shipping_tax_incl", "total_shipping"), code),
        discount=pick.units(first(order, "total_discounts_tax_incl", "total_discounts"), code),
        tax=whole - net if net is not None else None,
        customer=_buyer(told, order),
        items=[_item(row, code) for row in _lines(order)][: pick.MOST_ITEMS],
        address=_address(told.get("address")),
        payment=pick.text(order.get("payment")),
        delivery=pick.text(within(told, "carrier", "name")),
        placed_at=pick.moment(order.get("date_add"), zone),
        language=pick.language(told.get("language")),
        metadata={"status": pick.text(order.get("current_state"))} if state is None else {},
    )


def _state(told: Told, order: Told) -> OrderStatus | None:
    said = told.get("status")
    if said in (None, ""):
        return STATES.get(pick.text(order.get("current_state")))
    if said in get_args(OrderStatus):
        return cast("OrderStatus", said)
    raise InvalidEvent(f"status is one of {', '.join(get_args(OrderStatus))}; it was {pick.text(said, 40)!r}.")


def _lines(order: Told) -> list[Told]:
    listed = within(order, "associations", "order_rows")
    return rows(within(listed, "order_row") if isinstance(listed, dict) and "order_row" in listed else listed)


def _item(row: Told, code: str) -> Item:
    number, each = (
        pick.quantity(row.get("product_quantity")),
        pick.amount(first(row, "unit_price_tax_incl", "product_price")),
    )
    return Item(
        name=pick.text(row.get("product_name")) or "?",
        quantity=number,
        price=pick.units(each, code),
        total=None if each is None else pick.units(each * number, code),
        sku=pick.text(row.get("product_reference")),
        product=pick.identity(row.get("product_id")),
    )


def _buyer(told: Told, order: Told) -> Customer:
    """A guest of PrestaShop has an account of their own for each order, which is no customer to come back to."""
    customer = told.get("customer")
    guest = pick.text(within(customer, "is_guest")) == "1" or within(customer, "is_guest") is True
    return Customer(
        id="" if guest else pick.identity(order.get("id_customer")),
        email=pick.email(within(customer, "email")),
        name=pick.words(within(customer, "firstname"), within(customer, "lastname")),
        phone=pick.text(first(told.get("address"), "phone", "phone_mobile")),
        language=pick.language(told.get("language")),
    )


def _address(told: object) -> Address | None:
    lines = [line for name in ("company", "address1", "address2") if (line := pick.text(within(told, name)))]
    if not lines and not pick.text(within(told, "city")):
        return None
    return Address(
        name=pick.words(within(told, "firstname"), within(told, "lastname")),
        lines=lines,
        postcode=pick.text(within(told, "postcode")),
        city=pick.text(within(told, "city")),
        region=pick.text(within(told, "state")),
        country=pick.country(within(told, "country")),
    )
