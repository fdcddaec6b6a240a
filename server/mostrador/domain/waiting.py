"""Since when a customer waits for us: from their first word after our last one."""

from collections.abc import Iterable
from datetime import datetime

from mostrador.domain.event import OPENING, Event

TURNS: frozenset[str] = OPENING | {"message", "heard", "resolved", "ended"}  # begin the waiting, or end it


def after(since: datetime | None, event: Event) -> datetime | None:
    """Since when they wait once this has happened, if they waited `since` before."""
    if event.kind == "redacted" and "waiting_since" in event.body:
        told = event.body["waiting_since"]
        return datetime.fromisoformat(told) if told else None
    if event.kind not in TURNS:
        return since
    is_over = event.kind in {"resolved", "ended"} or event.author.startswith("agt_")
    return None if is_over else since or event.at


def without(said: Event, log: Iterable[Event]) -> datetime | None:
    """
    Since when they would wait had this, and what was taken back before, never been said.

    `log` is the conversation's, the oldest first; only the kinds in `TURNS` count.
    """
    since = None
    for event in log:
        if event.kind in TURNS and event.seq != said.seq and not event.body.get("redacted"):
            since = after(since, event)
    return since
