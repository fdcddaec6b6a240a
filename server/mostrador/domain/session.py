"""An agent's session: how long it lives, and what is kept of its secret id."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

ID_BYTES = 32
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=1)  # so that reading does not become writing


@dataclass(frozen=True, slots=True)
class Session:
    digest: bytes
    agent: str
    shop: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    browser: str = ""
    address: str = ""


def digest(session_id: str) -> bytes:
    return hashlib.sha256(session_id.encode()).digest()


def end(created_at: datetime, seen_at: datetime) -> datetime:
    """When a session is over if nobody uses it any more: idle too long, or simply old."""
    return min(created_at + LONGEST, seen_at + IDLE)


def wants_seeing(session: Session, at: datetime) -> bool:
    return at - session.seen_at >= SEEN_EVERY
