"""What a live line reads: a conversation as it is now, and what came after a cursor, each in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select

from mostrador.domain.event import Event
from mostrador.storage.conversations import BATCH, Audience
from mostrador.storage.prepared import Prepared
from mostrador.storage.schema import agent, api_key, conversation, event, participant, read_mark

OF_AGENTS = read_mark.c.reader.startswith("agt_", autoescape=True)


@dataclass(frozen=True, slots=True)
class Now:
    """A conversation beside what was said in it. The marks say how far either side has read; 0 for nothing."""

    id: str
    code: str
    channel: str
    status: str
    live: bool
    ended: bool
    assignee: str | None
    assignee_name: str | None
    name: str
    email: str
    opened_at: datetime
    merged_into: str | None
    told: dict[str, str]
    read_by_agents: int
    read_by_customer: int


def _marks(*condition: Any) -> Any:
    return (
        select(func.coalesce(func.max(read_mark.c.seq), 0))
        .where(
            read_mark.c.shop_id == conversation.c.shop_id, read_mark.c.conversation_id == conversation.c.id, *condition
        )
        .scalar_subquery()
    )


NOW = (
    select(
        conversation.c.id,
        conversation.c.code,
        conversation.c.channel,
        conversation.c.status,
        conversation.c.live,
        conversation.c.ended,
        conversation.c.assignee_id,
        agent.c.name,
        conversation.c.contact_name,
        conversation.c.contact_email,
        conversation.c.opened_at,
        conversation.c.merged_into,
        conversation.c.told_by_browser,
        _marks(OF_AGENTS),
        _marks(~OF_AGENTS),
    )
    .outerjoin_from(conversation, agent, agent.c.id == conversation.c.assignee_id)
    .where(conversation.c.shop_id == bindparam("shop"), conversation.c.id == bindparam("conversation"))
)
TAKES_PART = exists().where(
    participant.c.shop_id == conversation.c.shop_id,
    participant.c.conversation_id == conversation.c.id,
    participant.c.who == bindparam("who"),
    participant.c.to_seq.is_(None),  # who has left hears nothing more of it
)
NOW_FOR_AGENTS, NOW_FOR_PARTICIPANT = Prepared(NOW), Prepared(NOW.where(TAKES_PART))
AFTER = (
    select(
        event.c.seq,
        event.c.kind,
        event.c.author,
        event.c.at,
        event.c.body,
        event.c.key,
        event.c.audience,
        func.coalesce(agent.c.name, api_key.c.name),
    )
    .outerjoin_from(event, agent, agent.c.id == event.c.author)
    .outerjoin(api_key, and_(api_key.c.shop_id == event.c.shop_id, api_key.c.id == event.c.author))
    .where(
        event.c.shop_id == bindparam("shop"),
        event.c.conversation_id == bindparam("conversation"),
        event.c.seq > bindparam("seq"),
    )
    .order_by(event.c.seq)
    .limit(BATCH)
)
AFTER_FOR_AGENTS = Prepared(AFTER)
AFTER_FOR_PARTICIPANT = Prepared(
    AFTER.where(
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
)


def now(tx: Connection, shop: str, id: str, audience: Audience) -> Now | None:
    """A conversation as it is now; None for one that is not there for this reader."""
    statement = NOW_FOR_AGENTS if audience.is_agents else NOW_FOR_PARTICIPANT
    row = statement.first(tx, {"shop": shop, "conversation": id, "who": audience.participant})
    return Now(*row) if row else None


def after(tx: Connection, shop: str, id: str, seq: int, audience: Audience) -> list[tuple[Event, str]]:
    """What this reader may see after `seq`, up to `BATCH`, each with the name of who did it for the shop, or none."""
    statement = AFTER_FOR_AGENTS if audience.is_agents else AFTER_FOR_PARTICIPANT
    rows = statement.all(tx, {"shop": shop, "conversation": id, "seq": seq, "who": audience.participant})
    return [(Event(id, *row[:7]), row[7] or "") for row in rows]
