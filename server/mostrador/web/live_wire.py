"""The frames of the live wire, as types: what is not one of these is answered with an error."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from mostrador.actions.defences import Key
from mostrador.domain.whereabouts import Cart

PROTOCOL = "mostrador.v1"
LONGEST_FRAME = 64 * 1024  # bytes
MOST_CURSORS = 200
MOST_WATCHED = 50  # conversations on one line

Id = Annotated[str, Meta(pattern=r"^[a-z]{2,8}_[A-Za-z0-9]{1,40}$")]
Seq = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Cursors = Annotated[dict[Id, Seq], Meta(max_length=MOST_CURSORS)]


class Frame(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Clients and servers of different versions meet: what a frame holds beside its own fields is ignored."""


# What clients send


class Hello(Frame, frozen=True, kw_only=True, tag="hello"):
    """The first frame: a visitor's token, or an agent's CSRF token beside the session cookie; and where they are."""

    token: Annotated[str, Meta(max_length=200)] = ""
    csrf: Annotated[str, Meta(max_length=200)] = ""
    epoch: Annotated[str, Meta(max_length=64)] = ""
    after: Cursors = {}


class Say(Frame, frozen=True, kw_only=True, tag="say"):
    """Somebody says something; an agent `anyway`, after it was held for a second look."""

    conversation: Id
    key: Key
    text: str
    anyway: bool = False


class Unsend(Frame, frozen=True, kw_only=True, tag="unsend"):
    """Somebody takes back what they said within the last minute."""

    conversation: Id
    seq: Seq


class Mend(Frame, frozen=True, kw_only=True, tag="mend"):
    """Somebody puts right what they said within the last minute; an agent `anyway`, after it was held."""

    conversation: Id
    seq: Seq
    key: Key
    text: str
    anyway: bool = False


class Note(Frame, frozen=True, kw_only=True, tag="note"):
    """An agent writes what only agents read."""

    conversation: Id
    key: Key
    text: str


class TypingNow(Frame, frozen=True, kw_only=True, tag="typing"):
    conversation: Id
    note: bool = False


class Read(Frame, frozen=True, kw_only=True, tag="read"):
    conversation: Id
    seq: Seq


class Here(Frame, frozen=True, kw_only=True, tag="here"):
    """A shopper is on this page now, came to the shop from there, and has this in the cart: the browser says so."""

    conversation: Id
    page: Annotated[str, Meta(max_length=2000)] = ""
    referrer: Annotated[str, Meta(max_length=2000)] = ""
    cart: Cart | None = None


class End(Frame, frozen=True, kw_only=True, tag="end"):
    conversation: Id


class Watch(Frame, frozen=True, kw_only=True, tag="watch"):
    """An agent opens a conversation, and knows it up to `after`."""

    conversation: Id
    after: Seq = 0


class Unwatch(Frame, frozen=True, kw_only=True, tag="unwatch"):
    conversation: Id


class Join(Frame, frozen=True, kw_only=True, tag="join"):
    """An agent comes into a live chat."""

    conversation: Id


class Duty(Frame, frozen=True, kw_only=True, tag="duty"):
    """An agent comes on duty, goes away or off; so many chats at once they take."""

    state: Literal["on", "away", "off"]
    capacity: Annotated[int, Meta(ge=1, le=20)] = 3


class Beat(Frame, frozen=True, kw_only=True, tag="beat"):
    """There is somebody on this side of the line."""


FromClient = Hello | Say | Unsend | Mend | Note | TypingNow | Read | Here | End | Watch | Unwatch | Join | Duty | Beat


# What the server sends


class Author(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    role: Literal["customer", "agent", "system"]
    name: str = ""
    id: str = ""  # an agent's


class EventOut(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    seq: int
    kind: str
    author: Author
    at: datetime
    key: str = ""
    text: str = ""
    body: dict[str, Any] = {}  # what else the kind holds, for whoever may see it


class StateOut(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    channel: str
    status: str
    live: bool
    ended: bool
    assignee: str | None  # a name
    name: str
    has_address: bool
    read_by_customer: int
    read_by_agents: int
    told: dict[str, str]  # what the shopper's browser says of where they are; for agents alone


class Happened(Frame, frozen=True, kw_only=True, tag="event"):
    conversation: str
    event: EventOut


class Is(Frame, frozen=True, kw_only=True, tag="state"):
    """A chat's state: it follows the events that led to it."""

    conversation: str
    state: StateOut


class Announced(Frame, frozen=True, kw_only=True, tag="conversation"):
    """A chat that is new to this reader; its events follow."""

    conversation: str


class Welcome(Frame, frozen=True, kw_only=True, tag="welcome"):
    you: str
    epoch: str
    conversations: list[str]
    beat: float  # seconds between two beats of the server


class Signal(Frame, frozen=True, kw_only=True, tag="signal"):
    conversation: str
    typing: list[Author]


class CardOut(msgspec.Struct, frozen=True, kw_only=True):
    """A chat in an agent's list."""

    conversation: str
    code: str
    name: str
    preview: str
    opened_at: datetime
    waiting_since: datetime | None


class Board(Frame, frozen=True, kw_only=True, tag="board"):
    """An agent's shift, the chats they have, those that ring at them, and how many wait in all."""

    state: Literal["on", "away", "off"]
    capacity: int
    mine: list[CardOut]
    ringing: list[CardOut]
    waiting: int


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands at the counter; `usual_wait` in seconds, `place` counts from 1."""

    open: bool
    on_duty: bool
    back_at: datetime | None
    usual_wait: int | None
    place: int | None


class AtTheCounter(Frame, frozen=True, kw_only=True, tag="counter"):
    """Told to a shopper whose chat waits, whenever it changes."""

    conversation: str
    counter: Counter


class Wrong(Frame, frozen=True, kw_only=True, tag="error"):
    code: str
    detail: str
    key: str = ""
    conversation: str = ""
    retry_after: int | None = None


class Leave(Frame, frozen=True, kw_only=True, tag="leave"):
    """The server goes; come back after so many seconds, of which everybody is given others."""

    after: float


FromServer = Welcome | Announced | Happened | Is | Signal | Board | AtTheCounter | Wrong | Leave | Beat

# Close codes

MALFORMED, UNAUTHENTICATED, FORBIDDEN, SILENT, TOO_LARGE, TOO_MANY, SLOW, LEAVING = (
    4400, 4401, 4403, 4408, 4413, 4429, 4480, 4503,
)  # fmt: skip

OF_REFUSALS = {401: UNAUTHENTICATED, 403: FORBIDDEN, 429: TOO_MANY, 503: LEAVING}

DECODER = msgspec.json.Decoder(FromClient)
ENCODER = msgspec.json.Encoder()
