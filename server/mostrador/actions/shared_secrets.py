"""Secrets that a shop shares with somebody else: two count while one takes over from the other, and one at least."""

from datetime import datetime

from sqlalchemy import Connection

from mostrador.domain.keys import LIVE_AT_ONCE
from mostrador.errors import Conflict, NotFound
from mostrador.storage import secrets
from mostrador.storage.secrets import Kind


def require_room(tx: Connection, shop: str, kind: Kind, subject: str = "") -> None:
    """Raises `Conflict` where two count. To be called with the shop locked."""
    if len(secrets.live(tx, shop, kind, subject)) >= LIVE_AT_ONCE:
        raise Conflict("Two secrets count already; end the old one first.", code="two_live")


def end(tx: Connection, shop: str, kind: Kind, id: str, *, at: datetime) -> None:
    """End one of two. Raises `NotFound`, and `Conflict` for the last one, without which nothing could be signed."""
    found = secrets.find(tx, shop, kind, id)
    if found is None:
        raise NotFound("There is no such secret.")
    if len(secrets.live(tx, shop, kind, found.subject)) < LIVE_AT_ONCE:
        raise Conflict("One secret has to count; make another first.", code="last_secret")
    secrets.revoke(tx, shop, kind, id, at=at)


def end_all(tx: Connection, shop: str, kind: Kind, subject: str, *, at: datetime) -> None:
    """End all secrets of something that is taken away."""
    for each in secrets.live(tx, shop, kind, subject):
        secrets.revoke(tx, shop, kind, each.id, at=at)
