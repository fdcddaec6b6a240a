"""Which messages have been dealt with: a memory with an end."""

import threading
from collections import OrderedDict
from typing import Literal

Standing = Literal["new", "under way", "done"]


class Remembered:
    """The last `most` ids. Threads may use it side by side; other processes have a memory of their own."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._ids: OrderedDict[str, Standing] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, id: str) -> Standing:
        """How it stands with `id`. A new one is under way from now on: say `done`, or `forget` it."""
        with self._lock:
            standing = self._ids.setdefault(id, "new")
            if standing == "new":
                self._ids[id] = "under way"
                if len(self._ids) > self._most:
                    self._ids.popitem(last=False)
            return standing

    def done(self, id: str) -> None:
        """It need not be dealt with again."""
        with self._lock:
            self._ids[id] = "done"

    def forget(self, id: str) -> None:
        """It may come again."""
        with self._lock:
            self._ids.pop(id, None)
