"""What every action is handed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from mostrador.clock import Clock
from mostrador.domain import ids
from mostrador.domain.shop import Shop
from mostrador.domain.tokens import Tokens
from mostrador.gateways.chance import Chance
from mostrador.gateways.fetch import Fetch
from mostrador.gateways.keyring import Keyring
from mostrador.gateways.letters import Letters
from mostrador.gateways.passwords import Passwords
from mostrador.gateways.post import Post
from mostrador.gateways.push import Push
from mostrador.gateways.tally import Tally
from mostrador.gateways.vapid import Vapid
from mostrador.realtime.connections import Connections
from mostrador.realtime.hub import Hub
from mostrador.realtime.presence import Presence
from mostrador.realtime.queues import Queues
from mostrador.realtime.typing import Typing
from mostrador.settings import Settings
from mostrador.storage.database import Database
from mostrador.storage.known_shops import KnownShops
from mostrador.storage.postgres import PostgresDatabase
from mostrador.storage.sqlite import SqliteDatabase
from mostrador.words import Words


@dataclass(frozen=True, slots=True)
class Desk:
    """The tools of the counter: nothing in here knows a request."""

    db: Database
    hub: Hub
    clock: Clock
    settings: Settings
    keyring: Keyring
    words: Words
    letters: Letters
    post: Post
    fetch: Fetch
    push: Push | None  # none where the owner does not want it
    random: Callable[[int], bytes] = field(default_factory=Chance)
    tally: Tally = field(default_factory=Tally)
    known_shops: KnownShops = field(default_factory=KnownShops)
    presence: Presence = field(default_factory=Presence)
    typing: Typing = field(default_factory=Typing)
    queues: Queues = field(default_factory=Queues)
    passwords: Passwords = field(default_factory=Passwords)
    tokens: Tokens = field(init=False)
    connections: Connections = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "connections", Connections(self.settings.most_lines))
        object.__setattr__(self, "tokens", Tokens(self.keyring.forms))

    async def shop(self, id: str) -> Shop:
        """The shop as it was within the last two seconds. Raises `NotFound`."""
        return await self.known_shops.get(self.db, id, at=self.clock.now())

    def new(self, prefix: str) -> str:
        """A fresh public id: `desk.new("cnv")`."""
        return ids.public_id(prefix, self.random(ids.ID_BYTES))

    def code(self) -> str:
        """A fresh code to read aloud."""
        return ids.code(self.random(8))

    async def close(self) -> None:
        """Let everybody who waits look once more, finish what was accepted, and close the database."""
        self.hub.close()
        await asyncio.shield(self.db.close())


def open_desk(settings: Settings, clock: Clock, words: Words | None = None) -> Desk:
    """Open the database and whatever else actions need."""
    hub = Hub()
    keyring = Keyring.load(settings.secrets)
    fetch = Fetch(settings.allowed_private_ranges)
    words = words or Words.load()
    return Desk(
        db=open_database(settings, hub),
        hub=hub,
        clock=clock,
        settings=settings,
        keyring=keyring,
        words=words,
        letters=Letters(words, settings.mail_from),
        post=Post(settings),
        fetch=fetch,
        push=Push(fetch, Vapid(keyring.push, contact(settings))) if settings.web_push else None,
    )


def contact(settings: Settings) -> str:
    """Whom a push service turns to: some refuse an address that only this machine knows (RFC 8292, 2.1)."""
    return settings.public_url if settings.secure else f"mailto:{settings.mail_from}"


def open_database(settings: Settings, hub: Hub) -> Database:
    if settings.database.startswith("sqlite"):
        return SqliteDatabase(
            settings.database, hub.ring, synchronous=settings.sqlite_synchronous, queue=settings.write_queue
        )
    return PostgresDatabase(settings.database, hub.ring, queue=settings.write_queue)
