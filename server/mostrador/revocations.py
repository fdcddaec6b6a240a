"""Looks every two seconds which sessions were ended, in whichever process, and wakes what they still hold open."""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from mostrador import background
from mostrador.desk import Desk
from mostrador.storage import sessions, visitors

EVERY = 2.0  # seconds
OVERLAP = timedelta(seconds=30)  # a slow commit, or another process's clock that is behind

log = structlog.get_logger("mostrador.revocations")


class Revocations:
    """Whoever waits for somebody listens to that one's id too, and asks at each bell who they still are."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._told: set[tuple[bytes | str, str]] = set()

    def running(self) -> AbstractAsyncContextManager[None]:
        return background.running(self._watch(), "revocations")

    async def look(self) -> None:
        """Wake those who have not been woken yet."""
        since = self._desk.clock.now() - OVERLAP

        def work(tx: Connection) -> set[tuple[bytes | str, str]]:
            shoppers = {(who, who) for who in visitors.revoked_since(tx, since)}
            return {*sessions.revoked_since(tx, since), *shoppers}

        ended = await self._desk.db.read(work)
        for who in {who for _, who in ended - self._told}:
            self._desk.hub.call(who)
        self._told = ended

    async def _watch(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:  # a lost database must not end the watch; each poll ends by itself soon enough
                log.exception("revocations_unread")
            await self._desk.clock.sleep(EVERY)
