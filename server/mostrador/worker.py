"""Does what is due: what must leave the house, and what happens later."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import structlog

from mostrador.actions import duties, survey_talks, sweeping
from mostrador.desk import Desk
from mostrador.realtime.hub import DUE
from mostrador.storage import due
from mostrador.traces import trace

LEASE = timedelta(seconds=120)  # longer than any gateway's own time-out, so that no two do the same at once
LOOK_AGAIN = 20.0  # seconds; a wake that got lost costs at most this much delay
AT_ONCE = 8
BREATH = 0.2  # seconds between rounds: mail servers throttle who hurries, and whoever waits for an answer comes first
LAST = 10.0  # seconds for what was begun when the server stops; a mail broken off in its middle is sent a second time

log = structlog.get_logger("mostrador.worker")


class Worker:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._swept = datetime.min.replace(tzinfo=UTC)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work beside the server until it stops; what was begun is finished, or after `LAST` left to its lease."""
        task = asyncio.create_task(self._work(), name="worker")
        try:
            yield
        finally:
            self._desk.hub.close()
            await asyncio.wait({task}, timeout=LAST)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _work(self) -> None:
        hub = self._desk.hub
        while not hub.closing:
            with hub.listening(DUE) as bell:
                try:
                    while await self.round() and not hub.closing:
                        await self._desk.clock.sleep(BREATH)
                    await self._sweep()
                    pause = await self._pause()
                except Exception as problem:  # a lost database must not end the only worker; it looks again
                    log.error("worker_round_failed", trace=trace(problem))
                    pause = LOOK_AGAIN
                await self._desk.clock.wait(bell, pause)

    async def round(self) -> int:
        """Take what is due now, do it, and say how much that was."""
        now = self._desk.clock.now()
        rows = await self._desk.db.write(lambda tx: due.lease(tx, now=now, until=now + LEASE, most=AT_ONCE))
        await asyncio.gather(*(duties.perform(self._desk, row) for row in rows))
        return len(rows)

    async def _sweep(self) -> None:
        if self._desk.clock.now() - self._swept >= sweeping.EVERY:
            self._swept = self._desk.clock.now()
            await sweeping.sweep(self._desk)
            await survey_talks.plan(self._desk)

    async def _pause(self) -> float:
        """How long until the next row is due, at most `LOOK_AGAIN`."""
        at = await self._desk.db.read(due.next_at)
        if at is None:
            return LOOK_AGAIN
        return min(max((at - self._desk.clock.now()).total_seconds(), 0.05), LOOK_AGAIN)
