"""Randomness from the system, fetched a page at a time: each fetch lets go of the interpreter and waits for it."""

import secrets
import threading

PAGE = 4096  # bytes: some four hundred ids


class Chance:
    """Hands out random bytes, each byte once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._page = b""
        self._used = 0

    def __call__(self, count: int) -> bytes:
        with self._lock:
            if self._used + count > len(self._page):
                self._page, self._used = secrets.token_bytes(max(PAGE, count)), 0
            taken = self._page[self._used : self._used + count]
            self._used += count
        return taken
