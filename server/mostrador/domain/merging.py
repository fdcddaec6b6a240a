"""Two conversations of one customer become one to read: no event moves, so it can be undone at any later time."""

from datetime import datetime

from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, Invalid

Both = tuple[list[Event], list[Event]]  # for the one, and for the other


def merge(one: Conversation, into: Conversation, speaker: Speaker, *, at: datetime) -> Both:
    """Let `one` be read in the other. Raises `Conflict` unless both stand for themselves and outside quarantine."""
    _require_two(one, into)
    if one.merged_into or into.merged_into:
        raise Conflict("One of them has been merged already.", code="merge_twice")
    if one.quarantined or into.quarantined:
        raise Conflict("Release it from quarantine first.", code="conversation_quarantined")
    return (
        talk.record(one, speaker, "merged_into", {"into": into.id}, at=at),
        talk.record(into, speaker, "merged", {"conversation": one.id}, at=at),
    )


def unmerge(one: Conversation, out_of: Conversation, speaker: Speaker, *, at: datetime) -> Both:
    """Let it stand for itself again."""
    if one.merged_into != out_of.id:
        raise Conflict("It is not merged into this one.", code="merge_none")
    return (
        talk.record(one, speaker, "unmerged_from", {"conversation": out_of.id}, at=at),
        talk.record(out_of, speaker, "unmerged", {"conversation": one.id}, at=at),
    )


def link(one: Conversation, other: Conversation, speaker: Speaker, *, at: datetime) -> Both:
    """Let each show the other; they stay two."""
    _require_two(one, other)
    return (
        talk.record(one, speaker, "linked", {"conversation": other.id}, at=at),
        talk.record(other, speaker, "linked", {"conversation": one.id}, at=at),
    )


def unlink(one: Conversation, other: Conversation, speaker: Speaker, *, at: datetime) -> Both:
    return (
        talk.record(one, speaker, "unlinked", {"conversation": other.id}, at=at),
        talk.record(other, speaker, "unlinked", {"conversation": one.id}, at=at),
    )


def hear(current: Conversation, source: Event, speaker: Speaker) -> list[Event]:
    """What a conversation makes of a customer's message in one that was merged into it: it comes back, and waits."""
    heard = talk.record(
        current, speaker, "heard", {"conversation": source.conversation, "seq": source.seq}, at=source.at
    )
    return [*heard, *talk.reopen(current.after(heard), speaker, at=source.at)]


def _require_two(one: Conversation, other: Conversation) -> None:
    if one.id == other.id:
        raise Invalid("That is this conversation itself.", code="same_conversation")
