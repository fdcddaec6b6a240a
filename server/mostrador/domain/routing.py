"""To whom a waiting chat goes: the agent of its department with the most room, and of those the one longest without."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OnDuty:
    """An agent who takes chats now. `load` counts those they have and those that ring at them."""

    id: str
    departments: frozenset[str]
    capacity: int
    load: int
    idle_since: datetime

    @property
    def room(self) -> int:
        return self.capacity - self.load


@dataclass(frozen=True, slots=True)
class Waiting:
    """A chat that nobody has. `passed` are those at whom it has rung in vain, the first one first."""

    conversation: str
    department: str | None
    passed: Sequence[str] = ()


def choose(waiting: Waiting, agents: Iterable[OnDuty]) -> str | None:
    """
    The agent at whom it rings next; None where nobody has room.

    Where nobody of its department is on duty, everybody is of its department: it never hangs. When it has rung at all
    of them in vain it begins anew with the one at whom it rang the longest ago.
    """
    present = list(agents)
    own = [each for each in present if waiting.department in each.departments] if waiting.department else []
    free = [each for each in own or present if each.room > 0]
    if not free:
        return None
    rung = {agent: place for place, agent in enumerate(waiting.passed)}
    return min(free, key=lambda each: (rung.get(each.id, -1), -each.room, each.idle_since, each.id)).id
