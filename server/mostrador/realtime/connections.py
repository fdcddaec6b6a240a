"""How many lines are open, by whom and from where: each is capped, and so is the whole."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from mostrador.errors import Busy, TooMany

PER_PERSON = 12  # tabs share one line, devices do not
PER_NETWORK = 2_000  # an office, a school, a mobile carrier's gateway


class Connections:
    def __init__(self, most: int) -> None:
        self._most = most
        self._people: Counter[str] = Counter()
        self._networks: Counter[str] = Counter()
        self.open = 0

    @contextmanager
    def counted(self, who: str, network: str) -> Iterator[None]:
        """Raises `TooMany` for one person or network, `Busy` when the server is full."""
        if self.open >= self._most:
            raise Busy("The server has no free line. It will be tried again.", code="lines_full", retry_after=30)
        if self._people[who] >= PER_PERSON or self._networks[network] >= PER_NETWORK:
            raise TooMany("There are too many lines open.", code="too_many_lines", retry_after=60)
        self.open += 1
        self._people[who] += 1
        self._networks[network] += 1
        try:
            yield
        finally:
            self.open -= 1
            _less(self._people, who)
            _less(self._networks, network)


def _less(counter: Counter[str], key: str) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]
