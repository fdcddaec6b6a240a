"""Who is on duty, away or off, and how many chats at once each takes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, and_, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from mostrador.domain.routing import OnDuty
from mostrador.storage.offers import CHATTING
from mostrador.storage.schema import chat_offer, conversation, membership, membership_department, shift, shop

Presence = Literal["on", "away", "off"]
CAPACITY = 3  # chats at once, unless they say


@dataclass(frozen=True, slots=True)
class Shift:
    agent: str
    state: Presence
    capacity: int
    seen_at: datetime | None


FIND = select(shift).where(shift.c.shop_id == bindparam("shop"), shift.c.agent_id == bindparam("agent"))
GIVEN: dict[str, Any] = {"state": bindparam("state"), "capacity": bindparam("capacity"), "seen_at": bindparam("at")}
ROW = {"shop_id": bindparam("shop"), "agent_id": bindparam("agent"), "idle_since": bindparam("at"), **GIVEN}
KEY = ["shop_id", "agent_id"]
PUT_SQLITE = insert_sqlite(shift).values(ROW).on_conflict_do_update(index_elements=KEY, set_=GIVEN)
PUT_POSTGRESQL = insert_postgresql(shift).values(ROW).on_conflict_do_update(index_elements=KEY, set_=GIVEN)
OWN = and_(shift.c.shop_id == bindparam("shop"), shift.c.agent_id == bindparam("key"))
SEE = update(shift).where(OWN, shift.c.state != "off").values(seen_at=bindparam("at"))
BUSY = update(shift).where(OWN).values(idle_since=bindparam("at"))
STOP = update(shift).where(OWN).values(state="off")
GONE = select(shift.c.agent_id).where(
    shift.c.shop_id == bindparam("shop"), shift.c.state != "off", shift.c.seen_at <= bindparam("before")
)
HELD = (
    select(conversation.c.assignee_id, func.count())
    .where(conversation.c.shop_id == bindparam("shop"), *CHATTING)
    .group_by(conversation.c.assignee_id)
)
RINGING = (
    select(chat_offer.c.agent_id, func.count())
    .where(chat_offer.c.shop_id == bindparam("shop"), chat_offer.c.agent_id.is_not(None))
    .group_by(chat_offer.c.agent_id)
)
ON = (
    select(shift.c.agent_id, shift.c.capacity, shift.c.idle_since)
    .join_from(
        shift,
        membership,
        and_(
            membership.c.shop_id == shift.c.shop_id,
            membership.c.agent_id == shift.c.agent_id,
            membership.c.removed_at.is_(None),
        ),
    )
    .where(shift.c.shop_id == bindparam("shop"), shift.c.state == "on")
)
DEPARTMENTS = select(membership_department.c.agent_id, membership_department.c.department_id).where(
    membership_department.c.shop_id == bindparam("shop")
)
LOCK_SHOP = select(shop.c.id).where(shop.c.id == bindparam("shop")).with_for_update(key_share=True)


def find(tx: Connection, shop: str, agent: str) -> Shift:
    """Somebody's; who never came on duty is off."""
    row = tx.execute(FIND, {"shop": shop, "agent": agent}).one_or_none()
    return _shift(row) if row else Shift(agent, "off", CAPACITY, None)


def put(tx: Connection, shop: str, agent: str, state: Presence, capacity: int, *, at: datetime) -> None:
    statement = PUT_POSTGRESQL if tx.dialect.name == "postgresql" else PUT_SQLITE
    tx.execute(statement, {"shop": shop, "agent": agent, "state": state, "capacity": capacity, "at": at})


def see(tx: Connection, shop: str, agent: str, *, at: datetime) -> None:
    """Take a sign of life from somebody who is not off."""
    tx.execute(SEE, {"shop": shop, "key": agent, "at": at})


def note_chat(tx: Connection, shop: str, agent: str, *, at: datetime) -> None:
    """A chat came to them just now."""
    tx.execute(BUSY, {"shop": shop, "key": agent, "at": at})


def stop(tx: Connection, shop: str, agent: str) -> None:
    tx.execute(STOP, {"shop": shop, "key": agent})


def gone(tx: Connection, shop: str, *, before: datetime) -> list[str]:
    """Who gave no sign of life since then, and is not off yet."""
    return list(tx.execute(GONE, {"shop": shop, "before": before}).scalars())


def on_duty(tx: Connection, shop: str) -> list[OnDuty]:
    """Who takes chats, and how many each has."""
    load: dict[str, int] = {}
    for counted in (HELD, RINGING):
        for agent, count in tx.execute(counted, {"shop": shop}):
            load[agent] = load.get(agent, 0) + count
    departments: dict[str, set[str]] = {}
    for agent, department in tx.execute(DEPARTMENTS, {"shop": shop}):
        departments.setdefault(agent, set()).add(department)
    return [
        OnDuty(
            row.agent_id,
            frozenset(departments.get(row.agent_id, ())),
            row.capacity,
            load.get(row.agent_id, 0),
            row.idle_since,
        )
        for row in tx.execute(ON, {"shop": shop})
    ]


def lock(tx: Connection, shop: str) -> None:
    """Keep others from routing this shop's chats until the transaction ends."""
    tx.execute(LOCK_SHOP, {"shop": shop}).one()


def _shift(row: Any) -> Shift:
    return Shift(row.agent_id, row.state, row.capacity, row.seen_at)
