"""API keys of the shops' own servers: only a digest and the last four characters are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from mostrador.storage.schema import api_key


@dataclass(frozen=True, slots=True)
class ApiKey:
    id: str
    shop: str
    name: str
    scopes: tuple[str, ...]
    hint: str
    created_at: datetime
    last_used_at: datetime | None


INSERT = insert(api_key)
LIVE = (
    select(api_key)
    .where(api_key.c.shop_id == bindparam("shop"), api_key.c.revoked_at.is_(None))
    .order_by(api_key.c.name, api_key.c.created_at, api_key.c.id)
)
REVOKE = (
    update(api_key)
    .where(
        api_key.c.shop_id == bindparam("shop"),
        api_key.c.id == bindparam("key_id"),
        api_key.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("at"))
)
BY_DIGEST = select(api_key).where(api_key.c.digest == bindparam("digest"), api_key.c.revoked_at.is_(None))
TOUCH = (
    update(api_key)
    .where(api_key.c.shop_id == bindparam("shop"), api_key.c.id == bindparam("key_id"))
    .values(last_used_at=bindparam("at"))
)


def add(
    tx: Connection,
    shop: str,
    id: str,
    *,
    name: str,
    scopes: Sequence[str],
    digest: bytes,
    hint: str,
    at: datetime,
) -> None:
    tx.execute(
        INSERT,
        {
            "id": id,
            "shop_id": shop,
            "name": name,
            "scopes": list(scopes),
            "digest": digest,
            "hint": hint,
            "created_at": at,
        },
    )


def live(tx: Connection, shop: str) -> list[ApiKey]:
    """Every key that still counts: those of one name together, the older first."""
    return [_key(row) for row in tx.execute(LIVE, {"shop": shop})]


def by_digest(tx: Connection, digest: bytes) -> ApiKey | None:
    """The living key of this digest, whichever shop's it is."""
    row = tx.execute(BY_DIGEST, {"digest": digest}).one_or_none()
    return None if row is None else _key(row)


def touch(tx: Connection, shop: str, id: str, *, at: datetime) -> None:
    """Note when a key was last used."""
    tx.execute(TOUCH, {"shop": shop, "key_id": id, "at": at})


def revoke(tx: Connection, shop: str, id: str, *, at: datetime) -> bool:
    """End it; False when there is no such living key in this shop."""
    return tx.execute(REVOKE, {"shop": shop, "key_id": id, "at": at}).rowcount == 1


def _key(row: Any) -> ApiKey:
    return ApiKey(row.id, row.shop_id, row.name, tuple(row.scopes), row.hint, row.created_at, row.last_used_at)
