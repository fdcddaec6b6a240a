"""The hub says when to look again; it carries no payload."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from mostrador.domain.wake import Wake
from mostrador.realtime.news import HERE, News

DUE = "due"  # the worker's topic


class Hub:
    """Bells by topic: a conversation's id, a shop's id, or `DUE`. Lives on one event loop."""

    def __init__(self) -> None:
        self._bells: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.news = News()
        self.closing = False

    @contextmanager
    def listening(self, *topics: str) -> Iterator[asyncio.Event]:
        """A bell that rings for any of these topics. Listen first, then look: nothing falls between."""
        bell = asyncio.Event()
        if self.closing:
            bell.set()
        for topic in topics:
            self._bells[topic].add(bell)
        try:
            yield bell
        finally:
            for topic in topics:
                self._bells[topic].discard(bell)
                if not self._bells[topic]:
                    del self._bells[topic]

    def ring(self, wake: Wake) -> None:
        self.news.note(wake.shop, wake.conversation)
        self._ring(wake.shop)
        if wake.conversation:
            self._ring(wake.conversation)
        if wake.due:
            self._ring(DUE)

    def signal(self, shop: str, conversation: str) -> None:
        """Who looks at it has changed, and nothing else: pages that show it look again, lists need not."""
        self.news.note(shop, HERE + conversation)
        self._ring(shop)

    def call(self, topic: str) -> None:
        """Let those who listen to this topic look: an agent's id, when a session of theirs was ended."""
        self._ring(topic)

    def close(self) -> None:
        """Let everybody who waits look once more and go: the server stops."""
        self.closing = True
        for topic in list(self._bells):
            self._ring(topic)

    def _ring(self, topic: str) -> None:
        for bell in self._bells.get(topic, ()):
            bell.set()
