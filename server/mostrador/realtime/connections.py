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
    def counted(self, network: str) -> Iterator[None]:
        """Count a line from its first byte on. Raises `TooMany` for one network, `Busy` when the server is full."""
        if self.open >= self._most:
            raise Busy("The server has no free line. It will be tried again.", code="lines_full", retry_after=30)
        with _in(self._networks, network, PER_NETWORK):
            self.open += 1
            try:
                yield
            finally:
                self.open -= 1

    @contextmanager
    def counted_for(self, who: str) -> Iterator[None]:
        """Count it for whoever has said who they are. Raises `TooMany`."""
        with _in(self._people, who, PER_PERSON):
            yield


@contextmanager
def _in(counter: Counter[str], key: str, most: int) -> Iterator[None]:
    if counter[key] >= most:
        raise TooMany("There are too many lines open.", code="too_many_lines", retry_after=60)
    counter[key] += 1
    try:
        yield
    finally:
        _less(counter, key)


def _less(counter: Counter[str], key: str) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]
