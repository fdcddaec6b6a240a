"""What a shop's own server is told of the shop's conversations: what customers may see of them, and whose they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, exists, or_, select, tuple_

from mostrador.domain.event import Event
from mostrador.storage.conversations import AFTER
from mostrador.storage.schema import conversation, conversation_order, customer, event, shop_order


@dataclass(frozen=True, slots=True)
class Row:
    """`customer_key` is the shop's own id of whoever wrote it; `order` the number that came with it."""

    id: str
    code: str
    channel: str
    status: str
    subject: str
    order: str | None
    customer: str | None
    customer_key: str | None
    email: str
    name: str
    opened_at: datetime
    last_at: datetime


OF_SHOP = (
    select(
        conversation.c.id,
        conversation.c.code,
        conversation.c.channel,
        conversation.c.status,
        conversation.c.subject,
        conversation.c.order_number,
        conversation.c.customer_id,
        customer.c.external_id,
        conversation.c.contact_email,
        conversation.c.contact_name,
        conversation.c.opened_at,
        conversation.c.last_at,
    )
    .outerjoin_from(
        conversation,
        customer,
        and_(customer.c.shop_id == conversation.c.shop_id, customer.c.id == conversation.c.customer_id),
    )
    .where(conversation.c.shop_id == bindparam("shop"))
)
FIND = OF_SHOP.where(conversation.c.id == bindparam("id"))
OPENED_WITH = OF_SHOP.where(conversation.c.channel == "api", conversation.c.opening_key == bindparam("key"))
NEWEST = (
    OF_SHOP.where(conversation.c.quarantined.is_(False))
    .order_by(conversation.c.opened_at.desc(), conversation.c.id.desc())
    .limit(bindparam("most"))
)
ALL_OF = OF_SHOP.where(conversation.c.customer_id == bindparam("customer")).order_by(
    conversation.c.opened_at, conversation.c.id
)
OF_GUEST = OF_SHOP.where(conversation.c.contact_email == bindparam("email"), customer.c.external_id.is_(None)).order_by(
    conversation.c.opened_at, conversation.c.id
)
OLDER = (
    tuple_(conversation.c.opened_at, conversation.c.id)
    < select(conversation.c.opened_at, conversation.c.id)
    .where(conversation.c.shop_id == bindparam("shop"), conversation.c.id == bindparam("after"))
    .scalar_subquery()
)
OF_CUSTOMER = customer.c.external_id == bindparam("customer")
ABOUT_ORDER = or_(
    conversation.c.order_number == bindparam("order"),
    exists().where(
        conversation_order.c.shop_id == conversation.c.shop_id,
        conversation_order.c.conversation_id == conversation.c.id,
        conversation_order.c.order_id == shop_order.c.id,
        shop_order.c.shop_id == conversation.c.shop_id,
        or_(shop_order.c.number == bindparam("order"), shop_order.c.external_id == bindparam("order")),
    ),
)
TOLD_TO_ALL = AFTER.where(event.c.audience == "everyone")


def find(tx: Connection, shop: str, id: str) -> Row | None:
    return next(iter(_rows(tx, FIND, shop=shop, id=id)), None)


def opened_with(tx: Connection, shop: str, key: str) -> Row | None:
    """What the shop's server opened with this key of its own."""
    return next(iter(_rows(tx, OPENED_WITH, shop=shop, key=key)), None)


def page(tx: Connection, shop: str, *, customer: str, order: str, after: str, most: int) -> list[Row]:
    """
    Conversations, the newest first: of a customer by the shop's own id, about an order by its number or the shop's id.

    An empty filter leaves all. `after` is the last one of the page before. What is in quarantine is left out.
    """
    filters = {"customer": (customer, OF_CUSTOMER), "order": (order, ABOUT_ORDER), "after": (after, OLDER)}
    statement, values = NEWEST, {"shop": shop, "most": most}
    for name, (value, condition) in filters.items():
        if value:
            statement = statement.where(condition)
            values[name] = value
    return _rows(tx, statement, **values)


def all_of(tx: Connection, shop: str, customer: str) -> list[Row]:
    """All conversations of a customer by our id, the oldest first."""
    return _rows(tx, ALL_OF, shop=shop, customer=customer)


def of_guest(tx: Connection, shop: str, email: str) -> list[Row]:
    """All that was written in an address's name by nobody whom the shop knows by an id, the oldest first."""
    return _rows(tx, OF_GUEST, shop=shop, email=email)


def told_to_all(tx: Connection, shop: str, id: str, seq: int, most: int) -> list[Event]:
    """What customers may see of a conversation after `seq`, whoever of them takes part in it."""
    rows = tx.execute(TOLD_TO_ALL, {"shop": shop, "conversation": id, "seq": seq, "most": most})
    return [Event(*row) for row in rows]


def _rows(tx: Connection, statement: Select[Any], **values: Any) -> list[Row]:
    return [Row(*row) for row in tx.execute(statement, values)]
