"""The pulse of all open lines: one task beats on each in its turn, so that an idle line has no timer of its own."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Protocol

from mostrador import background
from mostrador.clock import Clock

BEAT = 20.0  # seconds between two beats on a line


class Beating(Protocol):
    def beat(self) -> None: ...


class Pulse:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._due: OrderedDict[Beating, datetime] = OrderedDict()  # the next one first: all are put off by as much
        self._came = asyncio.Event()

    @contextmanager
    def on(self, line: Beating) -> Iterator[None]:
        """Beat on this line from here on, every `BEAT` seconds."""
        self._put(line)
        if len(self._due) == 1:
            self._came.set()
        try:
            yield
        finally:
            del self._due[line]

    def running(self) -> AbstractAsyncContextManager[None]:
        return background.running(self._run(), "pulse")

    async def _run(self) -> None:
        while True:
            self._came.clear()
            while self._due and self._left() <= 0:
                line = next(iter(self._due))
                self._put(line)
                line.beat()
            await self._clock.wait(self._came, self._left() if self._due else BEAT)

    def _put(self, line: Beating) -> None:
        self._due[line] = self._clock.now() + timedelta(seconds=BEAT)
        self._due.move_to_end(line)

    def _left(self) -> float:
        """Seconds until the next beat."""
        return (next(iter(self._due.values())) - self._clock.now()).total_seconds()
