"""A shop, and what its owner decides about it in the console."""

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Clock24 = Annotated[str, Meta(pattern=r"^([01]\d|2[0-4]):[0-5]\d$")]
Colour = Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}$")]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Values that come from a person's form or the database, and hold nothing else."""


class Look(Strict, frozen=True):
    color: Colour = "#0f766e"
    position: Literal["right", "left"] = "right"
    greeting: dict[str, str] = {}  # language → first line of the widget
    logo: str = ""  # a data: URL of a small PNG, JPEG, WebP or SVG that we made ourselves


class Hours(Strict, frozen=True):
    """When the shop answers. `week` has seven tuples of (from, to) in the shop's own zone, Monday first."""

    week: tuple[tuple[tuple[Clock24, Clock24], ...], ...] = ((("09:00", "18:00"),),) * 5 + ((), ())
    country: str = "ES"  # ISO 3166-1, for public holidays
    region: str = ""  # ISO 3166-2 without the country
    closed: tuple[str, ...] = ()  # further days, YYYY-MM-DD
    special: tuple[tuple[str, tuple[tuple[Clock24, Clock24], ...]], ...] = ()  # days with hours of their own
    answer_within: Annotated[int, Meta(ge=1, le=400)] = 8  # opening hours


class Mail(Strict, frozen=True):
    sender_name: Annotated[str, Meta(max_length=100)] = ""  # the shop's name unless said
    signature: Annotated[str, Meta(max_length=1000)] = ""


class Limits(Strict, frozen=True):
    """Forms within an hour before a visitor is refused, or the others raise suspicion."""

    visitor: Annotated[int, Meta(ge=1, le=1000)] = 10
    network: Annotated[int, Meta(ge=1, le=100_000)] = 60
    email: Annotated[int, Meta(ge=1, le=1000)] = 10
    shop: Annotated[int, Meta(ge=1, le=1_000_000)] = 2000


class Invitation(Strict, frozen=True):
    """
    A rule by which a shopper is invited to chat. `page` is how a page's path begins; `*` in it stands for anything.

    `every` is for whoever neither took nor dismissed it: the days before the same invitation is made again.
    """

    id: str
    on: bool = False
    page: Annotated[str, Meta(max_length=200)] = ""  # every page
    seconds: Annotated[int, Meta(ge=0, le=3600)] = 30  # on that page
    items: Annotated[int, Meta(ge=0, le=999)] = 0  # in the cart at least, as the page tells it; 0 asks for none
    every: Annotated[int, Meta(ge=1, le=365)] = 7
    texts: dict[str, Annotated[str, Meta(max_length=200)]] = {}  # by language; one line each

    def text(self, language: str, otherwise: str) -> str:
        """What it says in this language, or in the other one where nobody wrote that."""
        return self.texts.get(language) or self.texts.get(otherwise) or next(iter(self.texts.values()), "")


class Chat(Strict, frozen=True):
    """Live chat. Its limits are in the shop's own time: how long somebody waits before they may leave an address."""

    on: bool = True
    asks_email: bool = False  # before the first message
    answer_within: Annotated[int, Meta(ge=20, le=1800)] = 120  # seconds, before an address can be left instead
    take_within: Annotated[int, Meta(ge=10, le=300)] = 30  # seconds, before a waiting chat rings at the next agent
    invitations: Annotated[tuple[Invitation, ...], Meta(max_length=10)] = ()  # the first that fits is made

    def invitation(self, id: str) -> Invitation | None:
        return next((each for each in self.invitations if each.id == id), None)

    @property
    def inviting(self) -> tuple[Invitation, ...]:
        """Those that shoppers are to see now."""
        return tuple(each for each in self.invitations if each.on and self.on)


class Retention(Strict, frozen=True):
    """Days after which what was resolved is erased; 0 keeps it."""

    resolved: Annotated[int, Meta(ge=0, le=3650)] = 0
    quarantine: Annotated[int, Meta(ge=1, le=365)] = 30


class Profile(Strict, frozen=True):
    languages: tuple[str, ...] = ("es", "en")  # the first is used where none of a shopper's is there
    address: Literal["tu", "usted"] = "tu"
    time_zone: str = "Europe/Madrid"
    privacy_url: str = ""
    require_second_factor: bool = False
    undo_seconds: Annotated[int, Meta(ge=0, le=60)] = 8  # to take an answer back before it leaves
    look: Look = Look()
    hours: Hours = Hours()
    chat: Chat = Chat()
    mail: Mail = Mail()
    limits: Limits = Limits()
    retention: Retention = Retention()


# msgspec learns what a type holds at its first use, and two threads that use it first at once crash the process.
msgspec.json.Decoder(Profile)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a shopper may choose to write about, and where it is routed."""

    id: str
    names: dict[str, str]
    department: str | None
    asks_order: bool

    def name(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()), "")


@dataclass(frozen=True, slots=True)
class Department:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Shop:
    id: str
    name: str
    version: int
    profile: Profile
    origins: tuple[str, ...]
    topics: tuple[Topic, ...]

    @property
    def language(self) -> str:
        return self.profile.languages[0]

    def topic(self, id: str) -> Topic | None:
        return next((topic for topic in self.topics if topic.id == id), None)
