"""Somebody takes back what they have just said in a chat, or puts it right."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import authority, guard
from mostrador.actions import chats as shoppers
from mostrador.desk import Desk
from mostrador.domain import netiquette, replies, unsending
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound
from mostrador.storage import chats, conversations, redaction
from mostrador.storage.database import Lane

Change = Callable[[Connection, Conversation, Event | None], Sequence[Event]]


async def unsend(desk: Desk, speaker: Speaker, conversation: str, seq: int) -> None:
    """
    Take one's own message of the last minute out of the log, for good. Taking it back again changes nothing.

    Raises `NotFound` for somebody else's, and `Conflict` when it is too late.
    """
    now = desk.clock.now()

    def change(tx: Connection, current: Conversation, said: Event | None) -> Sequence[Event]:
        gone = unsending.unsend(current, speaker, said, redaction.turns(tx, current), at=now)
        if gone:
            redaction.redact(tx, current, seq)
        return gone

    await _change(desk, speaker, conversation, seq, change, now)


async def mend(desk: Desk, speaker: Speaker, conversation: str, seq: int, text: str, *, anyway: bool = False) -> None:
    """
    Put other words into one's own message of the last minute. An agent's are looked at like any others of theirs.

    Raises as `unsend` does, and as `agent_chats.say` does for a text that had better be looked at again.
    """
    hosts = await guard.hosts(desk, speaker.shop)
    now = desk.clock.now()
    if speaker.is_agent:
        replies.require_filled(text)
    else:
        await shoppers.count_said(desk, speaker, now)

    def change(tx: Connection, current: Conversation, said: Event | None) -> Sequence[Event]:
        mended = unsending.mend(current, speaker, said, text, at=now)
        if not mended or said is None:
            return mended
        new = str(mended[0].body["text"])
        reason = guard.look(tx, speaker, current, new, hosts) if speaker.is_agent else None
        if reason and not anyway:
            raise netiquette.refuse(reason)
        redaction.mend(tx, current, said, {"text": new, "mended": True, **({"anyway": reason} if reason else {})})
        return mended

    await _change(desk, speaker, conversation, seq, change, now)


async def _change(desk: Desk, speaker: Speaker, conversation: str, seq: int, change: Change, now: datetime) -> None:
    def work(tx: Connection) -> None:
        if speaker.is_agent:
            authority.require(tx, speaker, "answer", at=now)
        else:
            authority.require_visitor(tx, speaker, at=now)
        current = authority.lock(tx, speaker, conversation)
        if not speaker.is_agent and not chats.has(tx, speaker.shop, speaker.id, conversation):
            raise NotFound("There is no such conversation.")
        conversations.append(tx, current, change(tx, current, redaction.find(tx, current, seq)))

    lane: Lane = "agents" if speaker.is_agent else "anonymous" if speaker.role == "visitor" else "identified"
    await desk.db.write(work, wake=Wake(speaker.shop, conversation), lane=lane)
