"""A shopper chats: writes, leaves an address when nobody is there, ends it, and says how it went."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import authority, merging, pushes
from mostrador.actions.routing import QUEUES
from mostrador.actions.visitors import keep_alive
from mostrador.desk import Desk
from mostrador.domain import chat
from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound, TooMany
from mostrador.storage import chats as own_chats
from mostrador.storage import contacts, conversations, customers
from mostrador.storage.database import Lane

AN_HOUR = 600  # messages of one shopper: nobody types more, and a machine is refused
RATINGS_AN_HOUR = 10


async def say(desk: Desk, speaker: Speaker, conversation: str, text: str, key: str) -> int:
    """Add the shopper's message and return its `seq`. The same key again returns the first one's."""
    now = desk.clock.now()

    def decide(tx: Connection, current: Conversation) -> Sequence[Event]:
        return talk.say(current, speaker, text, at=now, key=key)

    earlier = await desk.db.read(lambda tx: _sent_before(tx, speaker, conversation, key, now))
    if earlier:
        return earlier
    await count_said(desk, speaker, now)
    return await _add(desk, speaker, conversation, decide, now, key=key, moves_queue=False)


async def leave_address(desk: Desk, speaker: Speaker, conversation: str, name: str, email: str) -> int:
    """Nobody is there: the shopper says where to send the answer, and the chat goes on by mail."""
    now = desk.clock.now()
    contact = chat.check_contact(name, email)
    claimed = desk.new("cus")

    def decide(tx: Connection, current: Conversation) -> Sequence[Event]:
        events = talk.leave_address(current, speaker, contact.email, contact.name, at=now)
        if events:
            name = contact.name or conversations.card(tx, current.shop, current.id).contact_name
            contacts.set_contact(tx, current.shop, current.id, name, contact.email)
            if speaker.role == "visitor":
                language = conversations.card(tx, current.shop, current.id).language
                customers.add(
                    tx,
                    current.shop,
                    claimed,
                    name=contact.name,
                    language=language,
                    at=now,
                    claimed_email=contact.email,
                )
                contacts.set_customer(tx, current.shop, current.id, claimed)
        return events

    return await _add(desk, speaker, conversation, decide, now)


async def end(desk: Desk, speaker: Speaker, conversation: str) -> int:
    """End the chat for good. Ending it again changes nothing."""
    now = desk.clock.now()
    return await _add(desk, speaker, conversation, lambda _, current: talk.end(current, speaker, at=now), now)


async def rate(desk: Desk, speaker: Speaker, conversation: str, score: int, comment: str) -> int:
    """Say how an ended chat went. The last word counts."""
    now = desk.clock.now()
    await _count(desk, speaker, "rating", RATINGS_AN_HOUR, now)

    def decide(_: Connection, current: Conversation) -> Sequence[Event]:
        return talk.rate(current, speaker, score, comment, at=now)

    return await _add(desk, speaker, conversation, decide, now)


async def count_said(desk: Desk, speaker: Speaker, now: datetime) -> None:
    """Count one more message, or one that is put right. Raises `TooMany`."""
    await _count(desk, speaker, "chat", AN_HOUR, now)


async def _count(desk: Desk, speaker: Speaker, what: str, most: int, now: datetime) -> None:
    (sent,) = await desk.tally.count([f"{what} {speaker.shop} {speaker.id}"], now)
    if sent > most:
        raise TooMany("You have sent a lot within an hour. Your text is kept: try again later.", retry_after=600)


async def _add(
    desk: Desk,
    speaker: Speaker,
    conversation: str,
    decide: Callable[[Connection, Conversation], Sequence[Event]],
    now: datetime,
    *,
    key: str | None = None,
    moves_queue: bool = True,
) -> int:
    """Append to one's own chat, and return the last `seq`. Raises `NotFound` for somebody else's."""
    told = desk.new("due") if desk.push else None

    def work(tx: Connection) -> tuple[int, bool]:
        keep_alive(tx, authority.require_visitor(tx, speaker, at=now), at=now)
        current = authority.lock(tx, speaker, conversation)
        if not own_chats.has(tx, speaker.shop, speaker.id, conversation):
            raise NotFound("There is no such conversation.")
        if key and (again := conversations.sent_before(tx, current, speaker.id, key)):
            return again.seq, False
        events = decide(tx, current)
        after = conversations.append(tx, current, events)
        for event in events:
            if event.kind == "message":
                merging.pass_on(tx, current, event)
        is_told = False
        if key and told and current.assignee and current.is_chatting:
            is_told = pushes.said(tx, current.shop, current.id, current.assignee, after.last_seq, told, at=now)
        return after.last_seq, is_told

    def wakes(result: tuple[int, bool]) -> list[Wake]:
        return [Wake(speaker.shop, conversation, who=(QUEUES,) if moves_queue else (), due=result[1])]

    lane: Lane = "anonymous" if speaker.role == "visitor" else "identified"
    seq, _ = await desk.db.write(work, wake=wakes, lane=lane)
    return seq


def _sent_before(tx: Connection, speaker: Speaker, conversation: str, key: str, now: datetime) -> int | None:
    authority.require_visitor(tx, speaker, at=now)
    current = conversations.find(tx, speaker.shop, conversation)
    event = current and conversations.sent_before(tx, current, speaker.id, key)
    return event.seq if event else None
