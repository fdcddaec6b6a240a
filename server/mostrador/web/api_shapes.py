"""What a shop's server sends and is given as JSON. Ids with a prefix are ours; a customer's `id` is the shop's own."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from mostrador.actions.defences import Key

Short = Annotated[str, Meta(max_length=200)]
Message = Annotated[str, Meta(max_length=10_000)]
Role = Literal["customer", "agent", "shop", "system"]


class Problem(Struct, frozen=True, kw_only=True):
    """A refusal (RFC 9457). `code` is stable; `detail` is a sentence for people; `fields` says what is wrong where."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    fields: dict[str, "FieldProblem"] = {}
    retry_after: int | None = None


class FieldProblem(Struct, frozen=True):
    """What is wrong with one field, named as it is sent: `customer.email`."""

    code: str
    detail: str


class Sent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent holds the fields that are named here and no other."""


class Writer(Sent, frozen=True, kw_only=True):
    """Whose words they are: by the shop's own `id`, or by an `email` that nobody has proven."""

    id: Short = ""
    email: Short = ""
    name: Short = ""


class NewConversation(Sent, frozen=True, kw_only=True):
    """`key` is the sender's own, so that sending it again opens no second one. `order` is the number people read."""

    key: Key
    customer: Writer
    text: Message
    subject: Short = ""
    order: Short = ""
    language: Annotated[str, Meta(max_length=35)] = ""


class NewMessage(Sent, frozen=True, kw_only=True):
    """What the shop answers. `key` is the sender's own, so that sending it again says it once."""

    key: Key
    text: Message


class Correspondent(Struct, frozen=True, kw_only=True):
    """Who wrote it: `id` is the shop's own, null for somebody without an account there."""

    id: str | None
    email: str | None
    name: str


class Conversation(Struct, frozen=True, kw_only=True):
    """`code` is what people read out. `status` is open, pending, snoozed or resolved."""

    id: str
    code: str
    channel: str
    status: Literal["open", "pending", "snoozed", "resolved"]
    subject: str
    order: str | None
    customer: Correspondent
    opened_at: datetime
    last_at: datetime


class Author(Struct, frozen=True, kw_only=True):
    """`name` is the agent's, or that of the API key by which the shop's server wrote."""

    role: Role
    name: str


class Event(Struct, frozen=True, kw_only=True):
    """
    What customers may see of a conversation. `seq` grows and skips what is for agents alone.

    `about` is the `seq` of the message that was taken back or corrected; that message reads as it reads now.
    """

    seq: int
    kind: str
    at: datetime
    author: Author
    text: str = ""
    redacted: bool = False
    about: int | None = None
    score: int | None = None


class ConversationLog(Conversation, frozen=True, kw_only=True):
    """A conversation with its events; `next` is the `seq` to ask for what comes after, null at the end."""

    events: list[Event]
    next: int | None


class Conversations(Struct, frozen=True, kw_only=True):
    """The newest first; `next` is what to ask for older ones with, null at the end."""

    conversations: list[Conversation]
    next: str | None


class Posted(Struct, frozen=True):
    """`seq` of the message in its conversation."""

    seq: int


class Told(Struct, frozen=True, kw_only=True):
    """What became of one event; `code` and `detail` say why it was refused."""

    id: str
    result: Literal["accepted", "duplicate", "refused"]
    code: str = ""
    detail: str = ""


class Results(Struct, frozen=True):
    """One for each event, in their order."""

    results: list[Told]


class Changes(Sent, frozen=True, kw_only=True):
    """What the shop knows of a customer now. What is left out stays; `email_verified`: it had it confirmed."""

    name: Short | None = None
    email: Short | None = None
    email_verified: bool = False
    language: Annotated[str, Meta(max_length=35)] | None = None


class KnownCustomer(Struct, frozen=True, kw_only=True):
    """
    A customer by the shop's own `id`. `email` is a proven address, `claimed_email` one that somebody only named.
    """

    id: str
    email: str | None
    claimed_email: str | None
    name: str
    language: str
    created_at: datetime


class Guest(Sent, frozen=True, kw_only=True):
    """Somebody without an id of the shop's, by their `email`. It stands in no path, as those are logged."""

    email: Annotated[str, Meta(max_length=254)]


class Erased(Struct, frozen=True, kw_only=True):
    """`customers` go by the guest's address too, by ids of the shop's own, and are left as they are."""

    customers: list[str]


class Export(Struct, frozen=True, kw_only=True):
    """Everything personal that is kept of a customer. A guest, known by an address alone, is no `customer`."""

    customer: KnownCustomer | None
    conversations: list[ConversationLog]
    orders: list[dict[str, Any]]
    parcels: list[dict[str, Any]]
    returns: list[dict[str, Any]]
    surveys: list[dict[str, Any]]
    exported_at: datetime


class NewInvitation(Sent, frozen=True, kw_only=True):
    """
    `order` is the shop's own id. Without a `survey` it is the live one that is made to be asked by a call; with `by`
    "page", the live one that pages ask.

    `by` "page" mails nobody and returns a `token` for the shop's own page. The order may be told later.
    """

    key: Key
    order: Short
    survey: Short = ""
    by: Literal["mail", "page"] = "mail"


class Invitation(Struct, frozen=True, kw_only=True):
    """
    `due_at` is when the customer is asked, if nothing speaks against it then.

    `token` is what the shop's page gives to the widget; null for an invitation by mail.
    """

    id: str
    order: str
    survey: str
    due_at: datetime
    token: str | None = None


class NewWebhook(Sent, frozen=True, kw_only=True):
    """`types` are those of docs/webhooks.md; the address begins with https://."""

    url: Annotated[str, Meta(max_length=2000)]
    types: Annotated[list[Short], Meta(min_length=1, max_length=50)]


class Webhook(Struct, frozen=True, kw_only=True):
    """`state`: on, off, or why it was switched off."""

    id: str
    url: str
    types: list[str]
    state: str


class MadeWebhook(Webhook, frozen=True, kw_only=True):
    """`secret` verifies what comes (Standard Webhooks); nothing can show it again."""

    secret: str


class Webhooks(Struct, frozen=True, kw_only=True):
    """Every webhook of the shop, in the order in which they were made."""

    webhooks: list[Webhook]
