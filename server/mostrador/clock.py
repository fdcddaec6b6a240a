"""The time, handed in: nothing else in Mostrador asks the system what time it is."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment, in UTC, with its zone."""
        ...

    async def sleep(self, seconds: float) -> None: ...

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        """Wait for the event at most so long; say whether it came."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await event.wait()
        except TimeoutError:
            return False


class FileClock:
    """
    The system's time plus the seconds that a file says.

    Demo and tests move time by writing the file; whoever sleeps notices within `TICK`.
    """

    TICK = 0.05  # seconds

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ahead = 0.0  # as the file last said; a file that is just being written says nothing

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._offset())

    async def sleep(self, seconds: float) -> None:
        await self.wait(asyncio.Event(), seconds)

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        until = self.now() + timedelta(seconds=seconds)
        while not event.is_set():
            left = (until - self.now()).total_seconds()
            if left <= 0:
                return False
            try:
                async with asyncio.timeout(min(left, self.TICK)):
                    await event.wait()
            except TimeoutError:
                continue
        return True

    def _offset(self) -> float:
        with suppress(FileNotFoundError, ValueError):
            self._ahead = float(self._path.read_text())
        return self._ahead
