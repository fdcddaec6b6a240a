"""Looks every two seconds, and at once when somebody comes or goes, whether a waiting chat has to ring elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from mostrador.actions import routing
from mostrador.desk import Desk
from mostrador.storage import offers

EVERY = 2.0  # seconds

log = structlog.get_logger("mostrador.routing")


class Routing:
    """Every process does it: a shop's queue is brought up to now under a lock, so doing it twice changes nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._watch(), name="routing")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def look(self) -> None:
        for shop in await self._desk.db.read(offers.concerned_shops):
            await routing.route(self._desk, shop)

    async def _watch(self) -> None:
        with self._desk.hub.listening(routing.QUEUES) as bell:
            while True:
                bell.take()
                try:
                    await self.look()
                except Exception:  # a lost database must not end the watch: chats would wait for ever
                    log.exception("queue_unread")
                await self._desk.clock.wait(bell, EVERY)
