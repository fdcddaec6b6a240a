"""What waits for the writer: bounded, and agents are not kept waiting by strangers."""

import threading
from collections import deque
from typing import Generic, TypeVar, get_args

from mostrador.errors import Busy
from mostrador.storage.database import Lane

P = TypeVar("P")
RETRY_AFTER = 2  # seconds; a full queue of short transactions is gone by then


class Lanes(Generic[P]):
    """Three queues, served in order; each may hold `bound` pieces, strangers' half as many."""

    def __init__(self, bound: int) -> None:
        self._queues: dict[Lane, deque[P]] = {lane: deque() for lane in get_args(Lane)}
        self._bounds: dict[Lane, int] = {"agents": bound, "identified": bound, "anonymous": bound // 2}
        self._filled = threading.Condition()
        self._closed = False

    def put(self, piece: P, lane: Lane) -> None:
        """Queue a piece of work. Raises `Busy` when its lane is full or closing."""
        with self._filled:
            queue = self._queues[lane]
            if self._closed or len(queue) >= self._bounds[lane]:
                raise Busy("The server has more to write than it can; try again.", retry_after=RETRY_AFTER)
            queue.append(piece)
            self._filled.notify()

    def take(self, most: int) -> list[P]:
        """Wait for work and take up to `most` pieces of it; nothing, once closed and empty."""
        with self._filled:
            while not any(self._queues.values()):
                if self._closed:
                    return []
                self._filled.wait()
            pieces: list[P] = []
            for queue in self._queues.values():
                while queue and len(pieces) < most:
                    pieces.append(queue.popleft())
            return pieces

    def close(self) -> None:
        with self._filled:
            self._closed = True
            self._filled.notify_all()
