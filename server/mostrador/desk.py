"""What every action is handed."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from mostrador.clock import Clock
from mostrador.domain import ids
from mostrador.gateways.keyring import Keyring
from mostrador.realtime.hub import Hub
from mostrador.settings import Settings
from mostrador.storage.database import Database
from mostrador.storage.postgres import PostgresDatabase
from mostrador.storage.sqlite import SqliteDatabase


@dataclass(frozen=True, slots=True)
class Desk:
    """The tools of the counter: nothing in here knows a request."""

    db: Database
    hub: Hub
    clock: Clock
    settings: Settings
    keyring: Keyring
    random: Callable[[int], bytes] = secrets.token_bytes

    def new(self, prefix: str) -> str:
        """A fresh public id: `desk.new("cnv")`."""
        return ids.public_id(prefix, self.random(ids.ID_BYTES))

    def code(self) -> str:
        """A fresh code to read aloud."""
        return ids.code(self.random(8))


def open_database(settings: Settings, hub: Hub) -> Database:
    if settings.database.startswith("sqlite"):
        return SqliteDatabase(
            settings.database, hub.ring, synchronous=settings.sqlite_synchronous, queue=settings.write_queue
        )
    return PostgresDatabase(settings.database, hub.ring, queue=settings.write_queue)
