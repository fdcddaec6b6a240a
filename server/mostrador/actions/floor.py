"""The shop floor, as agents who chat see it: who their colleagues are, and which chats go on at whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain.shop import Department
from mostrador.domain.speaker import Speaker
from mostrador.storage import members, offers, shifts, shops
from mostrador.storage.offers import Going


@dataclass(frozen=True, slots=True)
class Colleague:
    id: str
    name: str
    on_duty: bool


@dataclass(frozen=True, slots=True)
class Floor:
    """`going` are the live chats that somebody has, the oldest first."""

    colleagues: tuple[Colleague, ...]
    departments: tuple[Department, ...]
    going: tuple[Going, ...]
    at: datetime


async def look(desk: Desk, speaker: Speaker) -> Floor:
    now = desk.clock.now()

    def work(tx: Connection) -> Floor:
        agent = authority.require(tx, speaker, "read", at=now)
        present = {each.id for each in shifts.on_duty(tx, agent.shop)}
        team = members.of_shop(tx, agent.shop)
        return Floor(
            tuple(Colleague(each.id, each.name, each.id in present) for each in team),
            tuple(shops.departments(tx, agent.shop)),
            tuple(offers.going(tx, agent.shop)),
            now,
        )

    return await desk.db.read(work)
