"""A conversation's log as agents read it: backwards, a page at a time."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from mostrador.domain.event import Event
from mostrador.storage import authors
from mostrador.storage.schema import conversation, event

BEFORE = (
    select(event)
    .where(
        event.c.shop_id == bindparam("shop"),
        event.c.conversation_id == bindparam("conversation"),
        event.c.seq < bindparam("before"),
    )
    .order_by(event.c.seq.desc())
    .limit(bindparam("most"))
)
ANSWERS_BY_OTHERS = (
    select(event)
    .where(
        event.c.shop_id == bindparam("shop"),
        event.c.conversation_id == bindparam("conversation"),
        event.c.seq > bindparam("after"),
        event.c.kind == "message",
        authors.ours(event.c.author),
        event.c.author != bindparam("agent"),
    )
    .order_by(event.c.seq.desc())
    .limit(20)
)
CODES = select(conversation.c.id, conversation.c.code).where(
    conversation.c.shop_id == bindparam("shop"), conversation.c.id.in_(bindparam("ids", expanding=True))
)
END = 2**31 - 1


def before(tx: Connection, shop: str, conversation: str, seq: int, most: int) -> list[Event]:
    """Up to `most` events before `seq`, the newest first."""
    values = {"shop": shop, "conversation": conversation, "before": seq, "most": most}
    return [_event(row) for row in tx.execute(BEFORE, values)]


def answers_by_others(tx: Connection, shop: str, conversation: str, agent: str, *, after: int) -> list[Event]:
    """The last answers that other agents gave after `after`, the newest first."""
    values = {"shop": shop, "conversation": conversation, "agent": agent, "after": after}
    return [_event(row) for row in tx.execute(ANSWERS_BY_OTHERS, values)]


def codes(tx: Connection, shop: str, ids: set[str]) -> dict[str, str]:
    """The codes of conversations that are named by their ids."""
    return {row.id: row.code for row in tx.execute(CODES, {"shop": shop, "ids": sorted(ids)})} if ids else {}


def _event(row: Any) -> Event:
    return Event(row.conversation_id, row.seq, row.kind, row.author, row.at, row.body, row.key, row.audience)
