"""An agent passes a live chat on: it rings at a colleague, or at a department, and a note tells them why."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from mostrador.actions import authority, pushes
from mostrador.actions.routing import QUEUES
from mostrador.desk import Desk
from mostrador.domain import passing
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import Conflict, Invalid, NotFound
from mostrador.storage import conversations, members, offers, shifts, shops


@dataclass(frozen=True, slots=True)
class Handover:
    """To an agent or to a department; `note` may be empty, `key` is the sender's own for it."""

    to: str
    note: str
    key: str


async def pass_on(desk: Desk, speaker: Speaker, conversation: str, handover: Handover) -> None:
    """
    Let a live chat ring at somebody else; where they do not take it in time it rings at the next. The same key again
    changes nothing.

    Raises `NotFound` for nobody of the shop, and `Conflict` for a chat that is not live or an agent who is not on duty.
    """
    now = desk.clock.now()
    told = desk.new("due") if desk.push else None
    within = timedelta(seconds=(await desk.shop(speaker.shop)).profile.chat.take_within)

    def work(tx: Connection) -> None:
        agent = authority.require(tx, speaker, "assign", at=now)
        shifts.lock(tx, agent.shop)  # before the conversation, as whoever routes does
        current = authority.lock(tx, agent, conversation)
        if conversations.sent_before(tx, current, agent.id, handover.key):
            return
        target, department = _target(tx, agent, handover.to)
        events = passing.pass_on(
            current, agent, agent=target, department=department, note=handover.note, at=now, key=handover.key
        )
        conversations.append(tx, current, events)
        offers.put(tx, agent.shop, conversation, target, until=now + within if target else now, passed=[agent.id])
        if target:
            pushes.ring(tx, agent.shop, conversation, target, told, at=now)

    who = (speaker.id, handover.to, QUEUES) if handover.to.startswith("agt_") else (speaker.id, QUEUES)
    await desk.db.write(work, wake=Wake(speaker.shop, conversation, who=who, due=True))


def _target(tx: Connection, agent: Speaker, to: str) -> tuple[str | None, str | None]:
    """The agent or the department that is meant."""
    if to == agent.id:
        raise Invalid("That is you.", code="passed_to_oneself")
    if to in {each.id for each in shops.departments(tx, agent.shop)}:
        return None, to
    if members.find(tx, agent.shop, to) is None:
        raise NotFound("There is no such agent or department in this shop.")
    if shifts.find(tx, agent.shop, to).state != "on":
        raise Conflict("They are not on duty just now.", code="agent_off_duty")
    return to, None
