"""Counts of what came within the last hour, by whatever it is counted by."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

HOUR = 3600  # seconds
MOST_KEYS = 500_000  # some 100 MB; in a flood beyond that newcomers go uncounted, and the shop's own count speaks


class Tally:
    """
    Sliding hours: this hour's count, and of the last hour's as much as still lies within sixty minutes.

    In memory, judged by the clock that is handed in. (The memory store of `limits` looks through all its keys at
    every hit, by the system's time.)
    """

    def __init__(self) -> None:
        self._hour = 0
        self._now: Counter[str] = Counter()
        self._before: Counter[str] = Counter()

    async def count(self, keys: Sequence[str], at: datetime) -> list[float]:
        """Count one for each key, and return how many that makes within the last hour."""
        share = self._turn(at)
        for key in keys:
            if key in self._now or len(self._now) < MOST_KEYS:
                self._now[key] += 1
        return [max(1.0, self._within(key, share)) for key in keys]

    async def uncount(self, keys: Sequence[str]) -> None:
        """Take one back for each key: it was the same thing sent again."""
        for key in keys:
            if self._now[key] > 1:
                self._now[key] -= 1
            else:
                del self._now[key]

    async def look(self, keys: Sequence[str], at: datetime) -> list[float]:
        """How many came within the last hour, counting nothing."""
        share = self._turn(at)
        return [self._within(key, share) for key in keys]

    def _within(self, key: str, share: float) -> float:
        return self._now.get(key, 0) + share * self._before.get(key, 0)

    def _turn(self, at: datetime) -> float:
        """Turn the page where the hour has changed; return how much of the hour before still counts."""
        hour, into = divmod(at.timestamp(), HOUR)
        if hour > self._hour:
            self._before = self._now if hour == self._hour + 1 else Counter()
            self._now = Counter()
            self._hour = int(hour)
        return 1 - into / HOUR
