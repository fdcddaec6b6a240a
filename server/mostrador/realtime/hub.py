"""The hub says when to look again; it carries no payload."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from mostrador.domain.wake import Wake
from mostrador.realtime.news import HERE, News

DUE = "due"  # the worker's topic


class Bell(asyncio.Event):
    """Rings for the topics that it hangs at, and remembers which of them it rang for."""

    def __init__(self) -> None:
        super().__init__()
        self._rung: set[str] = set()

    def ring(self, topic: str) -> None:
        self._rung.add(topic)
        self.set()

    def take(self) -> set[str]:
        """The topics it rang for since it was last asked; from here on it is still."""
        rung, self._rung = self._rung, set()
        self.clear()
        return rung


class Hub:
    """Bells by topic: a conversation's id, a shop's, an agent's, a visitor's, or `DUE`. Lives on one event loop."""

    def __init__(self) -> None:
        self._bells: defaultdict[str, set[Bell]] = defaultdict(set)
        self._rings = 0
        self.news = News()
        self.closing = False

    @contextmanager
    def listening(self, *topics: str) -> Iterator[Bell]:
        """A bell that rings for any of these topics. Listen first, then look: nothing falls between."""
        bell = Bell()
        if self.closing:
            bell.set()
        self.hang(bell, *topics)
        try:
            yield bell
        finally:
            self.unhang(bell, *topics)

    def hang(self, bell: Bell, *topics: str) -> None:
        """Let it ring for these topics too."""
        for topic in topics:
            self._bells[topic].add(bell)

    def unhang(self, bell: Bell, *topics: str) -> None:
        for topic in topics:
            self._bells[topic].discard(bell)
            if not self._bells[topic]:
                del self._bells[topic]

    def ring(self, wake: Wake) -> None:
        if wake.inbox:
            self.news.note(wake.shop, wake.conversation)
            self._ring(wake.shop)
        if wake.conversation:
            self._ring(wake.conversation)
        for who in wake.who:
            self._ring(who)
        if wake.due:
            self._ring(DUE)

    def signal(self, shop: str, conversation: str) -> None:
        """Who looks at it has changed, and nothing else: pages that show it look again, lists need not."""
        self.news.note(shop, HERE + conversation)
        self._ring(shop)

    def call(self, topic: str) -> None:
        """Let those who listen to this topic look: an agent's or visitor's id, when a session of theirs was ended."""
        self._ring(topic)

    def close(self) -> None:
        """Let everybody who waits look once more and go: the server stops."""
        self.closing = True
        for topic in list(self._bells):
            self._ring(topic)

    @property
    def rings(self) -> int:
        """How often anything was rung for so far."""
        return self._rings

    def _ring(self, topic: str) -> None:
        self._rings += 1
        for bell in self._bells.get(topic, ()):
            bell.ring(topic)
