"""Passwords, hashed with argon2id in a few threads of their own: work that costs 64 MiB each time."""

import asyncio
import functools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from mostrador.domain.password import check
from mostrador.errors import Busy

T = TypeVar("T")
AT_ONCE = 2  # 64 MiB each; more would let strangers at the login page fill the memory
MOST_WAITING = 40  # about two seconds of work on a small machine
HASHER = PasswordHasher()  # RFC 9106's second recommended option: 64 MiB, 3 passes, 4 lanes

# Of no password. Checking against it takes as long as against a real one, so that nobody can time which accounts exist.
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$bW9zdHJhZG9yLm5vYm9keQ$Ynl0ZXMgdGhhdCBubyBwYXNzd29yZCBoYXNoZXMgdG8"


class Passwords:
    """Hashes and checks passwords beside the event loop, a few at a time."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Raises `Busy` when too much of this work waits."""
        return await self._run(hash_password, password)

    async def check(self, password_hash: str | None, password: str) -> bool:
        """Say whether this is the password; takes the same time where there is none. Raises `Busy`."""
        right = await self._run(is_password, password_hash or NOBODYS, password)
        return right and password_hash is not None

    async def judge(self, password: str, known: Sequence[str]) -> None:
        """Raise `Invalid` for one that others would guess; takes a fifth of a second at worst, so not on the loop."""
        await self._run(functools.partial(check, known=tuple(known)), password)

    async def _run(self, work: Callable[..., T], *values: str) -> T:
        if self._waiting >= MOST_WAITING:
            raise Busy("Too many people are logging in at once; try again in a moment.", retry_after=5)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *values)
        finally:
            self._waiting -= 1


def hash_password(password: str) -> str:
    """Hash it here and now: for the command line, where nobody else waits."""
    return HASHER.hash(password)


def is_password(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def wants_rehash(password_hash: str) -> bool:
    """Say whether it was hashed with less work than today's."""
    return HASHER.check_needs_rehash(password_hash)
