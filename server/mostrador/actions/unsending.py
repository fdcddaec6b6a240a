"""Somebody takes back what they have just said in a chat."""

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain import unsending
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound
from mostrador.storage import chats, conversations, redaction
from mostrador.storage.database import Lane


async def unsend(desk: Desk, speaker: Speaker, conversation: str, seq: int) -> None:
    """
    Take one's own message of the last minute out of the log, for good. Taking it back again changes nothing.

    Raises `NotFound` for somebody else's, and `Conflict` when it is too late.
    """
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        if speaker.is_agent:
            authority.require(tx, speaker, "answer", at=now)
        else:
            authority.require_visitor(tx, speaker, at=now)
        current = authority.lock(tx, speaker, conversation)
        if not speaker.is_agent and not chats.has(tx, speaker.shop, speaker.id, conversation):
            raise NotFound("There is no such conversation.")
        gone = unsending.unsend(current, speaker, redaction.find(tx, current, seq), at=now)
        if gone:
            redaction.redact(tx, current, seq)
            conversations.append(tx, current, gone)

    lane: Lane = "agents" if speaker.is_agent else "anonymous" if speaker.role == "visitor" else "identified"
    await desk.db.write(work, wake=Wake(speaker.shop, conversation), lane=lane)
