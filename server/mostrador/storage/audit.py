"""The audit log: append-only, each entry chained to the one before it."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from mostrador.storage.schema import audit

LAST = select(audit.c.chain).order_by(audit.c.number.desc()).limit(1)
LAST_LOCKED = LAST.with_for_update()
INSERT = insert(audit)
ALL = select(audit).order_by(audit.c.number)
PAGE = (
    select(audit)
    .where(audit.c.shop_id == bindparam("shop"), audit.c.number < bindparam("before"))
    .order_by(audit.c.number.desc())
    .limit(bindparam("most"))
)
NEWEST = 2**62


def record(
    tx: Connection,
    key: bytes,
    *,
    shop: str | None,
    at: datetime,
    actor: str,
    action: str,
    subject: str = "",
    fields: Sequence[str] = (),
    address: str = "",
) -> None:
    """Write down who did what to which id, in the same transaction; names of fields, never their values."""
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("LOCK TABLE audit IN EXCLUSIVE MODE")  # two entries must not follow the same one
    before = tx.execute(LAST).scalar_one_or_none() or b""
    entry = (shop, at.isoformat(), actor, action, subject, list(fields), shortened(address))
    tx.execute(
        INSERT,
        {
            "shop_id": shop,
            "at": at,
            "actor": actor,
            "action": action,
            "subject": subject,
            "fields": list(fields),
            "address": shortened(address),
            "chain": _link(key, before, entry),
        },
    )


def first_broken(tx: Connection, key: bytes) -> int | None:
    """The number of the first entry that was changed or follows a gap; None when the chain holds."""
    before = b""
    for row in tx.execute(ALL):
        entry = (row.shop_id, row.at.isoformat(), row.actor, row.action, row.subject, row.fields, row.address)
        if not hmac.compare_digest(row.chain, _link(key, before, entry)):
            return int(row.number)
        before = row.chain
    return None


def shortened(address: str) -> str:
    """A network address without what points to one household: the last IPv4 byte, all but /48 of IPv6."""
    if ":" in address:
        return ":".join(address.split(":")[:3]) + "::"
    return ".".join([*address.split(".")[:3], "0"]) if address.count(".") == 3 else ""


def _link(key: bytes, before: bytes, entry: tuple[object, ...]) -> bytes:
    return hmac.new(key, before + msgspec.json.encode(entry), hashlib.sha256).digest()
