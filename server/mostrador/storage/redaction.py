"""Words that are taken out of the log, or others put in their place: the event stays, and says so."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from mostrador.domain.conversation import Conversation
from mostrador.domain.event import OPENING, Event
from mostrador.domain.waiting import TURNS
from mostrador.storage import search
from mostrador.storage.conversations import EVENT, preview
from mostrador.storage.schema import conversation, event

OF_CONVERSATION = select(*EVENT).where(event.c.shop_id == bindparam("shop"), event.c.conversation_id == bindparam("id"))
FIND = OF_CONVERSATION.where(event.c.seq == bindparam("seq"))
REWRITE = (
    update(event)
    .where(
        event.c.shop_id == bindparam("shop"),
        event.c.conversation_id == bindparam("id"),
        event.c.seq == bindparam("named"),
    )
    .values(body=bindparam("new_body", type_=event.c.body.type))
)
MENDINGS = select(event.c.seq, event.c.body).where(
    event.c.shop_id == bindparam("shop"), event.c.conversation_id == bindparam("id"), event.c.kind == "mended"
)
TURNS_TAKEN = OF_CONVERSATION.where(event.c.kind.in_(sorted(TURNS))).order_by(event.c.seq)
LAST_SPOKEN = OF_CONVERSATION.where(event.c.kind.in_([*sorted(OPENING), "message"])).order_by(event.c.seq.desc())
SET_PREVIEW = (
    update(conversation)
    .where(conversation.c.shop_id == bindparam("shop"), conversation.c.id == bindparam("named"))
    .values(preview=bindparam("words"))
)


def find(tx: Connection, current: Conversation, seq: int) -> Event | None:
    row = tx.execute(FIND, {"shop": current.shop, "id": current.id, "seq": seq}).one_or_none()
    return None if row is None else Event(*row)


def turns(tx: Connection, current: Conversation) -> Iterator[Event]:
    """What began or ended a customer's waiting, the oldest first; read once somebody asks for the first."""
    for row in tx.execute(TURNS_TAKEN, {"shop": current.shop, "id": current.id}):
        yield Event(*row)


def redact(tx: Connection, current: Conversation, seq: int) -> None:
    """Take the words out of an event of a locked conversation, out of the search and out of the lists."""
    _rewrite(tx, current, seq, {"redacted": True})
    _forget_mendings(tx, current, seq)
    search.forget_lately(tx, current.id, seq)
    _renew_preview(tx, current)


def mend(tx: Connection, current: Conversation, said: Event, body: Mapping[str, Any]) -> None:
    """Put other words into a message of a locked conversation, into the search and into the lists."""
    mended = replace(said, body=dict(body))
    _rewrite(tx, current, said.seq, mended.body)
    _forget_mendings(tx, current, said.seq)
    search.forget_lately(tx, current.id, said.seq)
    search.remember(tx, current.shop, mended, mended.findable)
    _renew_preview(tx, current)


def _forget_mendings(tx: Connection, current: Conversation, seq: int) -> None:
    """Take the words out of what said that a message read otherwise: they hold no longer."""
    for row in tx.execute(MENDINGS, {"shop": current.shop, "id": current.id}).all():
        if row.body["seq"] == seq:
            _rewrite(tx, current, row.seq, {"seq": seq})


def _rewrite(tx: Connection, current: Conversation, seq: int, body: Mapping[str, Any]) -> None:
    tx.execute(REWRITE, {"shop": current.shop, "id": current.id, "named": seq, "new_body": body})


def _renew_preview(tx: Connection, current: Conversation) -> None:
    rows = tx.execute(LAST_SPOKEN, {"shop": current.shop, "id": current.id})
    last = next((spoken for spoken in (Event(*row) for row in rows) if spoken.words), None)
    words = preview([last]) if last else ""
    tx.execute(SET_PREVIEW, {"shop": current.shop, "named": current.id, "words": words or ""})
