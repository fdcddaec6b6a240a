"""Keeps a database's writing threads busy, so that what comes meanwhile has to wait."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mostrador.storage.database import Database
from mostrador.storage.postgres import WRITERS, PostgresDatabase

QUEUE = 32  # pieces that may wait for a writer here: few, so that a test can fill it
PATIENCE = 60.0  # seconds


class Held:
    """Every writing thread waits; each release lets one of them go on."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._begun, self._go = threading.Semaphore(0), threading.Semaphore(0)

    def wait(self, _tx: object) -> None:
        self._begun.release()
        assert self._go.acquire(timeout=PATIENCE)

    def begin(self) -> None:
        for _ in range(self.threads):
            assert self._begun.acquire(timeout=PATIENCE)

    def release(self, threads: int) -> None:
        for _ in range(threads):
            self._go.release()
        self.threads -= threads


@asynccontextmanager
async def held(db: Database) -> AsyncIterator[Held]:
    """Hold all writing threads until the block ends; on SQLite what waits then is one group."""
    holding = Held(WRITERS if isinstance(db, PostgresDatabase) else 1)
    blockers = [asyncio.create_task(db.write(holding.wait)) for _ in range(holding.threads)]
    await asyncio.to_thread(holding.begin)
    try:
        yield holding
    finally:
        holding.release(holding.threads)
        await asyncio.gather(*blockers)


async def queued() -> None:
    """Let tasks that were just made hand in their work."""
    await asyncio.sleep(0)
