"""Telling the log what is wrong, but not a thousand times."""

import logging
import time

LOG = logging.getLogger("mostrador_sdk")
SELDOM = 60  # seconds between two notices of the same kind


class Notices:
    """Ids and counts go to the log, never an address, a name or a key."""

    def __init__(self) -> None:
        self._said: dict[str, float] = {}

    def seldom(self, kind: str, sentence: str, *values: object) -> None:
        """Log an error of this kind once a minute at most."""
        now = time.monotonic()
        if now - self._said.get(kind, -SELDOM) >= SELDOM:
            self._said[kind] = now
            LOG.error(sentence, *values)

    def once(self, kind: str, sentence: str, *values: object) -> None:
        """Log a warning of this kind, and not again before `over`."""
        if kind not in self._said:
            self._said[kind] = time.monotonic()
            LOG.warning(sentence, *values)

    def over(self, *kinds: str) -> bool:
        """These are in order again; whether one of them had been told of."""
        return bool([self._said.pop(kind) for kind in kinds if kind in self._said])
