"""What came lately, as fingerprints: enough to know a text when it comes again, not enough to read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, union_all

from mostrador.domain.fingerprint import BANDS, Fingerprint
from mostrador.storage.prepared import Prepared
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


CANDIDATES = Prepared(union_all(*(_in_band(band) for band in range(BANDS))))
INSERT = Prepared(
    insert(recent_text).inline(), "shop_id", "sketch", "author", "at", *(f"band_{band}" for band in range(BANDS))
)


def candidates(tx: Connection, shop: str, fingerprint: Fingerprint, *, author: str, since: datetime) -> Sequence[bytes]:
    """Sketches of what others sent that may be near this text."""
    bands = {f"band_{number}": value or NOWHERE for number, value in enumerate(fingerprint.bands)}
    rows = CANDIDATES.all(tx, {"shop": shop, "author": author, "since": since, **bands})
    return [sketch for _, sketch in {row[0]: row for row in rows}.values()]


def add(tx: Connection, shop: str, fingerprint: Fingerprint, *, author: str, at: datetime) -> None:
    bands = {f"band_{number}": value for number, value in enumerate(fingerprint.bands)}
    INSERT.execute(tx, {"shop_id": shop, "sketch": fingerprint.pack(), "author": author, "at": at, **bands})
