"""An agent in a live chat: joins, says something that arrives at once, ends it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import authority, guard
from mostrador.actions.routing import QUEUES
from mostrador.desk import Desk
from mostrador.domain import conversation as talk
from mostrador.domain import netiquette, replies
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.roles import Verb
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import Conflict
from mostrador.storage import chats, conversations

Decide = Callable[[Connection, Speaker, Conversation], Sequence[Event]]


async def join(desk: Desk, speaker: Speaker, conversation: str) -> int:
    """Come into a live chat, and take it where nobody has. Joining again changes nothing."""
    now = desk.clock.now()

    def decide(tx: Connection, agent: Speaker, current: Conversation) -> Sequence[Event]:
        return _come_in(tx, agent, current, now)

    return await _add(desk, speaker, conversation, "answer", decide, now)


async def say(desk: Desk, speaker: Speaker, conversation: str, text: str, key: str, *, anyway: bool = False) -> int:
    """
    Say something in a live chat, and return its `seq`. The same key again returns the first one's.

    Raises `Conflict` for a chat that is not live: its answers go by mail, where they can be taken back; `Invalid` for
    a text with a field that is not filled in; and `Conflict` for one that had better be looked at again, unless it is
    to go `anyway`: then its event says why it was held.
    """
    replies.require_filled(text)
    hosts = await guard.hosts(desk, speaker.shop)
    now = desk.clock.now()

    def decide(tx: Connection, agent: Speaker, current: Conversation) -> Sequence[Event]:
        if current.ended:
            return talk.say(current, agent, text, at=now, key=key)  # says so
        if not current.is_chatting:
            raise Conflict("This chat does not go on here; answer it in the inbox.", code="chat_not_live")
        said = talk.written(text)
        reason = guard.look(tx, agent, current, said, hosts)
        if reason and not anyway:
            raise netiquette.refuse(reason)
        joined = _come_in(tx, agent, current, now)
        return [*joined, *talk.say(current.after(joined), agent, said, at=now, key=key, anyway=reason or "")]

    return await _add(desk, speaker, conversation, "answer", decide, now, key=key)


async def end(desk: Desk, speaker: Speaker, conversation: str) -> int:
    """End the chat for good. Ending it again changes nothing."""
    now = desk.clock.now()
    return await _add(
        desk, speaker, conversation, "answer", lambda _, agent, current: talk.end(current, agent, at=now), now
    )


def _come_in(tx: Connection, agent: Speaker, current: Conversation, now: datetime) -> Sequence[Event]:
    """Join once; whoever is in already takes a chat that nobody has."""
    if current.assignee == agent.id:
        return []
    if current.is_chatting and chats.has_joined(tx, current.shop, current.id, agent.id):
        return talk.assign(current, agent, agent.id, at=now) if current.assignee is None else []
    return talk.join(current, agent, at=now)


async def _add(
    desk: Desk,
    speaker: Speaker,
    conversation: str,
    verb: Verb,
    decide: Decide,
    now: datetime,
    *,
    key: str | None = None,
) -> int:
    def work(tx: Connection) -> tuple[int, Sequence[Event]]:
        agent = authority.require(tx, speaker, verb, at=now)
        current = authority.lock(tx, agent, conversation)
        if key and (again := conversations.sent_before(tx, current, agent.id, key)):
            return again.seq, ()
        events = decide(tx, agent, current)
        return conversations.append(tx, current, events).last_seq, events

    def wakes(result: tuple[int, Sequence[Event]]) -> list[Wake]:
        moved = any(event.kind in {"joined", "assigned", "ended"} for event in result[1])
        return [Wake(speaker.shop, conversation, who=(speaker.id, QUEUES) if moved else ())]

    seq, _ = await desk.db.write(work, wake=wakes)
    return seq
