"""PostgreSQL: each piece of work is a transaction of its own, on a pool of connections."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import msgspec
from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import OperationalError

from mostrador.domain.wake import Wake
from mostrador.errors import Busy
from mostrador.storage.database import Lane, Ring, Wakes, each, settle
from mostrador.storage.lanes import RETRY_AFTER

T = TypeVar("T")
CONNECTIONS = 10
TRIES = 3  # after a deadlock, which PostgreSQL resolves by refusing one of the two


class PostgresDatabase:
    def __init__(self, url: str, ring: Ring, *, queue: int = 2048) -> None:
        self._ring = ring
        self._engine = engine(url)
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="postgres")
        self._bounds: dict[Lane, int] = {"agents": queue, "identified": queue, "anonymous": queue // 2}
        self._waiting: dict[Lane, int] = dict.fromkeys(self._bounds, 0)

    async def write(self, work: Callable[[Connection], T], *, wake: Wakes = None, lane: Lane = "agents") -> T:
        if self._waiting[lane] >= self._bounds[lane]:
            raise Busy("The server has more to write than it can; try again.", retry_after=RETRY_AFTER)
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._waiting[lane] += 1
        self._threads.submit(self._write, work, each(wake), lane, loop, answer)
        return await answer

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, work)

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        ) as connection:
            return work(connection)

    def _write(
        self,
        work: Callable[[Connection], T],
        wakes: tuple[Wake, ...],
        lane: Lane,
        loop: asyncio.AbstractEventLoop,
        answer: "asyncio.Future[T]",
    ) -> None:
        result: Any = None
        problem: BaseException | None = None
        try:
            result = self._try(work)
        except BaseException as raised:  # handed to the caller, whatever it is
            problem = raised

        def finish() -> None:
            self._waiting[lane] -= 1
            settle(answer, result, problem)
            if problem is None:
                for wake in wakes:
                    self._ring(wake)

        if not loop.is_closed():
            loop.call_soon_threadsafe(finish)

    def _try(self, work: Callable[[Connection], T]) -> T:
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
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
        json_serializer=lambda value: msgspec.json.encode(value).decode(),
        json_deserializer=msgspec.json.decode,
        hide_parameters=True,  # an error's text must not carry what people wrote
    )
