"""Chats that wait for an agent, and at whom each rings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, false, func, select, true
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from mostrador.storage import authors
from mostrador.storage.schema import agent, chat_offer, conversation, event, read_mark, shift

MOST_GOING = 100  # in a list that people look through


@dataclass(frozen=True, slots=True)
class InQueue:
    """A waiting chat. It rings at `agent` until then, if at anybody."""

    conversation: str
    department: str | None
    opened_at: datetime
    agent: str | None
    until: datetime | None
    passed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Going:
    """A live chat that somebody has."""

    conversation: str
    code: str
    name: str
    preview: str
    agent: str
    agent_name: str
    opened_at: datetime


CHATTING = (conversation.c.live == true(), conversation.c.quarantined == false(), conversation.c.merged_into.is_(None))
ITS_OFFER = and_(chat_offer.c.shop_id == conversation.c.shop_id, chat_offer.c.conversation_id == conversation.c.id)
QUEUE = (
    select(
        conversation.c.id,
        conversation.c.department_id,
        conversation.c.opened_at,
        chat_offer.c.agent_id,
        chat_offer.c.until,
        chat_offer.c.passed,
    )
    .outerjoin_from(
        conversation,
        chat_offer,
        ITS_OFFER,
    )
    .where(
        conversation.c.shop_id == bindparam("shop"),
        *CHATTING,
        conversation.c.assignee_id.is_(None),
    )
    .order_by(conversation.c.opened_at, conversation.c.id)
)
HELD_BY = (
    select(conversation.c.id)
    .where(
        conversation.c.shop_id == bindparam("shop"),
        *CHATTING,
        conversation.c.assignee_id == bindparam("agent"),
    )
    .order_by(conversation.c.opened_at)
)
GOING = (
    select(
        conversation.c.id,
        conversation.c.code,
        conversation.c.contact_name,
        conversation.c.preview,
        conversation.c.assignee_id,
        agent.c.name,
        conversation.c.opened_at,
    )
    .join_from(conversation, agent, agent.c.id == conversation.c.assignee_id)
    .where(conversation.c.shop_id == bindparam("shop"), *CHATTING)
    .order_by(conversation.c.opened_at)
    .limit(MOST_GOING)
)
RINGING_AT = (
    select(conversation.c.id)
    .join_from(
        chat_offer,
        conversation,
        ITS_OFFER,
    )
    .where(
        chat_offer.c.shop_id == bindparam("shop"),
        chat_offer.c.agent_id == bindparam("agent"),
        chat_offer.c.until > bindparam("at"),
        *CHATTING,
        conversation.c.assignee_id.is_(None),
    )
    .order_by(conversation.c.opened_at)
)
RINGS_UNTIL = (
    select(chat_offer.c.until)
    .join_from(chat_offer, conversation, ITS_OFFER)
    .where(
        chat_offer.c.shop_id == bindparam("shop"),
        chat_offer.c.conversation_id == bindparam("conversation"),
        chat_offer.c.agent_id == bindparam("agent"),
        chat_offer.c.until > bindparam("at"),
        *CHATTING,
        conversation.c.assignee_id.is_(None),
    )
)
VALUES: dict[str, Any] = {"agent_id": bindparam("agent"), "until": bindparam("until"), "passed": bindparam("passed")}
ROW = {"shop_id": bindparam("shop"), "conversation_id": bindparam("conversation"), **VALUES}
KEY = ["shop_id", "conversation_id"]
PUT_SQLITE = insert_sqlite(chat_offer).values(ROW).on_conflict_do_update(index_elements=KEY, set_=VALUES)
PUT_POSTGRESQL = insert_postgresql(chat_offer).values(ROW).on_conflict_do_update(index_elements=KEY, set_=VALUES)
REMOVE = delete(chat_offer).where(
    chat_offer.c.shop_id == bindparam("shop"), chat_offer.c.conversation_id == bindparam("key")
)
STALE = (
    select(chat_offer.c.conversation_id, chat_offer.c.agent_id)
    .join_from(
        chat_offer,
        conversation,
        ITS_OFFER,
    )
    .where(
        chat_offer.c.shop_id == bindparam("shop"),
        ~and_(*CHATTING) | conversation.c.assignee_id.is_not(None),
    )
)
ABANDONED = (
    select(conversation.c.id)
    .where(conversation.c.shop_id == bindparam("shop"), *CHATTING, conversation.c.last_at < bindparam("before"))
    .order_by(conversation.c.opened_at)
    .limit(50)
)
READ_UP_TO = (
    select(func.coalesce(func.max(read_mark.c.seq), 0))
    .where(
        read_mark.c.shop_id == conversation.c.shop_id,
        read_mark.c.conversation_id == conversation.c.id,
        ~read_mark.c.reader.startswith("agt_", autoescape=True),
    )
    .scalar_subquery()
)
UNREAD = (
    select(event.c.conversation_id, event.c.seq, event.c.body)
    .join_from(
        event,
        conversation,
        and_(conversation.c.shop_id == event.c.shop_id, conversation.c.id == event.c.conversation_id),
    )
    .where(
        conversation.c.shop_id == bindparam("shop"),
        *CHATTING,
        conversation.c.contact_email != "",
        conversation.c.waiting_since.is_(None),
        conversation.c.last_at < bindparam("before"),
        event.c.kind == "message",
        authors.ours(event.c.author),
        event.c.seq > READ_UP_TO,
    )
    .order_by(event.c.conversation_id, event.c.seq)
    .limit(200)
)
BUSY_SHOPS = select(conversation.c.shop_id).where(conversation.c.live == true()).distinct()
STAFFED_SHOPS = select(shift.c.shop_id).where(shift.c.state != "off").distinct()
WAITS = (
    select(conversation.c.opened_at, conversation.c.joined_at)
    .where(conversation.c.shop_id == bindparam("shop"), conversation.c.joined_at > bindparam("since"))
    .order_by(conversation.c.joined_at.desc())
    .limit(500)
)


def queue(tx: Connection, shop: str) -> list[InQueue]:
    """What waits, first in line first."""
    return [
        InQueue(row.id, row.department_id, row.opened_at, row.agent_id, row.until, tuple(row.passed or ()))
        for row in tx.execute(QUEUE, {"shop": shop})
    ]


def held_by(tx: Connection, shop: str, agent: str) -> list[str]:
    """The live chats that an agent has, the oldest first."""
    return list(tx.execute(HELD_BY, {"shop": shop, "agent": agent}).scalars())


def going(tx: Connection, shop: str) -> list[Going]:
    """The live chats of everybody, the oldest first."""
    return [Going(*row) for row in tx.execute(GOING, {"shop": shop})]


def abandoned(tx: Connection, shop: str, *, before: datetime) -> list[str]:
    """Some of the chats in which nobody has said anything since then."""
    return list(tx.execute(ABANDONED, {"shop": shop, "before": before}).scalars())


def unread(tx: Connection, shop: str, *, before: datetime) -> list[tuple[str, int]]:
    """Answers that nobody reads in a chat whose shopper left an address; nothing was said there since `before`."""
    rows = tx.execute(UNREAD, {"shop": shop, "before": before})
    return [(row.conversation_id, row.seq) for row in rows if not row.body.get("redacted")]


def ringing_at(tx: Connection, shop: str, agent: str, *, at: datetime) -> list[str]:
    """The waiting chats that ring at an agent now."""
    return list(tx.execute(RINGING_AT, {"shop": shop, "agent": agent, "at": at}).scalars())


def rings_until(tx: Connection, shop: str, conversation: str, agent: str, *, at: datetime) -> datetime | None:
    """Until when a waiting chat rings at this agent; none if it does not now."""
    values = {"shop": shop, "conversation": conversation, "agent": agent, "at": at}
    return tx.execute(RINGS_UNTIL, values).scalar_one_or_none()


def put(
    tx: Connection, shop: str, conversation: str, agent: str | None, *, until: datetime, passed: Sequence[str]
) -> None:
    """Let it ring at somebody, or remember at whom it has rung."""
    statement = PUT_POSTGRESQL if tx.dialect.name == "postgresql" else PUT_SQLITE
    values = {"shop": shop, "conversation": conversation, "agent": agent, "until": until, "passed": list(passed)}
    tx.execute(statement, values)


def remove(tx: Connection, shop: str, conversation: str) -> None:
    tx.execute(REMOVE, {"shop": shop, "key": conversation})


def stale(tx: Connection, shop: str) -> list[tuple[str, str | None]]:
    """Chats that somebody has, or that do not go on, and at whom they still ring."""
    return [(row.conversation_id, row.agent_id) for row in tx.execute(STALE, {"shop": shop})]


def concerned_shops(tx: Connection) -> list[str]:
    """Where chats go on, or somebody is on duty or away."""
    return sorted({*tx.execute(BUSY_SHOPS).scalars(), *tx.execute(STAFFED_SHOPS).scalars()})


def waits(tx: Connection, shop: str, *, since: datetime) -> list[float]:
    """How many seconds those waited to whom somebody came since then."""
    rows = tx.execute(WAITS, {"shop": shop, "since": since})
    return [(row.joined_at - row.opened_at).total_seconds() for row in rows]
