"""Whether a server runs on this data folder: many may serve, nobody may restore meanwhile."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mostrador.errors import Misconfigured

NAME = "in-use.lock"


@contextmanager
def serving(data: Path) -> Iterator[None]:
    """Hold the folder as one of those who serve from it."""
    with _locked(data, fcntl.LOCK_SH, "Somebody restores this database; start the server afterwards."):
        yield


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the folder for oneself. Raises `Misconfigured` while a server runs."""
    with _locked(data, fcntl.LOCK_EX, "A server runs on this database: stop it first."):
        yield


@contextmanager
def _locked(data: Path, kind: int, taken: str) -> Iterator[None]:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data / NAME).open("a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Misconfigured(taken) from None
        yield  # closing the file lets go of it, also when the process is killed
