"""
Two event loops in one thread.

Between its calls Playwright leaves its loop marked as running, until the run ends. `asyncio.run` refuses to start
beside a running loop, so a test without a browser would fail when one with a browser came before it.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unmarked() -> Iterator[None]:
    """Take the mark away meanwhile: Playwright's loop stands still as long as nobody calls it."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        if loop and not loop.is_closed():
            asyncio._set_running_loop(loop)


class Mark:
    """The mark as it is now, to be put back before Playwright is called again."""

    def __init__(self) -> None:
        self._loop = asyncio._get_running_loop()

    def put_back(self) -> None:
        asyncio._set_running_loop(self._loop)
