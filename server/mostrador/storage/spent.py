"""Form tokens that have been used: each counts once."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, text

from mostrador.storage.types import Moment

SPEND = text("INSERT INTO spent (digest, expires_at) VALUES (:digest, :expires_at) ON CONFLICT DO NOTHING").bindparams(
    bindparam("expires_at", type_=Moment)
)
FORGET = text("DELETE FROM spent WHERE expires_at < :at").bindparams(bindparam("at", type_=Moment))


def spend(tx: Connection, digest: bytes, *, expires_at: datetime) -> bool:
    """Use it up; False when it was used before."""
    return tx.execute(SPEND, {"digest": digest, "expires_at": expires_at}).rowcount == 1


def forget_expired(tx: Connection, *, at: datetime) -> int:
    """Drop those whose token has expired anyway."""
    return tx.execute(FORGET, {"at": at}).rowcount
