"""Form and boot tokens that have been used: each counts once."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, text

from mostrador.storage.prepared import Prepared
from mostrador.storage.types import Moment

SPEND = Prepared(
    text("INSERT INTO spent (digest, expires_at) VALUES (:digest, :expires_at) ON CONFLICT DO NOTHING").bindparams(
        bindparam("expires_at", type_=Moment)
    )
)


def spend(tx: Connection, digest: bytes, *, expires_at: datetime) -> bool:
    """Use it up; False when it was used before."""
    return SPEND.execute(tx, {"digest": digest, "expires_at": expires_at}) == 1
