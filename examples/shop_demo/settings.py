"""What the shop needs to be told before it opens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Help:
    """The help server's address and the secret that both sides know."""

    url: str
    shop: str
    key_id: str
    identity_secret: str


def system_time() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ShopSettings:
    database: Path
    address: str = "http://localhost:8000"
    help: Help | None = None
    smtp: tuple[str, int] | None = None
    now: Callable[[], datetime] = system_time
