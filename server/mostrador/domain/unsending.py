"""Unsending: whoever has just said something in a chat may take it back, while it is hardly read."""

from datetime import datetime, timedelta

from mostrador.domain.conversation import Conversation, record
from mostrador.domain.event import Event
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, NotFound

WITHIN = timedelta(seconds=60)


def unsend(conversation: Conversation, speaker: Speaker, said: Event | None, *, at: datetime) -> list[Event]:
    """
    What says that the words are gone; nothing where they are already.

    Raises `NotFound` for what is no message of the speaker's, and `Conflict` when the minute is over or the chat has
    gone on by mail.
    """
    if said is None or said.kind != "message" or said.author != speaker.id:
        raise NotFound("There is no such message of yours.")
    if said.body.get("redacted"):
        return []
    if at - said.at > WITHIN:
        raise Conflict("A message can be taken back for a minute.", code="too_late")
    if not (conversation.is_chatting or conversation.ended):
        raise Conflict("This chat does not go on here; it may be in a mail already.", code="chat_not_live")
    return record(conversation, speaker, "redacted", {"seq": said.seq}, at=at)
