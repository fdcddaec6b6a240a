"""An agent comes on duty, is away for a while, goes off, and shows that they are still there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.actions.routing import QUEUES, give_back
from mostrador.desk import Desk
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import Invalid
from mostrador.storage import conversations, offers, shifts
from mostrador.storage.shifts import Presence, Shift

MOST = 20  # chats at once


@dataclass(frozen=True, slots=True)
class Card:
    """A chat in an agent's list."""

    conversation: str
    code: str
    name: str
    preview: str
    opened_at: datetime
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """What an agent has in front of them: their shift, their chats, and what rings at them."""

    shift: Shift
    mine: tuple[Card, ...]
    ringing: tuple[Card, ...]


async def set(desk: Desk, speaker: Speaker, state: Presence, capacity: int) -> None:
    """Come on duty, go away, or off: then one's chats go back to the queue."""
    now = desk.clock.now()
    if not 1 <= capacity <= MOST:
        raise Invalid(f"Between 1 and {MOST} chats at once.", code="capacity_invalid")

    def work(tx: Connection) -> list[str]:
        agent = authority.require(tx, speaker, "answer", at=now)
        shifts.put(tx, agent.shop, agent.id, state, capacity, at=now)
        return give_back(tx, agent.shop, agent.id, at=now) if state == "off" else []

    def wakes(given: list[str]) -> list[Wake]:
        return [Wake(speaker.shop, who=(speaker.id, QUEUES, *given), inbox=bool(given))]

    await desk.db.write(work, wake=wakes)


async def show_life(desk: Desk, speaker: Speaker) -> None:
    """Their browser is still there."""
    now = desk.clock.now()
    await desk.db.write(lambda tx: shifts.see(tx, speaker.shop, speaker.id, at=now))


async def board(desk: Desk, speaker: Speaker) -> Board:
    now = desk.clock.now()

    def work(tx: Connection) -> Board:
        agent = authority.require(tx, speaker, "read", at=now)
        return Board(
            shifts.find(tx, agent.shop, agent.id),
            tuple(_card(tx, agent.shop, each) for each in offers.held_by(tx, agent.shop, agent.id)),
            tuple(_card(tx, agent.shop, each) for each in offers.ringing_at(tx, agent.shop, agent.id, at=now)),
        )

    return await desk.db.read(work)


def _card(tx: Connection, shop: str, conversation: str) -> Card:
    row = conversations.card(tx, shop, conversation)
    return Card(row.id, row.code, row.contact_name, row.preview, row.opened_at, row.waiting_since)
