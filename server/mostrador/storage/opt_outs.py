"""Addresses, in whatever case they were written, that want to be asked nothing any more."""

from datetime import datetime

from sqlalchemy import Connection, Insert, bindparam, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from mostrador.storage.schema import opt_out

INSERTS: dict[str, Insert] = {
    "sqlite": insert_sqlite(opt_out).on_conflict_do_nothing(),
    "postgresql": insert_postgresql(opt_out).on_conflict_do_nothing(),
}
FIND = select(opt_out.c.at).where(opt_out.c.shop_id == bindparam("shop"), opt_out.c.address == bindparam("address"))


def add(tx: Connection, shop: str, address: str, *, at: datetime) -> None:
    """Ask this address nothing from now on; saying so again changes nothing."""
    tx.execute(INSERTS[tx.dialect.name], {"shop_id": shop, "address": address.lower(), "at": at})


def has(tx: Connection, shop: str, address: str) -> bool:
    return tx.execute(FIND, {"shop": shop, "address": address.lower()}).one_or_none() is not None
