"""How it stands at a shop's counter: open or not, somebody there, who waits, and how long it takes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """
    `back_at` is when the shop opens next, where it is closed; `line` the waiting chats, first first.

    `usual_wait` is the median of the last hour, in seconds; None where nobody came within it.
    """

    open: bool
    on_duty: bool
    back_at: datetime | None
    usual_wait: int | None
    line: tuple[str, ...]

    def place(self, conversation: str) -> int | None:
        """Where a chat stands in line, from 1; None for one that does not wait."""
        return self.line.index(conversation) + 1 if conversation in self.line else None
