"""Authority, read again inside the transaction that uses it."""

from datetime import datetime

from sqlalchemy import Connection

from mostrador.domain.conversation import Conversation
from mostrador.domain.roles import Verb, may
from mostrador.domain.speaker import Speaker
from mostrador.errors import Forbidden, NotFound, Unauthenticated
from mostrador.storage import conversations, members, visitors


def require(tx: Connection, speaker: Speaker, verb: Verb, *, at: datetime) -> Speaker:
    """
    Return the speaker with the role they have now.

    Raises `Unauthenticated` when the session is over, `Forbidden` when the role may not do it.
    The system acts for whoever holds the machine: the command line and the worker.
    """
    if speaker.role == "system":
        return speaker
    member = members.by_session(tx, speaker.proof, at=at)
    if member is None or member.shop != speaker.shop or member.id != speaker.id:
        raise Unauthenticated("Your session is over; log in again.")
    if not may(member.role, verb):
        raise Forbidden(f"A {member.role} of this shop may not {verb.replace('_', ' ')}.")
    return Speaker(speaker.shop, member.role, member.id, member.name, speaker.proof, speaker.address)


def require_visitor(tx: Connection, speaker: Speaker, *, at: datetime) -> visitors.Visitor:
    """Return the visitor whose token this still is. Raises `Unauthenticated`."""
    visitor = visitors.by_token(tx, speaker.proof, at=at)
    if visitor is None or visitor.shop != speaker.shop:
        raise Unauthenticated("This visitor's token is unknown or over.", code="visitor_unknown")
    return visitor


def lock(tx: Connection, speaker: Speaker, conversation: str) -> Conversation:
    """Find and lock a conversation of the speaker's shop. Raises `NotFound`, also for another shop's."""
    found = conversations.lock(tx, speaker.shop, conversation)
    if found is None:
        raise NotFound("There is no such conversation.")
    return found
