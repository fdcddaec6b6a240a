"""SQLite: one writing thread that commits what waits as one group, and readers that cannot write."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from mostrador.storage.database import Lane, Ring, Wakes
from mostrador.storage.lanes import Lanes
from mostrador.storage.pieces import Piece, deliver
from mostrador.storage.readers import Readers

T = TypeVar("T")
GROUP = 256  # pieces in one commit; beyond it a longer wait buys nothing
READERS = 4
BUSY_TIMEOUT = 5_000  # milliseconds; for a backup or a command line beside the server


class SqliteDatabase:
    def __init__(self, url: str, ring: Ring, *, synchronous: str = "FULL", queue: int = 2048) -> None:
        self._ring = ring
        self._writer = engine(url, synchronous=synchronous, pool_size=1)
        self._reader = engine(url, synchronous=synchronous, pool_size=READERS, read_only=True)
        self._lanes: Lanes[Piece] = Lanes(queue)
        connection = self._writer.connect()  # here, so that a file that cannot be opened stops the start
        self._readers = Readers(self._reader, READERS)
        self._thread = threading.Thread(target=self._write_groups, args=[connection], name="sqlite-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[Connection], T], *, wake: Wakes = None, lane: Lane = "agents") -> T:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._lanes.put(Piece(work, wake, loop, answer), lane)
        return await answer

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self._readers.read(work)

    async def close(self) -> None:
        self._lanes.close()
        await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._readers.close)
        self._writer.dispose()
        self._reader.dispose()

    def _write_groups(self, connection: Connection) -> None:
        """The one writing thread: take everything that waits, commit it together, then answer."""
        with connection:
            while pieces := self._lanes.take(GROUP):
                self._write(connection, pieces)
                deliver(pieces, self._ring)

    def _write(self, connection: Connection, pieces: list[Piece]) -> None:
        try:
            with connection.begin():
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                for piece in pieces:
                    _run(piece, connection)
        except BaseException as problem:  # a full disk, a lost file: every caller hears of it, the thread goes on
            _leave_transaction(connection)
            for piece in pieces:
                piece.problem = problem


def _leave_transaction(connection: Connection) -> None:
    """SQLite stays in a transaction whose commit failed; SQLAlchemy holds it for ended."""
    driver = connection.connection.driver_connection
    if driver is not None and driver.in_transaction:
        with suppress(sqlite3.Error):  # then the next group finds it as it is, and tries again
            driver.rollback()


def _run(piece: Piece, connection: Connection) -> None:
    """Do it in a savepoint of its own, set through the driver: a refusal undoes this piece alone."""
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - an open connection has one
    driver.execute("SAVEPOINT piece")
    try:
        piece.do(connection)
    except BaseException as problem:  # handed to the caller, whatever it is; the group goes on
        if not driver.in_transaction:  # a full disk: SQLite has undone the whole group by itself
            raise
        piece.problem = problem
        driver.execute("ROLLBACK TO piece")
    driver.execute("RELEASE piece")


def engine(url: str, *, synchronous: str = "FULL", pool_size: int = 1, read_only: bool = False) -> Engine:
    """An engine that leaves transactions to us: Python's sqlite3 begins none by itself."""
    made = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"isolation_level": None, "check_same_thread": False},
        json_serializer=lambda value: msgspec.json.encode(value).decode(),
        json_deserializer=msgspec.json.decode,
        hide_parameters=True,  # an error's text must not carry what people wrote
    )

    @event.listens_for(made, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT}",
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=on",
            "secure_delete=on",
            "cache_size=-65536",
            *(["query_only=on"] if read_only else []),
        ):
            connection.execute(f"PRAGMA {pragma}")

    return made
