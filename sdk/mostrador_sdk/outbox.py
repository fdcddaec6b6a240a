"""
What waits to be told, and where: the seam between capturing and sending.

`mostrador_sdk.sqlite_outbox.SqliteOutbox` keeps the rows in a file of their own. Whoever wants them in the shop's own
database, written in the same transaction as the order, gives `Mostrador` another `Outbox`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct


class Letter(Struct, frozen=True, kw_only=True):
    """
    One event on its way: what names it, and `body`, the whole event as JSON.

    `captured_at` is in seconds since 1970, UTC, as are all times here.
    """

    source: str
    id: str
    type: str
    subject: str
    body: bytes
    captured_at: float


class Waiting(Struct, frozen=True, kw_only=True):
    """A letter that is to be sent. `position` grows in the order of capture; `attempts` counts those that failed."""

    position: int
    letter: Letter
    attempts: int = 0


class Dead(Struct, frozen=True, kw_only=True):
    """A letter that cannot be delivered as it is, and the `reason`, a sentence."""

    position: int
    letter: Letter
    attempts: int
    reason: str
    died_at: float


class Counts(Struct, frozen=True, kw_only=True):
    """How many letters lie there, `size` of those that wait in bytes, and how many were `dropped` for want of room."""

    waiting: int
    dead: int
    size: int
    dropped: int


class Outbox(Protocol):
    """
    Where letters wait.

    Threads call it side by side, and several processes may share one. Each call is a transaction of its own, except
    that `put` and `bury` may join the transaction that the shop has open. Any exception that leaves `put` or `bury`
    means that the letter could not be written: it is logged and counted, never passed on. An implementation that joins
    the shop's transaction sees to it that a failed `put` does not spoil that (a savepoint).
    """

    def put(self, letter: Letter) -> bool:
        """Keep a letter until it is sent. False, and one more `dropped`, if there is no room for it."""

    def bury(self, letter: Letter, reason: str, *, at: float) -> None:
        """Keep a letter that cannot be sent. Where there is no room, the oldest dead one goes."""

    def claim(self, owner: str, *, limit: int, most: int, now: float, until: float, early: bool) -> list[Waiting]:
        """
        Take the oldest letters that nobody else holds, for `owner`, until then.

        At most `limit` letters and `most` bytes of bodies, but one at least, if one is there: see `fitting`. Not those
        that were put off to a time after `now`, unless `early`. A lease that has run out counts no more. Two callers
        never hold the same letter.
        """

    def forget(self, positions: Sequence[int]) -> None:
        """These have arrived."""

    def release(self, owner: str, positions: Sequence[int], *, due_at: float) -> None:
        """Give back what `owner` holds: not to be claimed before `due_at`, and one attempt more for each."""

    def kill(self, owner: str, reasons: Mapping[int, str], *, at: float) -> None:
        """Move what `owner` holds to the dead letters: a reason for each position."""

    def counts(self) -> Counts:
        """How much lies there."""

    def waiting(self, limit: int) -> list[Waiting]:
        """The oldest letters that wait, held by somebody or not."""

    def dead(self, limit: int) -> list[Dead]:
        """The oldest dead letters."""

    def revive(self, positions: Sequence[int], *, now: float) -> int:
        """Have these dead letters wait again, with no attempts behind them; how many did."""

    def tend(self, *, now: float) -> None:
        """What is to be done now and then, never while a checkout waits. The sender calls it about once a minute."""

    def close(self) -> None:
        """Let go of files and connections. A later call opens them again."""


def fitting(sizes: Iterable[tuple[int, int]], most: int) -> list[int]:
    """Of (position, bytes), oldest first, the positions that go into one batch: the first, and what fits behind it."""
    positions: list[int] = []
    for position, size in sizes:
        most -= size + 1  # a comma, or a bracket
        if positions and most < 0:
            break
        positions.append(position)
    return positions
