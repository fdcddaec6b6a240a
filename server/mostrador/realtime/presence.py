"""Who looks at which conversation right now: kept in memory, never stored."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

AWAY = timedelta(seconds=40)  # without a sign; pages give one every 15 s
STILL = timedelta(seconds=8)  # after the last key


@dataclass(frozen=True, slots=True)
class Looker:
    """An agent who has a conversation open."""

    id: str
    name: str
    writing: bool


@dataclass(slots=True)
class Sign:
    name: str
    seen_at: datetime
    wrote_at: datetime | None
    writes: bool = False  # as the others were last told


class Presence:
    def __init__(self) -> None:
        self._signs: defaultdict[str, dict[str, Sign]] = defaultdict(dict)

    def look(self, conversation: str, agent: str, name: str, *, writing: bool, at: datetime) -> bool:
        """Take a sign of life; True when it changes what others see."""
        before = self._signs[conversation].get(agent)
        wrote_at = at if writing else before.wrote_at if before else None
        self._signs[conversation][agent] = after = Sign(name, at, wrote_at)
        after.writes = _writes(after, at)
        return before is None or _is_away(before, at) or before.writes != after.writes

    def leave(self, conversation: str, agent: str) -> bool:
        """Forget somebody who closed it; True when they were there."""
        signs = self._signs.get(conversation, {})
        gone = signs.pop(agent, None)
        if not signs:
            self._signs.pop(conversation, None)
        return gone is not None

    def others(self, conversation: str, agent: str, *, at: datetime) -> list[Looker]:
        """Who else looks at it, whoever writes first."""
        signs = self._signs.get(conversation, {})
        for away in [name for name, sign in signs.items() if _is_away(sign, at)]:
            del signs[away]
        found = [Looker(who, sign.name, _writes(sign, at)) for who, sign in signs.items() if who != agent]
        return sorted(found, key=lambda looker: (not looker.writing, looker.name))


def _is_away(sign: Sign, at: datetime) -> bool:
    return at - sign.seen_at > AWAY


def _writes(sign: Sign, at: datetime) -> bool:
    return sign.wrote_at is not None and at - sign.wrote_at <= STILL
