"""PostgreSQL: each piece of work is a transaction of its own, several at once, in the order of their lanes."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec
from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import OperationalError

from mostrador.storage.database import Lane, Ring, Wakes
from mostrador.storage.lanes import Lanes
from mostrador.storage.pieces import Piece, deliver

T = TypeVar("T")
WRITERS = 10
READERS = 5  # of their own, so that nobody who reads stands behind a queue of writers
TRIES = 5  # after a deadlock, which PostgreSQL resolves by refusing one of the two; that one may come too early again


class PostgresDatabase:
    def __init__(self, url: str, ring: Ring, *, queue: int = 2048) -> None:
        self._ring = ring
        self._engine = engine(url)
        self._lanes: Lanes[Piece] = Lanes(queue)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="postgres-reader")
        self._writers = [
            threading.Thread(target=self._write_pieces, name=f"postgres-writer-{number}", daemon=True)
            for number in range(WRITERS)
        ]
        for thread in self._writers:
            thread.start()

    async def write(self, work: Callable[[Connection], T], *, wake: Wakes = None, lane: Lane = "agents") -> T:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._lanes.put(Piece(work, wake, loop, answer), lane)
        return await answer

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def close(self) -> None:
        self._lanes.close()
        for thread in self._writers:
            await asyncio.to_thread(thread.join)
        self._readers.shutdown()
        self._engine.dispose()

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        ) as connection:
            return work(connection)

    def _write_pieces(self) -> None:
        """One of the writing threads: take what is first in its turn, commit it, then answer."""
        while pieces := self._lanes.take(1):
            for piece in pieces:
                try:
                    self._try(piece.do)
                except BaseException as problem:  # handed to the caller, whatever it is
                    piece.problem = problem
            deliver(pieces, self._ring)

    def _try(self, work: Callable[[Connection], None]) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                with self._engine.begin() as connection:
                    return work(connection)
            except OperationalError as problem:
                if attempt == TRIES or not isinstance(problem.orig, DeadlockDetected | SerializationFailure):
                    raise
        raise AssertionError("unreachable")


def engine(url: str) -> Engine:
    return create_engine(
        url,
        pool_size=WRITERS + READERS,
        max_overflow=0,
        pool_pre_ping=True,
        json_serializer=lambda value: msgspec.json.encode(value).decode(),
        json_deserializer=msgspec.json.decode,
        hide_parameters=True,  # an error's text must not carry what people wrote
    )
