"""A live chat is passed on: a note for whoever takes it, where it goes, and nobody has it until then."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict


def pass_on(
    current: Conversation,
    speaker: Speaker,
    *,
    agent: str | None,
    department: str | None,
    note: str,
    at: datetime,
    key: str,
) -> Sequence[Event]:
    """What is added to the log: `agent` is whom it rings at, if at anybody; the first of the events has the key."""
    if not current.is_chatting:
        raise Conflict("This chat does not go on here; look at it in the inbox.", code="chat_not_live")
    events: list[Event] = talk.note(current, speaker, note, at=at, key=key) if note.strip() else []
    if department:
        events += talk.move(current.after(events), speaker, department, at=at)
    body: dict[str, Any] = {"to": None, "for": agent} if agent else {"to": None}
    seq = current.last_seq + len(events) + 1
    given = Event(current.id, seq, "assigned", speaker.id, at, body, None if note.strip() else key, "agents")
    return [*events, given]
