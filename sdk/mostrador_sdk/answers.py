"""
What the counter answers. Fields that we do not know yet are passed over.

Every field has a default: with the SDK switched off, an answer is empty.
"""

from datetime import datetime
from typing import Any

from msgspec import Struct


class Person(Struct, frozen=True, kw_only=True):
    """A customer by the shop's own `id`. `email` is a proven address, `claimed_email` one that somebody only named."""

    id: str = ""
    email: str | None = None
    claimed_email: str | None = None
    name: str = ""
    language: str = ""
    created_at: datetime | None = None


class Correspondent(Struct, frozen=True, kw_only=True):
    """Who writes in a conversation: `id` is the shop's own, None for a guest; `email` is where they are answered."""

    id: str | None = None
    email: str | None = None
    name: str = ""


class Author(Struct, frozen=True, kw_only=True):
    """`role` is customer, agent, shop or system; `name` the agent's, or that of the API key of a shop's server."""

    role: str = ""
    name: str = ""


class Entry(Struct, frozen=True, kw_only=True):
    """
    What customers see of a conversation. `seq` grows and skips what is for agents alone.

    `about` is the `seq` of the message that was taken back or corrected; that message reads as it reads now. `score`
    is the face that was given at the end of a chat, 1 to 5.
    """

    seq: int = 0
    kind: str = ""
    at: datetime | None = None
    author: Author = Author()
    text: str = ""
    redacted: bool = False
    about: int | None = None
    score: int | None = None


class Conversation(Struct, frozen=True, kw_only=True):
    """
    One matter. `code` can be read out on the phone; `status` is open, pending, snoozed or resolved.

    `events` are there where one conversation was asked for, 200 at a time: `next` is what to ask for `after` them.
    """

    id: str = ""
    code: str = ""
    channel: str = ""
    status: str = ""
    subject: str = ""
    order: str | None = None
    customer: Correspondent = Correspondent()
    opened_at: datetime | None = None
    last_at: datetime | None = None
    events: list[Entry] = []
    next: int | None = None


class Conversations(Struct, frozen=True, kw_only=True):
    """A page of conversations, newest first. `next` is what to ask for `after` this one; None at the end."""

    conversations: list[Conversation] = []
    next: str | None = None


class Sent(Struct, frozen=True, kw_only=True):
    """A message that stands in its conversation, at `seq`."""

    seq: int = 0


class Invitation(Struct, frozen=True, kw_only=True):
    """
    A survey that a customer is asked to answer, at `due_at` if nothing speaks against it then. `token` is what the
    shop's page gives to the widget, where it asks; None for an invitation by mail.
    """

    id: str = ""
    order: str = ""
    survey: str = ""
    due_at: datetime | None = None
    token: str | None = None


class Erased(Struct, frozen=True, kw_only=True):
    """`customers` go by the guest's address too, by the shop's own ids, and are left as they are."""

    customers: list[str] = []


class Export(Struct, frozen=True, kw_only=True):
    """
    Everything personal that the counter keeps of somebody; `customer` is None for a guest.

    Orders, parcels, returns and surveys are as JSON has them.
    """

    customer: Person | None = None
    conversations: list[Conversation] = []
    orders: list[dict[str, Any]] = []
    parcels: list[dict[str, Any]] = []
    returns: list[dict[str, Any]] = []
    surveys: list[dict[str, Any]] = []
    exported_at: datetime | None = None
