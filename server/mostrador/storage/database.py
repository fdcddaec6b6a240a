"""The two verbs by which the async world meets the database."""

from collections.abc import Callable, Iterable
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import Connection

from mostrador.domain.wake import Wake

T = TypeVar("T")
Lane = Literal["agents", "identified", "anonymous"]
Wakes = Wake | Iterable[Wake] | Callable[[Any], Iterable[Wake]] | None  # the last where the result says whom
Ring = Callable[[Wake], None]


class Database(Protocol):
    async def write(self, work: Callable[[Connection], T], *, wake: Wakes = None, lane: Lane = "agents") -> T:
        """
        Run `work(connection)` in a transaction: all of it happens, or none of it, and on disk before this returns.

        A caller that is cancelled stops waiting; the work still happens, and so does its wake.
        Raises `Busy` when more work waits than the settings allow, or the database is closing.
        """
        ...

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work(connection)` on one snapshot; it cannot write."""
        ...

    async def close(self) -> None:
        """Finish what was accepted, then let go of the files and connections."""
        ...


def each(wake: Wakes, result: Any) -> Iterable[Wake]:
    """What a piece of work wakes that came to this result."""
    if wake is None:
        return ()
    if isinstance(wake, Wake):
        return (wake,)
    return wake(result) if callable(wake) else wake
