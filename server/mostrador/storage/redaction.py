"""Words that are taken out of the log: the event stays, and says that it held some."""

from sqlalchemy import Connection, bindparam, select, update

from mostrador.domain.conversation import Conversation
from mostrador.domain.event import OPENING, Event
from mostrador.storage import search
from mostrador.storage.conversations import EVENT, preview
from mostrador.storage.schema import conversation, event

FIND = select(*EVENT).where(
    event.c.shop_id == bindparam("shop"),
    event.c.conversation_id == bindparam("id"),
    event.c.seq == bindparam("seq"),
)
REDACT = (
    update(event)
    .where(
        event.c.shop_id == bindparam("shop"),
        event.c.conversation_id == bindparam("id"),
        event.c.seq == bindparam("named"),
    )
    .values(body=bindparam("gone", type_=event.c.body.type))
)
LAST_SPOKEN = (
    select(*EVENT)
    .where(
        event.c.shop_id == bindparam("shop"),
        event.c.conversation_id == bindparam("id"),
        event.c.kind.in_([*sorted(OPENING), "message"]),
    )
    .order_by(event.c.seq.desc())
)
SET_PREVIEW = (
    update(conversation)
    .where(conversation.c.shop_id == bindparam("shop"), conversation.c.id == bindparam("named"))
    .values(preview=bindparam("words"))
)


def find(tx: Connection, current: Conversation, seq: int) -> Event | None:
    row = tx.execute(FIND, {"shop": current.shop, "id": current.id, "seq": seq}).one_or_none()
    return None if row is None else Event(*row)


def redact(tx: Connection, current: Conversation, seq: int) -> None:
    """Take the words out of an event of a locked conversation, out of the search and out of the lists."""
    tx.execute(REDACT, {"shop": current.shop, "id": current.id, "named": seq, "gone": {"redacted": True}})
    search.forget_lately(tx, current.id, seq)
    rows = tx.execute(LAST_SPOKEN, {"shop": current.shop, "id": current.id})
    last = next((spoken for spoken in (Event(*row) for row in rows) if spoken.words), None)
    words = preview([last]) if last else ""
    tx.execute(SET_PREVIEW, {"shop": current.shop, "named": current.id, "words": words or ""})
