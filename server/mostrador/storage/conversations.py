"""Conversations and their events: the log, its projections, and who may read what of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Text, and_, bindparam, exists, func, insert, or_, select, update

from mostrador.domain.conversation import Conversation
from mostrador.domain.event import OPENING, Event
from mostrador.storage import search
from mostrador.storage.prepared import Prepared
from mostrador.storage.schema import conversation, event, participant

PREVIEW = 140  # characters of the last words, for lists

STATE = (
    conversation.c.id,
    conversation.c.shop_id,
    conversation.c.status,
    conversation.c.quarantined,
    conversation.c.department_id,
    conversation.c.assignee_id,
    conversation.c.priority,
    conversation.c.tags,
    conversation.c.snoozed_until,
    conversation.c.merged_into,
    conversation.c.live,
    conversation.c.ended,
    conversation.c.joined_at,
    conversation.c.last_seq,
    conversation.c.last_at,
    conversation.c.waiting_since,
)
TAGS = STATE.index(conversation.c.tags)
STATE_OF = select(*STATE).where(conversation.c.shop_id == bindparam("shop"), conversation.c.id == bindparam("id"))
FIND, LOCK = Prepared(STATE_OF), Prepared(STATE_OF.with_for_update())
CARD = select(conversation).where(conversation.c.shop_id == bindparam("shop"), conversation.c.id == bindparam("id"))
BY_CODE = select(conversation.c.id).where(
    conversation.c.shop_id == bindparam("shop"), conversation.c.code == bindparam("code")
)
INSERT = Prepared(insert(conversation), *(column.name for column in conversation.c))
PROJECTED = (
    "status",
    "folder",
    "snoozed_until",
    "quarantined",
    "department_id",
    "assignee_id",
    "priority",
    "tags",
    "merged_into",
    "live",
    "ended",
    "joined_at",
    "last_seq",
    "last_at",
    "waiting_since",
)
PROJECT = Prepared(
    update(conversation)
    .where(conversation.c.shop_id == bindparam("shop"), conversation.c.id == bindparam("conversation_key"))
    .values({name: bindparam(f"new_{name}") for name in PROJECTED})
    .values(preview=func.coalesce(bindparam("new_preview", type_=Text), conversation.c.preview))
)
INSERT_EVENT = Prepared(insert(event), *(column.name for column in event.c))
EVENT = (
    event.c.conversation_id,
    event.c.seq,
    event.c.kind,
    event.c.author,
    event.c.at,
    event.c.body,
    event.c.key,
    event.c.audience,
)
SENT_BEFORE = Prepared(
    select(*EVENT).where(
        event.c.shop_id == bindparam("shop"),
        event.c.conversation_id == bindparam("conversation"),
        event.c.author == bindparam("author"),
        event.c.key == bindparam("key"),
    )
)
BESIDE = (
    select(conversation.c.contact_name)
    .where(
        conversation.c.shop_id == bindparam("shop"),
        conversation.c.assignee_id == bindparam("agent"),
        conversation.c.folder == "open",
        conversation.c.id != bindparam("id"),
        conversation.c.contact_name != "",
    )
    .order_by(conversation.c.last_at.desc())
    .limit(50)
)
AFTER = (
    select(*EVENT)
    .where(
        event.c.shop_id == bindparam("shop"),
        event.c.conversation_id == bindparam("conversation"),
        event.c.seq > bindparam("seq"),
    )
    .order_by(event.c.seq)
    .limit(bindparam("most"))
)
AFTER_FOR_PARTICIPANT = AFTER.where(
    event.c.audience == "everyone",
    exists().where(
        and_(
            participant.c.shop_id == event.c.shop_id,
            participant.c.conversation_id == event.c.conversation_id,
            participant.c.who == bindparam("who"),
            participant.c.from_seq <= event.c.seq,
            or_(participant.c.to_seq.is_(None), participant.c.to_seq >= event.c.seq),
        )
    ),
)
BATCH = 200


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads: an agent, or a participant, who sees what was for them while they took part."""

    participant: str | None = None

    @property
    def is_agents(self) -> bool:
        return self.participant is None


AGENTS = Audience()


@dataclass(frozen=True, slots=True)
class Opening:
    """What a conversation is opened with, beside its events."""

    id: str
    code: str
    channel: str
    subject: str
    language: str
    visitor: str | None
    key: str
    customer: str | None
    contact_name: str
    contact_email: str
    topic: str | None = None
    order_number: str | None = None
    told_by_browser: dict[str, str] | None = None
    spam_score: int = 0
    spam_reasons: Sequence[dict[str, Any]] = ()


def find(tx: Connection, shop: str, id: str) -> Conversation | None:
    row = FIND.first(tx, {"shop": shop, "id": id})
    return None if row is None else _conversation(row)


