"""Links that stand in mails: one purpose, one subject, one end; only the digest is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from mostrador.storage.schema import link


@dataclass(frozen=True, slots=True)
class Link:
    id: str
    shop: str | None
    purpose: str
    subject: str
    body: dict[str, Any]
    version: int
    expires_at: datetime
    used_at: datetime | None


INSERT = insert(link)
BY_DIGEST = select(link).where(link.c.digest == bindparam("digest"))
LATEST = (
    select(link)
    .where(link.c.purpose == bindparam("purpose"), link.c.subject == bindparam("subject"))
    .order_by(link.c.created_at.desc())
    .limit(1)
)
USE = update(link).where(link.c.id == bindparam("link_key"), link.c.used_at.is_(None)).values(used_at=bindparam("at"))
EXPIRE = (
    update(link)
    .where(link.c.purpose == bindparam("of_purpose"), link.c.subject == bindparam("of_subject"))
    .values(expires_at=bindparam("at"))
)


def add(tx: Connection, new: Link, digest: bytes, *, at: datetime) -> None:
    tx.execute(
        INSERT,
        {
            "id": new.id,
            "shop_id": new.shop,
            "purpose": new.purpose,
            "subject": new.subject,
            "body": new.body,
            "version": new.version,
            "digest": digest,
            "created_at": at,
            "expires_at": new.expires_at,
        },
    )


def by_digest(tx: Connection, digest: bytes) -> Link | None:
    row = tx.execute(BY_DIGEST, {"digest": digest}).one_or_none()
    return None if row is None else _link(row)


def latest(tx: Connection, purpose: str, subject: str) -> Link | None:
    row = tx.execute(LATEST, {"purpose": purpose, "subject": subject}).one_or_none()
    return None if row is None else _link(row)


def use(tx: Connection, id: str, *, at: datetime) -> bool:
    """Spend a one-use link; False when it was spent before."""
    return tx.execute(USE, {"link_key": id, "at": at}).rowcount == 1


def expire(tx: Connection, purpose: str, subject: str, *, at: datetime) -> None:
    """End every link for this purpose and subject."""
    tx.execute(EXPIRE, {"of_purpose": purpose, "of_subject": subject, "at": at})


def _link(row: Any) -> Link:
    return Link(row.id, row.shop_id, row.purpose, row.subject, row.body, row.version, row.expires_at, row.used_at)
