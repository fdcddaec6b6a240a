"""What strangers send is counted, and compared with what others sent lately."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from mostrador.desk import Desk
from mostrador.domain import fingerprint
from mostrador.domain.fingerprint import Fingerprint
from mostrador.domain.shop import Shop
from mostrador.domain.spam import Code
from mostrador.domain.wake import Wake
from mostrador.errors import TooMany
from mostrador.storage import recent_texts
from mostrador.storage.database import Lane

T = TypeVar("T")
LATELY = timedelta(days=14)  # how long a text is remembered, to know it when it comes again
HOUR = 3600  # seconds
TRIES = 3  # for a code that is free: one in 7,000 is taken in a shop with 100,000 conversations


async def count(desk: Desk, shop: Shop, counted: list[str], now: datetime) -> frozenset[Code]:
    """
    Count what opens a conversation, and say which limits it passes. Raises `TooMany` where it is the visitor's own.

    `counted` are the keys of the shop, the visitor, the network and, where one was given, the mailbox.
    """
    of_shop, of_visitor, of_network, *of_mailbox = await desk.tally.count(counted, now)
    limits = shop.profile.limits
    if of_visitor > limits.visitor:
        wait = HOUR - int(now.timestamp()) % HOUR
        raise TooMany(
            f"You have sent many forms within an hour. Your text is kept: try again in {max(1, wait // 60)} minutes.",
            retry_after=wait,
        )
    passed: dict[Code, bool] = {
        "shop_limit": of_shop > limits.shop,
        "network_limit": of_network > limits.network,
        "address_limit": any(count > limits.email for count in of_mailbox),
    }
    return frozenset(code for code, is_over in passed.items() if is_over)


def near(tx: Connection, shop: str, mine: Fingerprint | None, *, author: str, at: datetime) -> int:
    """Count the texts like this one that others sent lately, and remember this one. None is like many honest ones."""
    if mine is None:
        return 0
    others = recent_texts.candidates(tx, shop, mine, author=author, since=at - LATELY)
    recent_texts.add(tx, shop, mine, author=author, at=at)
    return fingerprint.near(mine.sketch, others)


def own_hosts(shop: Shop) -> tuple[str, ...]:
    """Where the shop itself lives: links to there are no advertisement."""
    return tuple((urlsplit(origin).hostname or "").removeprefix("www.") for origin in shop.origins)


async def write_with_code(
    desk: Desk, store: Callable[[Connection, str], T], wake: Wake, *, lane: Lane = "anonymous"
) -> T:
    """Do a piece of work with a code that no conversation has yet."""
    for _ in range(TRIES - 1):
        with suppress(IntegrityError):
            return await _write(desk, store, wake, lane)
    return await _write(desk, store, wake, lane)


async def _write(desk: Desk, store: Callable[[Connection, str], T], wake: Wake, lane: Lane) -> T:
    code = desk.code()
    return await desk.db.write(lambda tx: store(tx, code), wake=wake, lane=lane)
