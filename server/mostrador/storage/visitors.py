"""Visitors: browsers that we know nothing about, each with a token of its own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from mostrador.storage.prepared import Prepared
from mostrador.storage.schema import visitor


@dataclass(frozen=True, slots=True)
class Visitor:
    id: str
    shop: str
    customer: str | None
    expires_at: datetime


INSERT = insert(visitor)
LIVING = select(visitor.c.id, visitor.c.shop_id, visitor.c.customer_id, visitor.c.expires_at).where(
    visitor.c.digest == bindparam("digest"),
    visitor.c.revoked_at.is_(None),
    visitor.c.expires_at > bindparam("at"),
)
BY_TOKEN, LOCK_BY_TOKEN = Prepared(LIVING), Prepared(LIVING.with_for_update(key_share=True))
REVOKE = update(visitor).where(visitor.c.id == bindparam("visitor_key")).values(revoked_at=bindparam("at"))
REVOKED_SINCE = select(visitor.c.id, visitor.c.customer_id).where(visitor.c.revoked_at > bindparam("moment"))
EXTEND = (
    update(visitor)
    .where(visitor.c.id == bindparam("visitor_key"))
    .values(seen_at=bindparam("at"), expires_at=bindparam("until"))
)


def add(
    tx: Connection,
    shop: str,
    id: str,
    digest: bytes,
    *,
    at: datetime,
    expires_at: datetime,
    customer: str | None = None,
) -> None:
    tx.execute(
        INSERT,
        {
            "id": id,
            "shop_id": shop,
            "digest": digest,
            "customer_id": customer,
            "created_at": at,
            "seen_at": at,
            "expires_at": expires_at,
        },
    )


def by_token(tx: Connection, digest: bytes, *, at: datetime) -> Visitor | None:
    """Whose living token this is."""
    row = BY_TOKEN.first(tx, {"digest": digest, "at": at})
    return Visitor(*row) if row else None


def lock_by_token(tx: Connection, digest: bytes, *, at: datetime) -> Visitor | None:
    """Whose living token this is; what the same visitor sends meanwhile waits for this transaction."""
    row = LOCK_BY_TOKEN.first(tx, {"digest": digest, "at": at})
    return Visitor(*row) if row else None


def extend(tx: Connection, id: str, *, at: datetime, until: datetime) -> None:
    tx.execute(EXTEND, {"visitor_key": id, "at": at, "until": until})


def revoke(tx: Connection, id: str, *, at: datetime) -> None:
    tx.execute(REVOKE, {"visitor_key": id, "at": at})


def revoked_since(tx: Connection, moment: datetime) -> list[str]:
    """Whose tokens were revoked since then; of customers their own id too."""
    rows = tx.execute(REVOKED_SINCE, {"moment": moment})
    return [who for row in rows for who in (row.id, row.customer_id) if who]
