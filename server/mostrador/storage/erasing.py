"""Take a person out of what stands, in place: rows stay where others point to them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Boolean, Connection, and_, bindparam, delete, func, insert, or_, select, update

from mostrador.domain import erasure
from mostrador.domain.event import Event
from mostrador.storage import conversations, guests, search
from mostrador.storage.conversations import AGENTS
from mostrador.storage.schema import (
    conversation,
    customer,
    due,
    event,
    identity_use,
    link,
    mail_trouble,
    participant,
    receipt,
    recent_text,
    shop_event,
    shop_order,
    visitor,
)

ERASED = "customer.erased"  # the type by which the shop tells it, and we note it
SHOP: BindParameter[str] = bindparam("of_shop")
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
EMAILS: BindParameter[Any] = bindparam("emails", expanding=True)

CONVERSATIONS = select(conversation.c.id).where(
    conversation.c.shop_id == SHOP,
    or_(
        conversation.c.customer_id == bindparam("whose"),
        and_(conversation.c.contact_email.in_(EMAILS), or_(bindparam("is_proven", type_=Boolean), ~guests.HAS_ID)),
    ),
)
VISITORS = select(visitor.c.id).where(
    visitor.c.shop_id == SHOP,
    or_(
        visitor.c.customer_id == bindparam("whose"),
        visitor.c.id.in_(
            select(conversation.c.visitor_id).where(conversation.c.shop_id == SHOP, conversation.c.id.in_(IDS))
        ),
    ),
)
REDACT_EVENT = (
    update(event)
    .where(event.c.shop_id == SHOP, event.c.conversation_id == bindparam("id"), event.c.seq == bindparam("named"))
    .values(body=bindparam("new_body", type_=event.c.body.type))
)
BLANK_CONVERSATION = (
    update(conversation)
    .where(conversation.c.shop_id == SHOP, conversation.c.id == bindparam("named"))
    .values(subject="", preview="", contact_name="", contact_email="", told_by_browser={}, spam_reasons=[])
)
OF_CONVERSATIONS = (
    delete(participant).where(participant.c.shop_id == SHOP, participant.c.conversation_id.in_(IDS)),
    update(due).where(due.c.shop_id == SHOP, due.c.subject.in_(IDS)).values(body={}),
    update(link)
    .where(link.c.shop_id == SHOP, link.c.purpose == "conversation", link.c.subject.in_(IDS))
    .values(expires_at=bindparam("moment"), body={}),
)
END_DUE = (
    update(due)
    .where(due.c.shop_id == SHOP, due.c.subject.in_(IDS), due.c.state == "waiting")
    .values(state="taken_back", ended_at=bindparam("moment"), leased_until=None)
)
OF_VISITORS = (
    update(visitor)
    .where(visitor.c.shop_id == SHOP, visitor.c.id.in_(IDS), visitor.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("moment")),
    delete(identity_use).where(identity_use.c.shop_id == SHOP, identity_use.c.visitor_id.in_(IDS)),
    delete(recent_text).where(recent_text.c.shop_id == SHOP, recent_text.c.author.in_(IDS)),
)
TOLD_OF_CUSTOMER = select(shop_event.c.digest, shop_event.c.type, shop_event.c.body).where(
    shop_event.c.shop_id == SHOP,
    shop_event.c.subject == bindparam("key"),
    shop_event.c.type.startswith("customer."),
    shop_event.c.at <= bindparam("before"),
)
NAMELESS = (
    update(shop_event)
    .where(shop_event.c.shop_id == SHOP, shop_event.c.digest == bindparam("named"))
    .values(subject="", body={})
)
NOTE = insert(shop_event)
NOTED = (
    select(shop_event.c.subject, func.max(shop_event.c.at))
    .where(shop_event.c.shop_id == SHOP, shop_event.c.type == ERASED, shop_event.c.subject.in_(IDS))
    .group_by(shop_event.c.subject)
)
CLAIMANTS = (
    update(customer)
    .where(
        customer.c.shop_id == SHOP,
        customer.c.claimed_email.in_(EMAILS),
        customer.c.external_id.is_(None),
        customer.c.email.is_(None),
    )
    .values(claimed_email=None, name="")
)
OF_ADDRESSES = (
    delete(receipt).where(receipt.c.shop_id == SHOP, receipt.c.address.in_(EMAILS)),
    delete(mail_trouble).where(mail_trouble.c.shop_id == SHOP, mail_trouble.c.address.in_(EMAILS)),
)
BLANK_CUSTOMER = (
    update(customer)
    .where(customer.c.shop_id == SHOP, customer.c.id == bindparam("named"))
    .values(external_id=None, email=None, claimed_email=None, name="", proven_at=None)
)
KEYS = select(customer.c.external_id).where(customer.c.shop_id == SHOP, customer.c.external_id.is_not(None))
BUYERS = (
    select(shop_order.c.customer_key).where(shop_order.c.shop_id == SHOP, shop_order.c.customer_key != "").distinct()
)


def conversations_of(
    tx: Connection, shop: str, customer: str | None, emails: Collection[str], *, is_proven: bool
) -> list[str]:
    """
    Those of a customer by our id, and those in which one of these addresses is to be answered; where nobody has proven
    it, none of somebody else's with an id of the shop's.
    """
    values = {"of_shop": shop, "whose": customer, "emails": list(emails), "is_proven": is_proven}
    return list(tx.execute(CONVERSATIONS, values).scalars())


def redact(tx: Connection, shop: str, id: str) -> None:
    """Take all words out of a conversation, out of what stands beside its log, and out of the search."""
    seq = 0
    while page := conversations.events_after(tx, shop, id, seq, AGENTS):
        for each in page:
            _redact(tx, shop, each)
        seq = page[-1].seq
    tx.execute(BLANK_CONVERSATION, {"of_shop": shop, "named": id})
    search.forget_conversation(tx, shop, id)


def close_doors(tx: Connection, shop: str, customer: str | None, conversations: Sequence[str], *, at: datetime) -> None:
    """End what opens these conversations and what waits for them: participants, links, due rows, visitors."""
    values = {"of_shop": shop, "ids": list(conversations), "moment": at}
    visitors = tx.execute(VISITORS, {**values, "whose": customer}).scalars().all()
    for statement in (END_DUE, *OF_CONVERSATIONS):
        tx.execute(statement, values)
    for statement in OF_VISITORS:
        tx.execute(statement, {"of_shop": shop, "ids": list(visitors), "moment": at})


def blank_customer(tx: Connection, shop: str, id: str) -> None:
    """Take a customer's name, addresses and the shop's own id away, by our id."""
    tx.execute(BLANK_CUSTOMER, {"of_shop": shop, "named": id})


def forget_told_of(tx: Connection, shop: str, key: str, *, before: datetime) -> None:
    """Leave of all that the shop told of a customer, by its own id, only that it was told."""
    for row in tx.execute(TOLD_OF_CUSTOMER, {"of_shop": shop, "key": key, "before": before}).all():
        forget_told(tx, shop, row.digest)


def forget_addresses(tx: Connection, shop: str, emails: Sequence[str]) -> None:
    """Forget what is counted by address: what was sent there, and what came back."""
    for statement in OF_ADDRESSES:
        tx.execute(statement, {"of_shop": shop, "emails": list(emails)})


def forget_claimants(tx: Connection, shop: str, emails: Sequence[str]) -> None:
    """Take name and address off those who only said to be these addresses, which somebody has proven."""
    tx.execute(CLAIMANTS, {"of_shop": shop, "emails": list(emails)})


def forget_told(tx: Connection, shop: str, digest: bytes) -> None:
    """Leave of something that the shop told of a customer only that it was told."""
    tx.execute(NAMELESS, {"of_shop": shop, "named": digest})


def note(tx: Connection, shop: str, digest: bytes, who: str, *, at: datetime) -> None:
    """Remember that somebody was erased, under a digest of the shop's id, so that what is older counts no more."""
    row = {"shop_id": shop, "digest": digest, "type": ERASED, "subject": who, "number": "", "at": at, "told_at": at}
    tx.execute(NOTE, {**row, "body": {}})


def noted(tx: Connection, shop: str, who: Collection[str]) -> dict[str, datetime]:
    """When these were erased last, by their digests."""
    rows = tx.execute(NOTED, {"of_shop": shop, "ids": list(who)})
    return {row[0]: row[1] for row in rows}


def known_keys(tx: Connection, shop: str) -> set[str]:
    """Every id of its own by which this shop has named a customer."""
    return {key for statement in (KEYS, BUYERS) for key in tx.execute(statement, {"of_shop": shop}).scalars()}


def is_key_known(tx: Connection, shop: str, key: str) -> bool:
    """Whether this shop has named a customer by this id of its own."""
    named = (KEYS.where(customer.c.external_id == key), BUYERS.where(shop_order.c.customer_key == key))
    return any(tx.execute(each.limit(1), {"of_shop": shop}).first() is not None for each in named)


def _redact(tx: Connection, shop: str, said: Event) -> None:
    body = erasure.body(said)
    if body != said.body:
        values = {"of_shop": shop, "id": said.conversation, "named": said.seq, "new_body": dict(body)}
        tx.execute(REDACT_EVENT, values)
