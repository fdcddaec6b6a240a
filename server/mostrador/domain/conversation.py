"""A conversation: what its events add up to, and what may be added to them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from mostrador.domain import waiting
from mostrador.domain.event import OPENING, SEEN_BY_CUSTOMERS, Event, Kind
from mostrador.domain.form import UNPRINTABLE_IN_TEXT, seen
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, ConversationClosed, EmptyMessage, Invalid

Status = Literal["open", "pending", "snoozed", "resolved"]
Folder = Literal["open", "waiting", "resolved", "quarantine", "merged"]
Priority = Literal["low", "normal", "high", "urgent"]
PRIORITIES: tuple[Priority, ...] = ("low", "normal", "high", "urgent")
MESSAGE_LENGTH = 10_000  # code points
LINE_ENDS = "\x0b\x0c\x85\u2028\u2029"  # that are none to databases and mails
TAG_LENGTH = 40
SCORES = range(1, 6)
LONGEST_COMMENT = 1_000  # code points, about a chat


@dataclass(frozen=True, slots=True)
class Conversation:
    """One matter, from its first contact to its end."""

    id: str
    shop: str
    status: Status = "open"
    quarantined: bool = False
    department: str | None = None
    assignee: str | None = None
    priority: Priority = "normal"
    tags: tuple[str, ...] = ()
    snoozed_until: datetime | None = None
    merged_into: str | None = None
    live: bool = False  # a chat that both sides may be looking at
    ended: bool = False  # a chat that nobody adds a message to any more
    joined_at: datetime | None = None  # when an agent first came into the chat
    last_seq: int = 0
    last_at: datetime | None = None
    waiting_since: datetime | None = None

    @property
    def is_chatting(self) -> bool:
        """Whether an agent can talk to the shopper in it now."""
        return self.live and not self.quarantined and self.merged_into is None

    @property
    def folder(self) -> Folder:
        """Where agents find it."""
        if self.merged_into:
            return "merged"
        if self.quarantined:
            return "quarantine"
        if self.status in {"pending", "snoozed"}:
            return "waiting"
        return "resolved" if self.status == "resolved" else "open"

    def after(self, events: Iterable[Event]) -> "Conversation":
        """What it is once these have happened."""
        folded = self
        for event in events:
            folded = _fold(folded, event)
        return folded


def opened(
    conversation: Conversation,
    speaker: Speaker,
    body: dict[str, Any],
    *,
    at: datetime,
    key: str,
    quarantine: bool,
    by: Literal["form", "chat", "survey", "task"] = "form",
) -> list[Event]:
    """The first events: the form, first message or answer, where it is routed, and quarantine if it looks like spam."""
    events = [_event(conversation, 1, by, speaker.id, at, body, key)]
    if conversation.department:
        events.append(_event(conversation, 2, "moved", "system", at, {"to": conversation.department}))
    if quarantine:
        events.append(_event(conversation, len(events) + 1, "quarantined", "system", at))
    return events


def say(
    conversation: Conversation, speaker: Speaker, text: str, *, at: datetime, key: str, anyway: str = ""
) -> list[Event]:
    """
    Add a message. A customer who writes into a conversation that is not open reopens it;
    an agent has to reopen a resolved one deliberately. `anyway` is why it was held before its agent sent it.
    """
    body = {"text": written(text)} | ({"anyway": anyway} if anyway else {})
    reopening: list[Event] = []
    if conversation.ended:
        raise ConversationClosed("This chat has ended. Open a new one.", code="chat_ended")
    if conversation.status == "resolved" and speaker.is_agent:
        raise ConversationClosed("Reopen the conversation before replying.")
    if conversation.status != "open" and not speaker.is_agent:
        reopening = [_event(conversation, conversation.last_seq + 1, "reopened", speaker.id, at)]
    seq = conversation.last_seq + len(reopening) + 1
    return [*reopening, _event(conversation, seq, "message", speaker.id, at, body, key)]


def note(conversation: Conversation, speaker: Speaker, text: str, *, at: datetime, key: str) -> list[Event]:
    """Add an internal note."""
    return [_next(conversation, "note", speaker, at, {"text": written(text)}, key)]


def assign(conversation: Conversation, speaker: Speaker, agent: str | None, *, at: datetime) -> list[Event]:
    if conversation.assignee == agent:
        return []
    return [_next(conversation, "assigned", speaker, at, {"to": agent})]


def move(conversation: Conversation, speaker: Speaker, department: str | None, *, at: datetime) -> list[Event]:
    if conversation.department == department:
        return []
    return [_next(conversation, "moved", speaker, at, {"to": department})]


def resolve(conversation: Conversation, speaker: Speaker, *, at: datetime) -> list[Event]:
    """Bring it to its end. A chat ends for good: who comes back opens another one."""
    if conversation.live:
        return end(conversation, speaker, at=at)
    return [] if conversation.status == "resolved" else [_next(conversation, "resolved", speaker, at)]


def reopen(conversation: Conversation, speaker: Speaker, *, at: datetime) -> list[Event]:
    return [] if conversation.status == "open" else [_next(conversation, "reopened", speaker, at)]


def pend(conversation: Conversation, speaker: Speaker, *, at: datetime) -> list[Event]:
    """Wait for somebody else."""
    return [] if conversation.status == "pending" else [_next(conversation, "pending", speaker, at)]


def snooze(conversation: Conversation, speaker: Speaker, until: datetime, *, at: datetime) -> list[Event]:
    if until <= at:
        raise Invalid("A conversation can only be snoozed until a time to come.", code="snooze_past")
    return [_next(conversation, "snoozed", speaker, at, {"until": until.isoformat()})]


def prioritise(conversation: Conversation, speaker: Speaker, priority: Priority, *, at: datetime) -> list[Event]:
    if conversation.priority == priority:
        return []
    return [_next(conversation, "prioritised", speaker, at, {"to": priority})]


def tag(conversation: Conversation, speaker: Speaker, name: str, *, at: datetime) -> list[Event]:
    name = " ".join(name.split())[:TAG_LENGTH]
    if not name or name in conversation.tags:
        return []
    return [_next(conversation, "tagged", speaker, at, {"tag": name})]


def untag(conversation: Conversation, speaker: Speaker, name: str, *, at: datetime) -> list[Event]:
    return [_next(conversation, "untagged", speaker, at, {"tag": name})] if name in conversation.tags else []


def quarantine(conversation: Conversation, speaker: Speaker, *, at: datetime) -> list[Event]:
    return [] if conversation.quarantined else [_next(conversation, "quarantined", speaker, at)]


def release(conversation: Conversation, speaker: Speaker, *, at: datetime) -> list[Event]:
    return [_next(conversation, "released", speaker, at)] if conversation.quarantined else []


def join(conversation: Conversation, speaker: Speaker, *, at: datetime) -> list[Event]:
    """An agent comes into a live chat and takes it, if nobody has yet."""
    if conversation.ended:
        raise ConversationClosed("This chat has ended. Open a new one.", code="chat_ended")
    if not conversation.is_chatting:
        raise Conflict("This chat does not go on here; look at it in the inbox.", code="chat_not_live")
    joined = [_next(conversation, "joined", speaker, at)]
    if conversation.assignee is None:
        joined += assign(conversation.after(joined), speaker, speaker.id, at=at)
    return joined


def leave_address(conversation: Conversation, speaker: Speaker, email: str, name: str, *, at: datetime) -> list[Event]:
    """The shopper leaves an e-mail address: the chat goes on by mail. Leaving it again changes nothing."""
    if conversation.ended:
        raise ConversationClosed("This chat has ended. Open a new one.", code="chat_ended")
    if not conversation.live:
        return []
    return [_next(conversation, "left_address", speaker, at, {"email": email, "name": name})]


def end(conversation: Conversation, speaker: Speaker, *, at: datetime) -> list[Event]:
    """End a chat for good."""
    return [_next(conversation, "ended", speaker, at)] if conversation.live else []


def rate(conversation: Conversation, speaker: Speaker, score: int, comment: str, *, at: datetime) -> list[Event]:
    """Say how a chat went: `score` from 1 to 5, and a comment or none."""
    if not conversation.ended:
        raise Invalid("A chat is rated when it has ended.", code="chat_goes_on")
    if score not in SCORES:
        raise Invalid("A score is a number from 1 to 5.", code="score_invalid")
    comment = written(comment, required=False)[:LONGEST_COMMENT]
    return [_next(conversation, "rated", speaker, at, {"score": score, "comment": comment})]


def record(
    conversation: Conversation, speaker: Speaker, kind: Kind, body: dict[str, Any], *, at: datetime
) -> list[Event]:
    """Something that happened to it and changes nothing else: a mail that failed, an address that was proven."""
    return [_next(conversation, kind, speaker, at, body)]


def written(text: str, *, required: bool = True) -> str:
    """
    What somebody wrote, without the space around it and what cannot be seen: paste from a word processor brings it.

    Raises `Invalid` for too much, and for nothing where something is required.
    """
    text = UNPRINTABLE_IN_TEXT.sub(lambda found: "\n" if found[0] in LINE_ENDS else "", text).strip()
    if required and not seen(text):
        raise EmptyMessage("A message needs some text.")
    if len(text) > MESSAGE_LENGTH:
        raise Invalid(f"A message has at most {MESSAGE_LENGTH} characters.", code="message_too_long")
    return text


def _next(
    conversation: Conversation,
    kind: Kind,
    speaker: Speaker,
    at: datetime,
    body: dict[str, Any] | None = None,
    key: str | None = None,
) -> Event:
    return _event(conversation, conversation.last_seq + 1, kind, speaker.id, at, body, key)


def _event(
    conversation: Conversation,
    seq: int,
    kind: Kind,
    author: str,
    at: datetime,
    body: dict[str, Any] | None = None,
    key: str | None = None,
) -> Event:
    audience: Literal["everyone", "agents"] = "everyone" if kind in SEEN_BY_CUSTOMERS else "agents"
    return Event(conversation.id, seq, kind, author, at, body or {}, key, audience)


def _fold(before: Conversation, event: Event) -> Conversation:
    if event.seq != before.last_seq + 1:
        raise ValueError(f"Event {event.seq} cannot follow {before.last_seq} in {before.id}.")
    changes: dict[str, Any] = {"last_seq": event.seq, "waiting_since": waiting.after(before.waiting_since, event)}
    if event.kind in OPENING or event.kind in {"message", "heard"}:
        changes["last_at"] = event.at
    match event.kind:
        case "task":
            changes["last_at"] = event.at
        case "chat":
            changes["live"] = True
        case "joined":
            changes["joined_at"] = before.joined_at or event.at
        case "left_address":
            changes["live"] = False
        case "ended":
            changes |= {"live": False, "ended": True, "status": "resolved"}
        case "assigned":
            changes["assignee"] = event.body["to"]
        case "moved":
            changes["department"] = event.body["to"]
        case "resolved":
            changes |= {"status": "resolved", "snoozed_until": None}
        case "reopened":
            changes |= {"status": "open", "snoozed_until": None}
        case "pending":
            changes |= {"status": "pending", "snoozed_until": None}
        case "snoozed":
            changes |= {"status": "snoozed", "snoozed_until": datetime.fromisoformat(event.body["until"])}
        case "prioritised":
            changes["priority"] = event.body["to"]
        case "tagged":
            changes["tags"] = (*before.tags, event.body["tag"])
        case "untagged":
            changes["tags"] = tuple(name for name in before.tags if name != event.body["tag"])
        case "quarantined":
            changes["quarantined"] = True
        case "released":
            changes["quarantined"] = False
        case "merged_into":
            changes["merged_into"] = event.body["into"]
        case "unmerged_from":
            changes["merged_into"] = None
        case _:
            pass
    return replace(before, **changes)
