"""SQLite: one writing thread that commits what waits as one group, and readers that cannot write."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from mostrador.domain.wake import Wake
from mostrador.storage.database import Lane, Ring, Wakes, each, settle
from mostrador.storage.lanes import Lanes

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
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")
        self._thread = threading.Thread(target=self._write_groups, name="sqlite-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[Connection], T], *, wake: Wakes = None, lane: Lane = "agents") -> T:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._lanes.put(Piece(work, each(wake), loop, answer), lane)
        return await answer

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def close(self) -> None:
        self._lanes.close()
        await asyncio.to_thread(self._thread.join)
        self._readers.shutdown()
        self._writer.dispose()
        self._reader.dispose()

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._reader.connect() as connection, connection.begin():
            connection.exec_driver_sql("BEGIN")
            return work(connection)

    def _write_groups(self) -> None:
        """The one writing thread: take everything that waits, commit it together, then answer."""
        with self._writer.connect() as connection:
            while pieces := self._lanes.take(GROUP):
                self._write(connection, pieces)
                for loop in {piece.loop for piece in pieces}:
                    mine = [piece for piece in pieces if piece.loop is loop]
                    if not loop.is_closed():
                        loop.call_soon_threadsafe(self._answer, mine)

    def _write(self, connection: Connection, pieces: "list[Piece]") -> None:
        try:
            with connection.begin():
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                for piece in pieces:
                    piece.run(connection)
        except BaseException as problem:  # a full disk, a lost file: every caller hears of it, the thread goes on
            for piece in pieces:
                piece.problem = problem

    def _answer(self, pieces: "list[Piece]") -> None:
        for piece in pieces:
            settle(piece.answer, piece.result, piece.problem)
            if piece.problem is None:
                for wake in piece.wakes:
                    self._ring(wake)


@dataclass(slots=True)
class Piece:
    """A piece of work, who waits for it, and whom it wakes."""

    work: Callable[[Connection], Any]
    wakes: tuple[Wake, ...]
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Any]"
    result: Any = None
    problem: BaseException | None = None

    def run(self, connection: Connection) -> None:
        """Do it in a savepoint of its own, set through the driver: a refusal undoes this piece alone."""
        driver = connection.connection.driver_connection
        assert driver is not None  # noqa: S101 - an open connection has one
        driver.execute("SAVEPOINT piece")
        try:
            self.result = self.work(connection)
        except BaseException as problem:  # handed to the caller, whatever it is; the group goes on
            self.problem = problem
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
