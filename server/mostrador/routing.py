"""Looks every two seconds, and at once when somebody comes or goes, whether a waiting chat has to ring elsewhere."""

import asyncio
from contextlib import AbstractAsyncContextManager

import structlog

from mostrador import background
from mostrador.actions import counter, routing
from mostrador.desk import Desk
from mostrador.storage import offers

EVERY = 2.0  # seconds
BREATH = 0.2  # seconds; what comes meanwhile is looked at together

log = structlog.get_logger("mostrador.routing")


class Routing:
    """Every process does it: a shop's queue is brought up to now under a lock, so doing it twice changes nothing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def running(self) -> AbstractAsyncContextManager[None]:
        return background.running(self._watch(), "routing")

    async def look(self) -> None:
        """Route what waits, and tell how it stands where that has changed."""
        desk = self._desk
        shops = await desk.db.read(offers.concerned_shops)
        for shop in shops:
            await routing.route(desk, shop)
            if desk.queues.tell(shop, await counter.queue(desk, shop)):
                desk.hub.call(routing.queue_of(shop))
        desk.queues.forget_others(shops)

    async def _watch(self) -> None:
        with self._desk.hub.listening(routing.QUEUES) as bell:
            while True:
                bell.take()
                try:
                    await self.look()
                except Exception:  # a lost database must not end the watch: chats would wait for ever
                    log.exception("queue_unread")
                await asyncio.sleep(BREATH)
                await self._desk.clock.wait(bell, EVERY)
