"""What somebody wrote to us, and what of our answers they have not seen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from mostrador.storage import authors
from mostrador.storage.prepared import Prepared
from mostrador.storage.schema import conversation, event, participant, read_mark


@dataclass(frozen=True, slots=True)
class Own:
    """
    `answered` is the last answer's `seq` that they may see, `seen` how far they have read; 0 for none.

    `is_chat` says that its place is the chat, and no mail.
    """

    id: str
    code: str
    at: datetime
    answered: int
    seen: int
    is_chat: bool

    @property
    def is_unread(self) -> bool:
        return self.answered > self.seen


@dataclass(frozen=True, slots=True)
class Before:
    """A conversation that was opened before."""

    id: str
    code: str
    contact_email: str
    opened_at: datetime


ANSWERED = (
    select(func.max(event.c.seq))
    .where(
        event.c.shop_id == conversation.c.shop_id,
        event.c.conversation_id == conversation.c.id,
        event.c.kind == "message",
        authors.ours(event.c.author),
        event.c.seq >= participant.c.from_seq,
        or_(participant.c.to_seq.is_(None), event.c.seq <= participant.c.to_seq),
    )
    .scalar_subquery()
)
OF = (
    select(
        conversation.c.id,
        conversation.c.code,
        conversation.c.last_at,
        func.coalesce(ANSWERED, 0).label("answered"),
        func.coalesce(read_mark.c.seq, 0).label("seen"),
        and_(conversation.c.channel == "chat", or_(conversation.c.live, conversation.c.ended)).label("is_chat"),
    )
    .join_from(
        participant,
        conversation,
        and_(conversation.c.shop_id == participant.c.shop_id, conversation.c.id == participant.c.conversation_id),
    )
    .outerjoin(
        read_mark,
        and_(
            read_mark.c.shop_id == participant.c.shop_id,
            read_mark.c.conversation_id == participant.c.conversation_id,
            read_mark.c.reader == participant.c.who,
        ),
    )
    .where(participant.c.shop_id == bindparam("shop"), participant.c.who == bindparam("who"))
    .order_by(conversation.c.last_at.desc())
    .limit(bindparam("most"))
)
MOST = 50
OPENED_BEFORE = Prepared(
    select(conversation.c.id, conversation.c.code, conversation.c.contact_email, conversation.c.opened_at).where(
        conversation.c.visitor_id == bindparam("visitor"), conversation.c.opening_key == bindparam("key")
    )
)


def of(tx: Connection, shop: str, who: str) -> list[Own]:
    """A visitor's or a customer's conversations, newest first."""
    rows = tx.execute(OF, {"shop": shop, "who": who, "most": MOST})
    return [Own(row.id, row.code, row.last_at, row.answered, row.seen, bool(row.is_chat)) for row in rows]


def opened_before(tx: Connection, visitor: str, key: str) -> Before | None:
    """What the same visitor opened with the same key."""
    row = OPENED_BEFORE.first(tx, {"visitor": visitor, "key": key})
    return Before(*row) if row else None
