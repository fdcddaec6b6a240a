"""Which conversations are about which orders: linked by an agent, or the customer's own."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, or_, select

from mostrador.storage.orders import OF_SHOP, Order
from mostrador.storage.schema import conversation, conversation_order, customer, shop_order
from mostrador.storage.upserts import Upsert

PUT = Upsert(conversation_order, ("shop_id", "conversation_id", "order_id"))
REMOVE = delete(conversation_order).where(
    conversation_order.c.shop_id == bindparam("shop"),
    conversation_order.c.conversation_id == bindparam("conversation"),
    conversation_order.c.order_id == bindparam("order"),
)
LINKED = (
    OF_SHOP.join(
        conversation_order,
        and_(
            conversation_order.c.shop_id == shop_order.c.shop_id,
            conversation_order.c.order_id == shop_order.c.id,
            conversation_order.c.conversation_id == bindparam("conversation"),
        ),
    )
    .order_by(shop_order.c.placed_at.desc())
    .limit(50)
)
ABOUT = (
    select(conversation.c.id, conversation.c.code, conversation.c.subject)
    .join(conversation_order, conversation_order.c.conversation_id == conversation.c.id)
    .where(
        conversation.c.shop_id == bindparam("shop"),
        conversation_order.c.shop_id == bindparam("shop"),
        conversation_order.c.order_id == bindparam("order"),
    )
    .order_by(conversation.c.last_at.desc())
    .limit(20)
)
OPEN = and_(conversation.c.shop_id == bindparam("shop"), conversation.c.folder.in_(["open", "waiting"]))
OPEN_LINKED = (
    select(conversation_order.c.order_id, conversation.c.id)
    .join(conversation, conversation.c.id == conversation_order.c.conversation_id)
    .where(
        OPEN,
        conversation_order.c.shop_id == bindparam("shop"),
        conversation_order.c.order_id.in_(bindparam("orders", expanding=True)),
    )
)
OPEN_OF_CUSTOMERS = (
    select(conversation.c.id, customer.c.external_id, customer.c.email)
    .join(conversation, and_(conversation.c.shop_id == customer.c.shop_id, conversation.c.customer_id == customer.c.id))
    .where(
        OPEN,
        customer.c.shop_id == bindparam("shop"),
        or_(
            customer.c.external_id.in_(bindparam("keys", expanding=True)),
            customer.c.email.in_(bindparam("emails", expanding=True)),
        ),
    )
)


def link(tx: Connection, shop: str, conversation: str, order: str, agent: str, *, at: datetime) -> None:
    row = {"shop_id": shop, "conversation_id": conversation, "order_id": order, "agent_id": agent, "at": at}
    PUT.execute(tx, [row])


def unlink(tx: Connection, shop: str, conversation: str, order: str) -> bool:
    values = {"shop": shop, "conversation": conversation, "order": order}
    return tx.execute(REMOVE, values).rowcount == 1


def linked(tx: Connection, shop: str, conversation: str) -> list[Order]:
    """The orders that agents have linked, the newest first."""
    rows = tx.execute(LINKED, {"shop": shop, "conversation": conversation})
    return [Order(**row._mapping) for row in rows]


def about(tx: Connection, shop: str, order: Order) -> list[tuple[str, str, str]]:
    """The conversations that agents have linked to an order, the latest first: id, code, subject."""
    rows = tx.execute(ABOUT, {"shop": shop, "order": order.id})
    return [(row.id, row.code, row.subject or row.code) for row in rows]


def open_about(tx: Connection, shop: str, orders: Sequence[Order]) -> dict[str, set[str]]:
    """The open conversations that are about these orders, by our ids of the orders."""
    found: dict[str, set[str]] = {}
    if not orders:
        return found
    for order, id in tx.execute(OPEN_LINKED, {"shop": shop, "orders": [each.id for each in orders]}):
        found.setdefault(order, set()).add(id)
    keys = {each.customer_key for each in orders if each.customer_key}
    emails = {each.email for each in orders if each.email and not each.customer_key}
    if not keys and not emails:
        return found
    values = {"shop": shop, "keys": list(keys), "emails": list(emails)}
    for id, key, email in tx.execute(OPEN_OF_CUSTOMERS, values).all():
        for each in orders:
            if each.customer_key == key if each.customer_key else email and each.email == email:
                found.setdefault(each.id, set()).add(id)
    return found
