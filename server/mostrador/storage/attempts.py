"""Attempts to get in, counted where every process sees them and no restart forgets them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, text, update

from mostrador.domain.attempts import Attempts
from mostrador.storage.schema import attempt
from mostrador.storage.types import EPOCH, Moment

# One statement: between two, somebody who was right may take away what the first one found.
LOCK = (
    text(
        "INSERT INTO attempt (digest, failures, last_at, free_at) VALUES (:digest, 0, :at, :free)"
        " ON CONFLICT (digest) DO UPDATE SET failures = attempt.failures RETURNING failures, last_at, free_at"
    )
    .bindparams(bindparam("at", type_=Moment), bindparam("free", type_=Moment))
    .columns(attempt.c.failures, attempt.c.last_at, attempt.c.free_at)
)
COUNT = (
    update(attempt)
    .where(attempt.c.digest == bindparam("key"))
    .values(failures=bindparam("new_failures"), last_at=bindparam("new_last"), free_at=bindparam("new_free"))
)
TAKE_BACK = (
    update(attempt)
    .where(attempt.c.digest == bindparam("key"), attempt.c.failures > 0)
    .values(failures=attempt.c.failures - 1)
)
CLEAR = delete(attempt).where(attempt.c.digest.in_(bindparam("digests", expanding=True)))
FORGET = delete(attempt).where(attempt.c.last_at < bindparam("before"))


def lock(tx: Connection, digest: bytes, *, at: datetime) -> Attempts:
    """What was tried so far; nobody else counts the same until this transaction ends."""
    row = tx.execute(LOCK, {"digest": digest, "at": at, "free": EPOCH}).one()
    return Attempts(row.failures, row.last_at, row.free_at)


def put(tx: Connection, digest: bytes, attempts: Attempts) -> None:
    tx.execute(
        COUNT,
        {
            "key": digest,
            "new_failures": attempts.failures,
            "new_last": attempts.last_at,
            "new_free": attempts.free_at,
        },
    )


def take_back(tx: Connection, digest: bytes) -> None:
    """It was counted before it was judged, and it was right."""
    tx.execute(TAKE_BACK, {"key": digest})


def clear(tx: Connection, digests: Sequence[bytes]) -> None:
    tx.execute(CLEAR, {"digests": list(digests)})


def forget(tx: Connection, *, before: datetime) -> None:
    tx.execute(FORGET, {"before": before})