def lock(tx: Connection, shop: str, id: str) -> Conversation | None:
    """Find it and keep others from appending to it until the transaction ends."""
    row = LOCK.first(tx, {"shop": shop, "id": id})
    return None if row is None else _conversation(row)


def card(tx: Connection, shop: str, id: str) -> Any:
    """Everything beside the events: contact, topic, order number, spam reasons."""
    return tx.execute(CARD, {"shop": shop, "id": id}).one_or_none()


def by_code(tx: Connection, shop: str, code: str) -> str | None:
    return tx.execute(BY_CODE, {"shop": shop, "code": code}).scalar_one_or_none()


def open(tx: Connection, shop: str, opening: Opening, folded: Conversation, events: Sequence[Event]) -> None:
    """Write a new conversation with its first events; `folded` is what they add up to."""
    INSERT.execute(
        tx,
        {
            "id": opening.id,
            "shop_id": shop,
            "code": opening.code,
            "channel": opening.channel,
            "subject": opening.subject,
            "preview": preview(events) or "",
            "topic_id": opening.topic,
            "order_number": opening.order_number,
            "language": opening.language,
            "visitor_id": opening.visitor,
            "opening_key": opening.key,
            "customer_id": opening.customer,
            "contact_name": opening.contact_name,
            "contact_email": opening.contact_email,
            "told_by_browser": opening.told_by_browser or {},
            "spam_score": opening.spam_score,
            "spam_reasons": list(opening.spam_reasons),
            "opened_at": events[0].at,
            **_projection(folded),
        },
    )
    _insert_events(tx, shop, events)


def contacts_beside(tx: Connection, shop: str, id: str, agent: str) -> list[str]:
    """How those call themselves whom the same agent has open conversations with beside this one, at most 50."""
    return list(tx.execute(BESIDE, {"shop": shop, "id": id, "agent": agent}).scalars())


def append(tx: Connection, current: Conversation, events: Sequence[Event]) -> Conversation:
    """Add events to a locked conversation, and bring its projections up to them."""
    if not events:
        return current
    folded = current.after(events)
    projection = {f"new_{name}": value for name, value in _projection(folded).items()}
    key = {"shop": current.shop, "conversation_key": current.id, "new_preview": preview(events)}
    PROJECT.execute(tx, {**key, **projection})
    _insert_events(tx, current.shop, events)
    return folded


def sent_before(tx: Connection, current: Conversation, author: str, key: str) -> Event | None:
    """What this author already sent with this key."""
    row = SENT_BEFORE.first(tx, {"shop": current.shop, "conversation": current.id, "author": author, "key": key})
    return None if row is None else Event(*row)


def events_after(
    tx: Connection,
    shop: str,
    id: str,
    seq: int,
    audience: Audience,
    limit: int = BATCH,
) -> list[Event]:
    """The resume query: everything this reader may see and has not seen, oldest first."""
    values = {"shop": shop, "conversation": id, "seq": seq, "most": limit}
    if audience.is_agents:
        return [Event(*row) for row in tx.execute(AFTER, values)]
    return [Event(*row) for row in tx.execute(AFTER_FOR_PARTICIPANT, {**values, "who": audience.participant})]


def _insert_events(tx: Connection, shop: str, events: Sequence[Event]) -> None:
    for each in events:
        INSERT_EVENT.execute(
            tx,
            {
                "shop_id": shop,
                "conversation_id": each.conversation,
                "seq": each.seq,
                "kind": each.kind,
                "author": each.author,
                "audience": each.audience,
                "at": each.at,
                "body": each.body,
                "key": each.key,
            },
        )
        if each.findable:
            search.remember(tx, shop, each, each.findable)


def preview(events: Sequence[Event]) -> str | None:
    """What lists show of these; None where nothing was said in them."""
    spoken = [each.words for each in events if each.kind in OPENING or each.kind in {"message", "task"}]
    return " ".join(spoken[-1].split())[:PREVIEW] if spoken else None


def _projection(folded: Conversation) -> dict[str, Any]:
    return {
        "status": folded.status,
        "folder": folded.folder,
        "snoozed_until": folded.snoozed_until,
        "quarantined": folded.quarantined,
        "department_id": folded.department,
        "assignee_id": folded.assignee,
        "priority": folded.priority,
        "tags": list(folded.tags),
        "merged_into": folded.merged_into,
        "live": folded.live,
        "ended": folded.ended,
        "joined_at": folded.joined_at,
        "last_seq": folded.last_seq,
        "last_at": folded.last_at,
        "waiting_since": folded.waiting_since,
    }


def _conversation(row: Sequence[Any]) -> Conversation:
    """A row of `STATE`."""
    values = list(row)
    values[TAGS] = tuple(values[TAGS])
    return Conversation(*values)
