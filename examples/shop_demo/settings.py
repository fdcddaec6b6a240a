"""What the shop needs to be told before it opens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Help:
    """
    The help server's address and the secrets that both sides know.

    Without an `api_key` it is told nothing; without a `hook_secret` it tells the shop nothing.
    """

    url: str
    shop: str
    key_id: str
    identity_secret: str
    api_key: str = ""
    hook_secret: str = ""


def system_time() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ShopSettings:
    database: Path
    address: str = "http://localhost:8000"
    help: Help | None = None
    smtp: tuple[str, int] | None = None
    now: Callable[[], datetime] = system_time
    move_time: Callable[[timedelta], None] | None = None  # for the back office of a demo
