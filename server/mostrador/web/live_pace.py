"""How fast a client may send frames: a bucket of tokens that fills by time."""

from mostrador.clock import Clock

BURST = 60.0  # frames at once: a tab that was away sends what it kept
PER_SECOND = 10.0


class Pace:
    __slots__ = ("_at", "_clock", "_tokens")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tokens, self._at = BURST, clock.now()

    def allows(self) -> bool:
        """Take a token for a frame; False when there is none."""
        now = self._clock.now()
        self._tokens = min(BURST, self._tokens + (now - self._at).total_seconds() * PER_SECOND)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
