"""Somebody whom the shop knows by an address alone, and who else goes by it."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, Table, bindparam, exists, select, union

from mostrador.storage.erasing_orders import TOLD_EMAIL
from mostrador.storage.schema import conversation, customer, draw_entry, shop_order, survey_coupon, survey_invitation

SHOP: BindParameter[str] = bindparam("of_shop")
HAS_ID = exists().where(  # of a conversation: whoever it is with
    customer.c.shop_id == conversation.c.shop_id,
    customer.c.id == conversation.c.customer_id,
    customer.c.external_id.is_not(None),
)
IS_GUESTS = shop_order.c.customer_key == ""


def bought(gift: Table) -> ColumnElement[bool]:
    """Of a gift for an answer: it was for a guest's order."""
    return exists().where(shop_order.c.shop_id == gift.c.shop_id, shop_order.c.id == gift.c.order_id, IS_GUESTS)


PLACES: tuple[tuple[Table, ColumnElement[Any], ColumnElement[bool]], ...] = (  # of an address, and when it is a guest's
    (customer, customer.c.email, customer.c.external_id.is_(None)),
    (customer, customer.c.claimed_email, customer.c.external_id.is_(None)),
    (shop_order, shop_order.c.email, IS_GUESTS),
    (shop_order, TOLD_EMAIL, IS_GUESTS),
    (conversation, conversation.c.contact_email, ~HAS_ID),
    (survey_invitation, survey_invitation.c.email, survey_invitation.c.customer_key == ""),
    (survey_coupon, survey_coupon.c.claimed_by, bought(survey_coupon)),
    (draw_entry, draw_entry.c.entered_by, bought(draw_entry)),
)
CUSTOMERS = union(
    select(customer.c.external_id).where(
        customer.c.shop_id == SHOP,
        customer.c.external_id.is_not(None),
        (customer.c.email == bindparam("email")) | (customer.c.claimed_email == bindparam("email")),
    ),
    select(shop_order.c.customer_key).where(
        shop_order.c.shop_id == SHOP, ~IS_GUESTS, shop_order.c.email == bindparam("email")
    ),
).order_by("external_id")


def addresses(tx: Connection, shop: str) -> set[str]:
    """Every address by which somebody without an id of the shop's is known, proven or not."""
    found = (tx.execute(_addresses(*place).distinct(), {"of_shop": shop}).scalars() for place in PLACES)
    return {address for place in found for address in place if address}


def is_known(tx: Connection, shop: str, email: str) -> bool:
    """Whether `addresses` has this one."""
    named = (_addresses(*place).where(place[1] == email).limit(1) for place in PLACES)
    return any(tx.execute(each, {"of_shop": shop}).first() is not None for each in named)


def customers(tx: Connection, shop: str, email: str) -> list[str]:
    """Customers with ids of the shop's own, by these ids, who go by this address too, proven or not."""
    return list(tx.execute(CUSTOMERS, {"of_shop": shop, "email": email}).scalars())


def _addresses(table: Table, column: ColumnElement[Any], is_guests: ColumnElement[bool]) -> Select[Any]:
    return select(column).where(table.c.shop_id == SHOP, is_guests)
