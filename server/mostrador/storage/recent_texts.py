"""What came lately, as fingerprints: enough to know a text when it comes again, not enough to read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, union_all

from mostrador.domain.fingerprint import BANDS, Fingerprint
from mostrador.storage.schema import recent_text

NEWEST = 8  # candidates for each band: three that are near settle it
NOWHERE = -1  # a band that no row has


def _in_band(band: int) -> Select[Any]:
    column = recent_text.c[f"band_{band}"]
    newest = (
        select(recent_text.c.number, recent_text.c.sketch)
        .where(
            column == bindparam(f"band_{band}"),
            recent_text.c.shop_id == bindparam("shop"),
            recent_text.c.author != bindparam("author"),
            recent_text.c.at > bindparam("since"),
        )
        .order_by(recent_text.c.number.desc())
        .limit(NEWEST)
    )
    return select(newest.subquery())


CANDIDATES = union_all(*(_in_band(band) for band in range(BANDS)))
INSERT = insert(recent_text)
FORGET = delete(recent_text).where(recent_text.c.at < bindparam("before"))


def candidates(tx: Connection, shop: str, fingerprint: Fingerprint, *, author: str, since: datetime) -> Sequence[bytes]:
    """Sketches of what others sent that may be near this text."""
    bands = {f"band_{number}": value or NOWHERE for number, value in enumerate(fingerprint.bands)}
    rows = tx.execute(CANDIDATES, {"shop": shop, "author": author, "since": since, **bands})
    return list({row.number: row.sketch for row in rows}.values())


def add(tx: Connection, shop: str, fingerprint: Fingerprint, *, author: str, at: datetime) -> None:
    bands = {f"band_{number}": value for number, value in enumerate(fingerprint.bands)}
    tx.execute(INSERT, {"shop_id": shop, "sketch": fingerprint.pack(), "author": author, "at": at, **bands})


def forget_old(tx: Connection, *, before: datetime) -> int:
    return tx.execute(FORGET, {"before": before}).rowcount
