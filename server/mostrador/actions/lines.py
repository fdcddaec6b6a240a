"""A live line: who is on it, what they follow, and what there is to see after a cursor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.actions import authority, sessions
from mostrador.actions.visitors import known
from mostrador.desk import Desk
from mostrador.domain.event import Event
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound, Unauthenticated
from mostrador.realtime.typing import TYPING, Typist
from mostrador.storage import chats, conversations, live_log, meta, participants, read_marks
from mostrador.storage.chats import Chat
from mostrador.storage.conversations import AGENTS, BATCH, Audience
from mostrador.storage.database import Lane
from mostrador.storage.live_log import Now

LATELY = timedelta(hours=24)  # how long an ended chat is still shown to its shopper


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is on a line. `topics` are their own: an id that is rung when a session of theirs ends."""

    speaker: Speaker
    topics: tuple[str, ...]

    @property
    def audience(self) -> Audience:
        return AGENTS if self.speaker.is_agent else Audience(self.speaker.id)


@dataclass(frozen=True, slots=True)
class State:
    """What a chat is, beside what was said in it. The marks say up to which `seq` either side has read."""

    conversation: str
    code: str
    channel: str
    status: str
    live: bool
    ended: bool
    assignee: tuple[str, str] | None  # id and name
    name: str  # of the shopper, as they said
    has_address: bool
    read_by_customer: int
    read_by_agents: int
    merged_into: str | None = None
    told: Mapping[str, str] = field(default_factory=dict)  # by the shopper's browser, for agents

    @property
    def waits(self) -> bool:
        """Whether nobody has come to it yet."""
        return self.live and self.assignee is None


@dataclass(frozen=True, slots=True)
class Seen:
    """What came after a cursor, with the names of the agents in it; `more` when that is not all of it yet."""

    events: tuple[Event, ...]
    agents: Mapping[str, str]
    state: State
    more: bool


async def visitor(desk: Desk, proof: bytes, address: str) -> Caller:
    """The shopper with this token. Raises `Unauthenticated`."""
    found = await known(desk, proof)
    who = found.customer or found.id
    speaker = Speaker(found.shop, "customer" if found.customer else "visitor", who, "", proof, address)
    return Caller(speaker, tuple({found.id, who}))


async def agent(desk: Desk, digest: bytes, address: str) -> Caller:
    """The agent of this session. Raises `Unauthenticated`."""
    resumed = await sessions.resume(desk, digest, seen=False)
    member = resumed.member
    return Caller(Speaker(member.shop, member.role, member.id, member.name, digest, address), (member.id,))


async def still(desk: Desk, caller: Caller) -> bool:
    """Whether the caller is still who they were."""
    if caller.speaker.is_agent:
        return await sessions.still_signed_in(desk, caller.speaker)
    try:
        found = await known(desk, caller.speaker.proof)
    except Unauthenticated:
        return False
    return (found.customer or found.id) == caller.speaker.id


async def epoch(desk: Desk) -> str:
    """The name of this store; after a restore it is another, and cursors of before mean nothing."""
    return await desk.db.read(lambda tx: meta.find(tx, meta.STORE_EPOCH)) or ""


async def own(desk: Desk, caller: Caller) -> list[Chat]:
    """The shopper's chats that go on, or ended lately; the newest first."""
    since = desk.clock.now() - LATELY
    return await desk.db.read(lambda tx: chats.of(tx, caller.speaker.shop, caller.speaker.id, since=since))


async def look(desk: Desk, caller: Caller, conversation: str, after: int) -> Seen:
    """What this caller may see of a conversation after `after`. Raises `NotFound`, also for somebody else's."""
    speaker, audience = caller.speaker, caller.audience

    def work(tx: Connection) -> Seen:
        now = live_log.now(tx, speaker.shop, conversation, audience)
        if now is None:
            raise NotFound("There is no such conversation.")
        found = live_log.after(tx, speaker.shop, conversation, after, audience)
        names = {event.author: name for event, name in found if name}
        return Seen(tuple(event for event, _ in found), names, _state(now, audience), len(found) == BATCH)

    return await desk.db.read(work)


async def require_visible(desk: Desk, caller: Caller, conversation: str) -> None:
    """Raises `NotFound` for a conversation that this caller may not see."""
    speaker, now = caller.speaker, desk.clock.now()

    def work(tx: Connection) -> bool:
        _authorise(tx, speaker, now)
        return _may_see(tx, speaker, conversation)

    if not await desk.db.read(work):
        raise NotFound("There is no such conversation.")


async def mark_read(desk: Desk, caller: Caller, conversation: str, seq: int) -> None:
    """The caller has read up to here; a mark moves forward only. Raises `NotFound` for somebody else's."""
    speaker, now = caller.speaker, desk.clock.now()

    def work(tx: Connection) -> bool:
        _authorise(tx, speaker, now)
        current = conversations.find(tx, speaker.shop, conversation)
        if current is None or not _may_see(tx, speaker, conversation):
            raise NotFound("There is no such conversation.")
        return read_marks.advance(tx, speaker.shop, conversation, speaker.id, min(seq, current.last_seq), at=now)

    await desk.db.write(work, wake=Wake(speaker.shop, conversation, inbox=False), lane=_lane(speaker))


async def type(desk: Desk, caller: Caller, conversation: str, *, agents_only: bool = False) -> None:
    """The caller types; who else watches is told, for some seconds."""
    speaker = caller.speaker
    if not await desk.db.read(lambda tx: _may_see(tx, speaker, conversation)):
        raise NotFound("There is no such conversation.")
    desk.typing.note(conversation, Typist(speaker.id, speaker.name, agents_only, desk.clock.now()))
    desk.hub.call(TYPING + conversation)


def _lane(speaker: Speaker) -> Lane:
    if speaker.is_agent:
        return "agents"
    return "anonymous" if speaker.role == "visitor" else "identified"


def _authorise(tx: Connection, speaker: Speaker, now: datetime) -> None:
    if speaker.is_agent:
        authority.require(tx, speaker, "read", at=now)
    else:
        authority.require_visitor(tx, speaker, at=now)


def _may_see(tx: Connection, speaker: Speaker, conversation: str) -> bool:
    if speaker.is_agent:
        return conversations.find(tx, speaker.shop, conversation) is not None
    return participants.takes_part_now(tx, speaker.shop, conversation, speaker.id)


def _state(now: Now, audience: Audience) -> State:
    """What this reader may know of it: a shopper hears nothing of what agents do among themselves."""
    status = now.status if audience.is_agents or now.status == "resolved" else "open"
    return State(
        conversation=now.id,
        code=now.code,
        channel=now.channel,
        status=status,
        live=bool(now.live),
        ended=bool(now.ended),
        assignee=(now.assignee, now.assignee_name or "") if now.assignee else None,
        name=now.name,
        has_address=bool(now.email),
        read_by_customer=now.read_by_customer,
        read_by_agents=now.read_by_agents,
        merged_into=now.merged_into if audience.is_agents else None,
        told=now.told if audience.is_agents else {},
    )
