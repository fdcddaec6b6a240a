"""Unsending and mending: whoever has just said something in a chat may take it back or put it right."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from mostrador.domain import waiting
from mostrador.domain.conversation import Conversation, record, written
from mostrador.domain.event import Event
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, ConversationClosed, NotFound

WITHIN = timedelta(seconds=60)


def unsend(
    conversation: Conversation, speaker: Speaker, said: Event | None, log: Iterable[Event], *, at: datetime
) -> list[Event]:
    """
    What says that the words are gone, and since when the customer waits without them where that differs; nothing where
    they are gone already. `log` is as for `waiting.without`.

    Raises `NotFound` for what is no message of the speaker's, and `Conflict` when the minute is over or the chat is:
    a mail or a copy may hold the words already.
    """
    said = _own(speaker, said)
    if said.body.get("redacted"):
        return []
    _require_fresh(conversation, speaker, said, at)
    body: dict[str, Any] = {"seq": said.seq}
    since = waiting.without(said, log)
    if since != conversation.waiting_since:
        body["waiting_since"] = since and since.isoformat()
    return record(conversation, speaker, "redacted", body, at=at)


def mend(conversation: Conversation, speaker: Speaker, said: Event | None, text: str, *, at: datetime) -> list[Event]:
    """
    What says that a message reads otherwise now; nothing where it reads so already.

    Raises as `unsend` does, and `Invalid` for no text or too much.
    """
    said, text = _own(speaker, said), written(text)
    if said.body.get("redacted"):
        raise NotFound("There is no such message of yours.")
    if said.words == text:
        return []
    _require_fresh(conversation, speaker, said, at)
    return record(conversation, speaker, "mended", {"seq": said.seq, "text": text}, at=at)


def _own(speaker: Speaker, said: Event | None) -> Event:
    if said is None or said.kind != "message" or said.author != speaker.id:
        raise NotFound("There is no such message of yours.")
    return said


def _require_fresh(conversation: Conversation, speaker: Speaker, said: Event, at: datetime) -> None:
    if at - said.at > WITHIN:
        raise Conflict("A message can be taken back or mended for a minute.", code="too_late")
    if conversation.ended:
        raise ConversationClosed("This chat has ended; what was said stays as it was.", code="chat_ended")
    # A shopper is not told by this that the chat is in quarantine.
    goes_on = conversation.is_chatting if speaker.is_agent else conversation.live
    if not goes_on:
        raise Conflict("This chat does not go on here; it may be in a mail already.", code="chat_not_live")
