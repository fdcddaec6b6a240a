"""What a survey has to know of an order: how far it is, whether anything is still open, and what was around it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, or_, select

from mostrador.storage.schema import conversation, conversation_order, order_return, shipment, shop_order
from mostrador.storage.survey_answers import Circumstances

FIND = select(shop_order).where(shop_order.c.shop_id == bindparam("shop"), shop_order.c.id == bindparam("id"))
BY_KEY = select(shop_order).where(
    shop_order.c.shop_id == bindparam("shop"),
    or_(shop_order.c.id == bindparam("key"), shop_order.c.external_id == bindparam("key")),
)
RETURN_OPEN = select(
    exists().where(
        order_return.c.shop_id == bindparam("shop"),
        order_return.c.order_key == bindparam("key"),
        order_return.c.received_at.is_(None),
    )
)
LINKED = (
    select(conversation_order.c.conversation_id)
    .where(
        conversation_order.c.shop_id == bindparam("shop"),
        conversation_order.c.order_id == bindparam("order"),
    )
    .scalar_subquery()
)
ABOUT_IT = and_(
    conversation.c.shop_id == bindparam("shop"),
    or_(
        and_(conversation.c.order_number == bindparam("number"), bindparam("number") != ""),
        and_(conversation.c.contact_email == bindparam("email"), bindparam("email") != ""),
        conversation.c.id.in_(LINKED),
    ),
)
CONVERSATION_OPEN = select(
    exists().where(ABOUT_IT, conversation.c.folder.in_(("open", "waiting")), conversation.c.channel != "survey")
)
LAST_TALK = (
    select(conversation.c.department_id, conversation.c.assignee_id)
    .where(ABOUT_IT, conversation.c.channel != "survey", conversation.c.folder != "quarantine")
    .order_by(conversation.c.last_at.desc())
    .limit(1)
)
CARRIER = (
    select(shipment.c.carrier)
    .where(shipment.c.shop_id == bindparam("shop"), shipment.c.order_key == bindparam("key"))
    .order_by(shipment.c.shipped_at.desc(), shipment.c.number)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class AskedOrder:
    """`key` is the shop's own id, `country` ISO 3166-1 or nothing, `language` as the shop told it or nothing."""

    id: str
    shop: str
    key: str
    number: str
    customer_key: str
    email: str
    name: str
    language: str
    country: str
    products: tuple[str, ...]
    placed_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    is_cancelled: bool

    def moment(self, name: str) -> datetime | None:
        """When this happened to it: placed, shipped or delivered; None while it has not."""
        return {"placed": self.placed_at, "shipped": self.shipped_at, "delivered": self.delivered_at}.get(name)


def find(tx: Connection, shop: str, id: str) -> AskedOrder | None:
    row = tx.execute(FIND, {"shop": shop, "id": id}).one_or_none()
    return None if row is None else _order(row)


def by_key(tx: Connection, shop: str, key: str) -> AskedOrder | None:
    """By our id or the shop's own."""
    row = tx.execute(BY_KEY, {"shop": shop, "key": key}).first()
    return None if row is None else _order(row)


def has_open_return(tx: Connection, order: AskedOrder) -> bool:
    return bool(tx.execute(RETURN_OPEN, {"shop": order.shop, "key": order.key}).scalar_one())


def has_open_conversation(tx: Connection, order: AskedOrder) -> bool:
    """Whether somebody waits for an answer about it, or the same address about anything."""
    return bool(tx.execute(CONVERSATION_OPEN, _about(order)).scalar_one())


def circumstances(tx: Connection, order: AskedOrder) -> Circumstances:
    """What was around it, as it is now."""
    carrier = tx.execute(CARRIER, {"shop": order.shop, "key": order.key}).scalar_one_or_none()
    talk = tx.execute(LAST_TALK, _about(order)).one_or_none()
    department, agent = (talk.department_id, talk.assignee_id) if talk else (None, None)
    return Circumstances(order.products, department, agent, carrier or "", order.country)


def _about(order: AskedOrder) -> dict[str, Any]:
    return {"shop": order.shop, "order": order.id, "number": order.number, "email": order.email}


def _order(row: Any) -> AskedOrder:
    told = row.snapshot
    items = told.get("items") or []
    return AskedOrder(
        id=row.id,
        shop=row.shop_id,
        key=row.external_id,
        number=row.number or row.external_id,
        customer_key=row.customer_key,
        email=row.email,
        name=row.name,
        language=told.get("language") or (told.get("customer") or {}).get("language") or "",
        country=(told.get("address") or {}).get("country") or "",
        products=tuple(dict.fromkeys(each.get("sku") or each.get("name", "") for each in items)),
        placed_at=row.placed_at,
        shipped_at=row.shipped_at,
        delivered_at=row.delivered_at,
        is_cancelled=is_cancelled(row.cancelled_at, row.total, row.refunded),
    )


def is_cancelled(cancelled_at: datetime | None, total: int, refunded: int) -> bool:
    """Whether nothing is left of an order: it was cancelled, or all of it was paid back."""
    return cancelled_at is not None or 0 < total <= refunded
