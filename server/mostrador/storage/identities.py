"""Which identity tokens were used, and by how many browsers."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select

from mostrador.storage.schema import identity_use

INSERT = insert(identity_use)
USERS = (
    select(func.count())
    .select_from(identity_use)
    .where(identity_use.c.shop_id == bindparam("shop"), identity_use.c.digest == bindparam("digest"))
)
USED = select(identity_use.c.visitor_id).where(
    identity_use.c.shop_id == bindparam("shop"),
    identity_use.c.digest == bindparam("digest"),
    identity_use.c.visitor_id == bindparam("visitor"),
)


def use(tx: Connection, shop: str, digest: bytes, visitor: str, *, expires_at: datetime) -> int:
    """Note that this browser used the token, and return how many have."""
    if tx.execute(USED, {"shop": shop, "digest": digest, "visitor": visitor}).one_or_none() is None:
        tx.execute(INSERT, {"shop_id": shop, "digest": digest, "visitor_id": visitor, "expires_at": expires_at})
    return int(tx.execute(USERS, {"shop": shop, "digest": digest}).scalar_one())
