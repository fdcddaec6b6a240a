"""An order of oscar as the counter knows it."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from mostrador_sdk.money import exponent, minor
from mostrador_sdk.values import Address, Customer, Item, Order

ITEMS = 500


def told(order: Any, *, version: int, status: str | None, refunded: Decimal = Decimal(0)) -> Order:
    """
    The whole order. Its number is its id: it is what oscar's addresses and people use.

    `order` is oscar's, perhaps just made: then its number is a whole number, and its amounts may be of any kind.
    """
    currency = str(order.currency)
    user = order.user
    return Order(
        id=str(order.number),
        version=version,
        currency=currency,
        total=_units(order.total_incl_tax, currency),
        shipping=_units(order.shipping_incl_tax, currency),
        tax=_units(Decimal(order.total_incl_tax) - Decimal(order.total_excl_tax), currency),
        discount=_units(sum((Decimal(one.amount) for one in order.discounts.all()), Decimal(0)), currency),
        refunded=_units(abs(refunded), currency),
        status=status,  # type: ignore[arg-type]  # checked when it is told
        customer=_customer(order, user),
        items=[_item(line, currency) for line in order.lines.all()[:ITEMS]],
        address=_address(order.shipping_address),
        delivery=str(order.shipping_method)[:300],
        placed_at=order.date_placed,
        metadata={"status": str(order.status)} if status is None and order.status else {},
    )


def next_version(order: Any, *, unsaved: int = 0) -> int:
    """
    A counter that grows with all that oscar writes down of an order: it has no time of its last change.

    `unsaved` is for a change of status, which oscar writes down after it has told of it.
    """
    kept = (order.status_changes, order.shipping_events, order.payment_events)
    return unsaved + sum(int(rows.count()) for rows in kept)


def _units(amount: Any, currency: str) -> int:
    """oscar reckons to the cent, but a shop's own taxes need not: half up, as oscar rounds."""
    return minor(Decimal(amount).quantize(Decimal(1).scaleb(-exponent(currency)), ROUND_HALF_UP), currency)


def _customer(order: Any, user: Any) -> Customer:
    """The address is the order's: whether somebody has confirmed it, oscar does not know."""
    address = order.billing_address or order.shipping_address
    named = hasattr(user, "get_full_name")  # a shop's own users need not have names
    name = (user.get_full_name() if named else "") or (address.name if address else "")
    return Customer(
        id=str(user.pk) if user else "",
        email=(user.email if user else order.guest_email) or "",
        name=str(name)[:300],
        phone=_phone(order.shipping_address),
    )


def _phone(address: Any) -> str:
    number = getattr(address, "phone_number", None)
    return str(number)[:300] if number else ""


def _item(line: Any, currency: str) -> Item:
    return Item(
        name=str(line.title)[:300] or "?",
        quantity=line.quantity,
        price=None if line.unit_price_incl_tax is None else _units(line.unit_price_incl_tax, currency),
        total=_units(line.line_price_incl_tax, currency),
        sku=str(line.partner_sku)[:300],
        product=str(line.product_id or "")[:300],
    )


def _address(address: Any) -> Address | None:
    if address is None:
        return None
    lines: Mapping[str, str] = {name: str(getattr(address, name) or "") for name in ("line1", "line2", "line3")}
    return Address(
        name=str(address.name)[:300],
        lines=[line[:300] for line in lines.values() if line],
        postcode=str(address.postcode or ""),
        city=str(address.line4 or ""),
        region=str(address.state or ""),
        country=str(address.country_id or ""),
    )
