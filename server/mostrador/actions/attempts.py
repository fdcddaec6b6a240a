"""Attempts to get in: counted before they are judged, and forgiven where they were right."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import attempts as judging
from mostrador.domain.attempts import Kind
from mostrador.errors import TooMany
from mostrador.storage import attempts

OWN: frozenset[Kind] = frozenset({"known", "pair", "code"})  # forgotten when it was right; the others count one less
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    kind: Kind
    digest: bytes


def counted(desk: Desk, kind: Kind, what: str) -> Counted:
    """One thing that attempts are counted by. Keyed, so that the table does not say who knocked."""
    return Counted(kind, hmac.new(desk.keyring.forms, f"attempt\0{kind}\0{what}".encode(), hashlib.sha256).digest())


async def admit(desk: Desk, by: Sequence[Counted]) -> None:
    """Count one more attempt. Raises `TooMany`, and counts nothing, while any of them has to wait."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        attempts.forget(tx, before=now - KEPT)
        for each in sorted(by, key=lambda one: one.digest):  # always in one order, so that no two wait for each other
            so_far = attempts.lock(tx, each.digest, at=now)
            if wait := judging.wait(so_far, now):
                raise TooMany("Too many tries; wait a little.", code="too_many", retry_after=ceil(wait.total_seconds()))
            attempts.put(tx, each.digest, judging.one_more(each.kind, so_far, now))

    await desk.db.write(work, lane="anonymous")


def forgive(tx: Connection, by: Sequence[Counted]) -> None:
    """It was right: it counts no more, and neither do this account's own slips before it."""
    attempts.clear(tx, [each.digest for each in by if each.kind in OWN])
    for each in by:
        if each.kind not in OWN:
            attempts.take_back(tx, each.digest)
