"""
The audit log: append-only, each entry chained to the one before it.

What the next one is chained to is kept beside the log, so that entries cannot be taken off its end unseen.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from mostrador.storage import meta
from mostrador.storage.schema import audit

HEAD = "audit_head"
INSERT = insert(audit)
ALL = select(audit).order_by(audit.c.number)
PAGE = (
    select(audit)
    .where(audit.c.shop_id == bindparam("shop"), audit.c.number < bindparam("before"))
    .order_by(audit.c.number.desc())
    .limit(bindparam("most"))
)
SUBJECTS = select(audit.c.shop_id, audit.c.subject).where(audit.c.action == bindparam("action"))
NEWEST = 2**62


@dataclass(frozen=True, slots=True)
class Entry:
    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    fields: tuple[str, ...]
    address: str


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
    entry = (shop, at.isoformat(), actor, action, subject, list(fields), shortened(address))
    chain = _link(key, meta.find(tx, HEAD) or "", entry)
    meta.put(tx, HEAD, _head(key, chain))
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
            "chain": chain,
        },
    )


def page(tx: Connection, shop: str, *, before: int = NEWEST, most: int) -> list[Entry]:
    """What was written down about this shop, the newest first."""
    return [
        Entry(row.number, row.at, row.actor, row.action, row.subject, tuple(row.fields), row.address or "")
        for row in tx.execute(PAGE, {"shop": shop, "before": before, "most": most})
    ]


def subjects_of(tx: Connection, action: str) -> set[tuple[str, str]]:
    """What this was ever done to, each with its shop."""
    return {(row.shop_id, row.subject) for row in tx.execute(SUBJECTS, {"action": action})}


def first_broken(tx: Connection, key: bytes) -> int | None:
    """The number of the first entry that was changed or follows a gap; None when the chain holds to its end."""
    before, number = "", 0
    for row in tx.execute(ALL):
        number = int(row.number)
        entry = (row.shop_id, row.at.isoformat(), row.actor, row.action, row.subject, row.fields, row.address)
        if not hmac.compare_digest(row.chain, _link(key, before, entry)):
            return number
        before = _head(key, row.chain)
    return None if hmac.compare_digest(before, meta.find(tx, HEAD) or "") else number + 1


def shortened(address: str) -> str:
    """A network address without what points to one household: the last IPv4 byte, all but /48 of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((found.packed, 24 if found.version == 4 else 48), strict=False).network_address)


def _link(key: bytes, before: str, entry: tuple[object, ...]) -> bytes:
    return hmac.new(key, before.encode() + msgspec.json.encode(entry), hashlib.sha256).digest()


def _head(key: bytes, chain: bytes) -> str:
    """What only we can say of the last entry: who took it away cannot say it of the one before."""
    return hmac.new(key, b"head" + chain, hashlib.sha256).hexdigest()
