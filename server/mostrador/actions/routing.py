"""Waiting chats go to agents: who gives no sign of life is off duty, what is not taken rings at the next."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.actions import leaving, pushes
from mostrador.desk import Desk
from mostrador.domain import conversation as talk
from mostrador.domain.routing import Waiting, choose
from mostrador.domain.speaker import system
from mostrador.domain.wake import Wake
from mostrador.storage import conversations, offers, shifts
from mostrador.storage.offers import InQueue

QUEUES = "queues"  # the topic of whoever routes: a queue has changed, whichever
MOST_MAILS = 200  # for answers that nobody reads, in one go
MOST_PUSHES = 50  # for chats that begin to ring, in one go; the others ring in the console all the same
DEAD = timedelta(seconds=45)  # without a sign of life; lines give one every 20 s


async def route(desk: Desk, shop: str) -> None:
    """Bring the queue of a shop up to now. Doing it again changes nothing."""
    take_within = timedelta(seconds=(await desk.shop(shop)).profile.chat.take_within)
    now = desk.clock.now()
    mails = [desk.new("due") for _ in range(MOST_MAILS)]
    told = [desk.new("due") for _ in range(MOST_PUSHES)] if desk.push else []

    def work(tx: Connection) -> set[str]:
        shifts.lock(tx, shop)
        changed: set[str] = set()
        for agent in shifts.gone(tx, shop, before=now - DEAD):
            shifts.stop(tx, shop, agent)
            changed.update(give_back(tx, shop, agent, at=now), {agent})
        changed |= leaving.follow_up(tx, shop, mails, at=now)
        for chat, rung in offers.stale(tx, shop):
            offers.remove(tx, shop, chat)
            changed |= {chat, *filter(None, (rung,))}
        ids = iter(told)
        for each in offers.queue(tx, shop):
            changed |= _ring(tx, shop, each, now, now + take_within, ids)
        return changed

    def wakes(changed: set[str]) -> list[Wake]:
        return [Wake(shop, who=(*changed, QUEUES), inbox=any(map(_is_chat, changed)), due=True)] if changed else []

    if await desk.db.read(lambda tx: _has_work(tx, shop, now)):
        await desk.db.write(work, wake=wakes)


def _has_work(tx: Connection, shop: str, now: datetime) -> bool:
    """Whether anything waits or somebody has gone; most of the time nothing has."""
    if shifts.gone(tx, shop, before=now - DEAD) or leaving.is_due(tx, shop, at=now) or offers.stale(tx, shop):
        return True
    present = {agent.id for agent in shifts.on_duty(tx, shop)}
    return any(not _rings(each, present, now) for each in offers.queue(tx, shop))


def _rings(each: InQueue, present: Collection[str], now: datetime) -> bool:
    return each.agent in present and each.until is not None and each.until > now


def _ring(tx: Connection, shop: str, each: InQueue, now: datetime, until: datetime, ids: Iterator[str]) -> set[str]:
    """Let a chat that rings nowhere, or rang for too long, ring at the next; say what has changed."""
    present = {agent.id: agent for agent in shifts.on_duty(tx, shop)}
    if _rings(each, present, now):
        return set()
    passed = [agent for agent in each.passed if agent != each.agent] + ([each.agent] if each.agent else [])
    others = [agent for agent in present.values() if agent.id != each.agent]
    taker = choose(Waiting(each.conversation, each.department, passed), others or list(present.values()))
    if taker is None and each.agent is None:
        return set()
    offers.put(tx, shop, each.conversation, taker, until=until, passed=passed)
    if taker:
        shifts.note_chat(tx, shop, taker, at=now)
        pushes.ring(tx, shop, each.conversation, taker, next(ids, None), at=now)
    return {each.conversation, *filter(None, (taker, each.agent))}


def _is_chat(changed: str) -> bool:
    return changed.startswith("cnv_")


def give_back(tx: Connection, shop: str, agent: str, *, at: datetime) -> list[str]:
    """Put somebody's live chats back into the queue, where they are first in line: they came first."""
    given = offers.held_by(tx, shop, agent)
    for each in given:
        if current := conversations.lock(tx, shop, each):
            conversations.append(tx, current, talk.assign(current, system(shop), None, at=at))
    return given


def queue_of(shop: str) -> str:
    """The topic of whoever wants to know how long the queue is and who is on duty."""
    return f"queue:{shop}"
