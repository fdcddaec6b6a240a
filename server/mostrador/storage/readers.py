"""Reading threads for SQLite: each takes what waits, up to a few pieces, and reads them on one snapshot."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from mostrador.errors import Busy
from mostrador.storage.pieces import Piece, deliver

T = TypeVar("T")
TOGETHER = 16  # pieces on one snapshot; a long one among them keeps no more than these waiting


class Readers:
    """So many threads with a connection each: opening a snapshot and changing threads is dear beside a short read."""

    def __init__(self, engine: Engine, count: int) -> None:
        self._count = count
        self._waiting: deque[Piece] = deque()
        self._filled = threading.Condition()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._read_groups, args=[connection], name=f"sqlite-reader-{number}", daemon=True)
            for number, connection in enumerate([engine.connect() for _ in range(count)])
        ]
        for thread in self._threads:
            thread.start()

    async def read(self, work: Callable[[Connection], T]) -> T:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        with self._filled:
            if self._closed:
                raise Busy("The server is stopping.", retry_after=2)
            self._waiting.append(Piece(work, None, loop, answer))
            self._filled.notify()
        return await answer

    def close(self) -> None:
        """Finish what was accepted."""
        with self._filled:
            self._closed = True
            self._filled.notify_all()
        for thread in self._threads:
            thread.join()

    def _take(self) -> list[Piece]:
        with self._filled:
            while not self._waiting:
                if self._closed:
                    return []
                self._filled.wait()
            share = min(TOGETHER, -(-len(self._waiting) // self._count))
            return [self._waiting.popleft() for _ in range(share)]

    def _read_groups(self, connection: Connection) -> None:
        with connection:
            while pieces := self._take():
                _read(connection, [piece for piece in pieces if not piece.answer.cancelled()])
                deliver(pieces, _ring_nobody)


def _read(connection: Connection, pieces: list[Piece]) -> None:
    """Each hears of its own trouble; where there is no snapshot to be had, all do."""
    try:
        with connection.begin():
            connection.exec_driver_sql("BEGIN")
            for piece in pieces:
                _run(piece, connection)
    except BaseException as problem:  # a lost file: every caller hears of it, the thread goes on
        for piece in pieces:
            piece.problem = piece.problem or problem


def _run(piece: Piece, connection: Connection) -> None:
    try:
        piece.result = piece.work(connection)
    except BaseException as problem:  # handed to the caller, whatever it is
        piece.problem = problem


def _ring_nobody(_wake: Any) -> None:
    """Reading changes nothing."""
