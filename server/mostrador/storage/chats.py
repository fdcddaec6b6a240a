"""Live chats: a shopper's own, and a shop's that go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select

from mostrador.storage.prepared import Prepared
from mostrador.storage.schema import conversation, event, participant


@dataclass(frozen=True, slots=True)
class Chat:
    id: str
    code: str
    live: bool
    ended: bool
    last_at: datetime


COLUMNS = (
    conversation.c.id,
    conversation.c.code,
    conversation.c.live,
    conversation.c.ended,
    conversation.c.last_at,
)
OF = (
    select(*COLUMNS)
    .join_from(
        participant,
        conversation,
        and_(conversation.c.shop_id == participant.c.shop_id, conversation.c.id == participant.c.conversation_id),
    )
    .where(
        participant.c.shop_id == bindparam("shop"),
        participant.c.who == bindparam("who"),
        participant.c.to_seq.is_(None),
        conversation.c.channel == "chat",
        or_(conversation.c.live, conversation.c.last_at > bindparam("since")),
    )
    .order_by(conversation.c.last_at.desc())
    .limit(20)
)
HAS = Prepared(
    select(conversation.c.id)
    .join_from(
        participant,
        conversation,
        and_(conversation.c.shop_id == participant.c.shop_id, conversation.c.id == participant.c.conversation_id),
    )
    .where(
        participant.c.shop_id == bindparam("shop"),
        participant.c.conversation_id == bindparam("id"),
        participant.c.who == bindparam("who"),
        participant.c.to_seq.is_(None),
        conversation.c.channel == "chat",
    )
)
LIVE_OF = select(conversation.c.id).where(
    conversation.c.shop_id == bindparam("shop"),
    conversation.c.live,
    or_(
        conversation.c.contact_email.in_(bindparam("who", expanding=True)),
        conversation.c.visitor_id.in_(bindparam("who", expanding=True)),
    ),
)
HAS_JOINED = (
    select(event.c.seq)
    .where(
        event.c.shop_id == bindparam("shop"),
        event.c.conversation_id == bindparam("conversation"),
        event.c.author == bindparam("agent"),
        event.c.kind == "joined",
    )
    .limit(1)
)


def has(tx: Connection, shop: str, who: str, id: str) -> bool:
    """Whether this is a chat of theirs, in which they still take part."""
    return HAS.first(tx, {"shop": shop, "who": who, "id": id}) is not None


def of(tx: Connection, shop: str, who: str, *, since: datetime) -> list[Chat]:
    """A shopper's chats that go on, or that something was said in since then; the newest first."""
    return [_chat(row) for row in tx.execute(OF, {"shop": shop, "who": who, "since": since})]


def live_of(tx: Connection, shop: str, who: Sequence[str]) -> list[str]:
    """The live chats that one of these visitors opened, or that name one of these addresses."""
    return list(tx.execute(LIVE_OF, {"shop": shop, "who": list(who)}).scalars())


def has_joined(tx: Connection, shop: str, conversation: str, agent: str) -> bool:
    """Whether an agent has come into this chat before."""
    found = tx.execute(HAS_JOINED, {"shop": shop, "conversation": conversation, "agent": agent})
    return found.first() is not None


def _chat(row: Any) -> Chat:
    return Chat(row.id, row.code, row.live, row.ended, row.last_at)
