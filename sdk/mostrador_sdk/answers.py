"""
What the counter answers. Fields that we do not know yet are passed over.

Every field has a default: with the SDK switched off, an answer is empty.
"""

from datetime import datetime
from typing import Any

from msgspec import Struct


class Person(Struct, frozen=True, kw_only=True):
    """A customer, as the counter knows them. `id` is the shop's own id, empty for a guest."""

    id: str = ""
    email: str = ""
    email_verified: bool = False
    name: str = ""
    phone: str = ""
    language: str = ""


class Entry(Struct, frozen=True, kw_only=True):
    """An entry of a conversation's log: `seq` 1, 2, 3 …, its kind, who it is from, and what it says."""

    seq: int = 0
    kind: str = ""
    author: str = ""
    at: datetime | None = None
    body: dict[str, Any] = {}


class Conversation(Struct, frozen=True, kw_only=True):
    """One matter. `code` can be read out on the phone. `events` are there where one conversation was asked for."""

    id: str = ""
    code: str = ""
    channel: str = ""
    status: str = ""
    subject: str = ""
    order: str | None = None
    customer: Person | None = None
    opened_at: datetime | None = None
    last_at: datetime | None = None
    events: list[Entry] = []


class Conversations(Struct, frozen=True, kw_only=True):
    """A page of conversations, newest first. `next` is what to ask for `after` this one; None at the end."""

    conversations: list[Conversation] = []
    next: str | None = None


class Sent(Struct, frozen=True, kw_only=True):
    """A message that stands in its conversation, at `seq`."""

    seq: int = 0


class Invitation(Struct, frozen=True, kw_only=True):
    """
    A survey that a customer is asked to answer. `token` is what the shop's page gives to the widget, where it asks;
    None for an invitation by mail.
    """

    id: str = ""
    order: str = ""
    survey: str = ""
    token: str | None = None
