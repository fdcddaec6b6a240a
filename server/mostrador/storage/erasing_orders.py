"""Take a buyer out of their orders, with parcels and returns: what is left is what was sold, for how much."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, and_, bindparam, case, delete, func, or_, select, update

from mostrador.domain import erasure
from mostrador.storage.schema import (
    conversation,
    conversation_order,
    order_name,
    order_proof,
    order_return,
    shipment,
    shop_event,
    shop_order,
    watch_hit,
)

SHOP: BindParameter[str] = bindparam("of_shop")
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
EMAILS: BindParameter[Any] = bindparam("emails", expanding=True)

# What the shop told for an address, where it is none that we could write to.
TOLD_EMAIL = case(
    (shop_order.c.email == "", func.lower(shop_order.c.snapshot["customer"]["email"].as_string())), else_=""
)
OWNED = select(shop_order.c.id, shop_order.c.external_id).where(
    shop_order.c.shop_id == SHOP,
    shop_order.c.placed_at <= bindparam("before"),
    or_(
        and_(shop_order.c.customer_key != "", shop_order.c.customer_key == bindparam("key")),
        and_(shop_order.c.customer_key == "", or_(shop_order.c.email.in_(EMAILS), TOLD_EMAIL.in_(EMAILS))),
    ),
)
OPENED_FOR = (  # not what an agent has linked: that may be somebody else's
    select(conversation.c.id)
    .join(
        conversation_order,
        and_(
            conversation_order.c.shop_id == conversation.c.shop_id,
            conversation_order.c.conversation_id == conversation.c.id,
        ),
    )
    .where(
        conversation.c.shop_id == SHOP,
        conversation.c.channel.in_(["task", "survey"]),
        conversation_order.c.agent_id == "system",
        conversation_order.c.order_id.in_(IDS),
    )
)
HIT = select(watch_hit.c.conversation_id).where(
    watch_hit.c.shop_id == SHOP, watch_hit.c.order_id.in_(IDS), watch_hit.c.conversation_id.is_not(None)
)
SNAPSHOTS = select(shop_order.c.id, shop_order.c.snapshot).where(shop_order.c.shop_id == SHOP, shop_order.c.id.in_(IDS))
BLANK = (
    update(shop_order)
    .where(shop_order.c.shop_id == SHOP, shop_order.c.id == bindparam("named"))
    .values(
        snapshot=bindparam("new_snapshot", type_=shop_order.c.snapshot.type),
        customer_key="",
        email="",
        name="",
        erased_at=bindparam("moment", type_=shop_order.c.erased_at.type),
    )
)
FORGET = (
    delete(order_name).where(order_name.c.shop_id == SHOP, order_name.c.order_id.in_(IDS)),
    delete(order_proof).where(order_proof.c.shop_id == SHOP, order_proof.c.order_id.in_(IDS)),
)
BLANK_PARTS = (
    update(shipment).where(shipment.c.shop_id == SHOP, shipment.c.order_key.in_(IDS)).values(note="", url=""),
    update(order_return)
    .where(order_return.c.shop_id == SHOP, order_return.c.order_key.in_(IDS))
    .values(reason="", items=[]),
)
TOLD = select(shop_event.c.digest, shop_event.c.type, shop_event.c.body).where(
    shop_event.c.shop_id == SHOP, shop_event.c.subject.in_(IDS), ~shop_event.c.type.startswith("customer.")
)
BLANK_TOLD = (
    update(shop_event)
    .where(shop_event.c.shop_id == SHOP, shop_event.c.digest == bindparam("named"))
    .values(body=bindparam("new_body", type_=shop_event.c.body.type))
)


def owned(tx: Connection, shop: str, key: str, emails: Sequence[str], *, before: datetime) -> dict[str, str]:
    """
    Somebody's orders that were placed before, by the shop's own id of them; and a guest's, by address alone, also by
    one that we could not take: our ids, each with the shop's own.
    """
    values = {"of_shop": shop, "key": key, "emails": list(emails), "before": before}
    return {row.id: row.external_id for row in tx.execute(OWNED, values)}


def opened_for(tx: Connection, shop: str, orders: Collection[str]) -> list[str]:
    """The conversations that opened by themselves for these orders, by our ids: what a watch has seen."""
    values = {"of_shop": shop, "ids": list(orders)}
    return [id for statement in (OPENED_FOR, HIT) for id in tx.execute(statement, values).scalars()]


def blank(tx: Connection, shop: str, owned: Mapping[str, str], *, at: datetime) -> None:
    """Take the buyer out of these orders, which `owned` names, for good. `at` is when that was asked for."""
    values = {"of_shop": shop, "ids": list(owned)}
    for row in tx.execute(SNAPSHOTS, values).all():
        new = {"named": row.id, "new_snapshot": erasure.snapshot(row.snapshot), "moment": at}
        tx.execute(BLANK, {"of_shop": shop, **new})
    for statement in FORGET:
        tx.execute(statement, values)
    blank_parts(tx, shop, list(owned.values()))


def blank_parts(tx: Connection, shop: str, keys: Collection[str]) -> None:
    """Take all words out of parcels and returns, and out of what was told, by the shop's own ids of the orders."""
    values = {"of_shop": shop, "ids": list(keys)}
    for statement in BLANK_PARTS:
        tx.execute(statement, values)
    for row in tx.execute(TOLD, values).all():
        body = erasure.told(row.type, row.body)
        tx.execute(BLANK_TOLD, {"of_shop": shop, "named": row.digest, "new_body": body})
