"""What nobody needs any more: spent tokens, old texts, ended sessions, and conversations past their keeping."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Delete, and_, bindparam, delete, exists, or_, select

from mostrador.storage import search, survey_invitations
from mostrador.storage.schema import (
    chat_offer,
    conversation,
    conversation_link,
    customer,
    due,
    event,
    identity_use,
    link,
    order_proof,
    participant,
    read_mark,
    receipt,
    recent_text,
    session,
    spent,
    visitor,
    webhook_delivery,
)

CHUNK = 200  # rows in one transaction: well under the 50 ms that others may be kept waiting
RECENT = timedelta(days=14)  # texts, to know one that comes again
ENDED = timedelta(days=30)  # sessions, links and due rows, for whoever asks what happened

BEFORE: BindParameter[Any] = bindparam("before")


def _some(table: Any, key: Any, *where: Any) -> Delete:
    """Delete at most `CHUNK` of the rows."""
    return delete(table).where(key.in_(select(key).where(*where).limit(CHUNK)))


FORGET = (
    (_some(spent, spent.c.digest, spent.c.expires_at < BEFORE), timedelta()),
    (_some(identity_use, identity_use.c.digest, identity_use.c.expires_at < BEFORE), timedelta()),
    (_some(recent_text, recent_text.c.number, recent_text.c.at < BEFORE), RECENT),
    (_some(receipt, receipt.c.at, receipt.c.at < BEFORE), timedelta(days=1)),
    (_some(order_proof, order_proof.c.id, order_proof.c.made_at < BEFORE), timedelta(days=2)),
    (_some(session, session.c.digest, session.c.expires_at < BEFORE), ENDED),
    (_some(link, link.c.id, link.c.expires_at < BEFORE, link.c.purpose != "conversation"), ENDED),
    (
        _some(
            webhook_delivery,
            webhook_delivery.c.id,
            webhook_delivery.c.at < BEFORE,
            webhook_delivery.c.state != "waiting",
        ),
        ENDED,
    ),
    (_some(due, due.c.id, due.c.state != "waiting", due.c.ended_at < BEFORE), ENDED),
    (
        _some(
            visitor,
            visitor.c.id,
            visitor.c.expires_at < BEFORE,
            ~exists().where(conversation.c.visitor_id == visitor.c.id),
        ),
        ENDED,
    ),
    (
        _some(
            customer,
            customer.c.id,
            customer.c.created_at < BEFORE,
            customer.c.email.is_(None),
            customer.c.external_id.is_(None),
            ~exists().where(conversation.c.customer_id == customer.c.id),
            ~exists().where(visitor.c.customer_id == customer.c.id),
        ),
        ENDED,
    ),
)
OVER = (
    select(conversation.c.id)
    .where(
        conversation.c.shop_id == bindparam("shop"),
        conversation.c.folder == bindparam("folder"),
        conversation.c.last_at < BEFORE,
    )
    .order_by(conversation.c.last_at)
    .limit(bindparam("most"))
)
MERGED_HERE = select(conversation.c.id).where(
    conversation.c.shop_id == bindparam("shop"), conversation.c.merged_into == bindparam("id")
)
BELONGING = tuple(
    delete(table).where(
        table.c.shop_id == bindparam("shop_key"), table.c.conversation_id == bindparam("conversation_key")
    )
    for table in (event, participant, read_mark, chat_offer)
)
LINKED = delete(conversation_link).where(
    conversation_link.c.shop_id == bindparam("shop_key"),
    or_(
        conversation_link.c.conversation_id == bindparam("conversation_key"),
        conversation_link.c.other_id == bindparam("conversation_key"),
    ),
)
LINKS = delete(link).where(link.c.purpose == "conversation", link.c.subject == bindparam("conversation_key"))
DUES = delete(due).where(and_(due.c.shop_id == bindparam("shop_key"), due.c.subject == bindparam("conversation_key")))
ITSELF = delete(conversation).where(
    conversation.c.shop_id == bindparam("shop_key"), conversation.c.id == bindparam("conversation_key")
)


def forget(tx: Connection, *, now: datetime) -> bool:
    """Delete some of what is over; True while there may be more."""
    counts = [tx.execute(statement, {"before": now - kept}).rowcount for statement, kept in FORGET]
    return any(count >= CHUNK for count in counts)


def over(tx: Connection, shop: str, folder: str, *, before: datetime, most: int) -> list[str]:
    """The conversations of a folder in which nobody has written since."""
    rows = tx.execute(OVER, {"shop": shop, "folder": folder, "before": before, "most": most})
    return list(rows.scalars())


def erase(tx: Connection, shop: str, id: str) -> None:
    """Delete a conversation with all that belongs to it, what was merged into it first."""
    for merged in tx.execute(MERGED_HERE, {"shop": shop, "id": id}).scalars().all():
        erase(tx, shop, merged)
    key = {"shop_key": shop, "conversation_key": id}
    survey_invitations.forget_conversation(tx, shop, id)
    for statement in (*BELONGING, LINKED, LINKS, DUES, ITSELF):
        tx.execute(statement, key)
    search.forget_conversation(tx, shop, id)
