"""Callers who want to see the same at the same moment share one look at it."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Sharing(Generic[T]):
    """
    Looks by what they look at. Lives on one event loop.

    Whoever asks puts into the key what has been rung for so far: then nobody is handed a look that began before their
    bell rang.
    """

    def __init__(self) -> None:
        self._looking: dict[Hashable, asyncio.Task[T]] = {}

    async def get(self, key: Hashable, look: Callable[[], Awaitable[T]]) -> T:
        """Join the look that goes on, or begin one. A caller that is cancelled takes it from nobody else."""
        task = self._looking.get(key)
        if task is None:
            task = self._looking[key] = asyncio.ensure_future(self._look(key, look))
        return await asyncio.shield(task)

    async def _look(self, key: Hashable, look: Callable[[], Awaitable[T]]) -> T:
        try:
            return await look()
        finally:
            del self._looking[key]
