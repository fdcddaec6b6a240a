"""What the installation knows of itself: a few named values."""

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from mostrador.storage.schema import meta

STORE_EPOCH = "store_epoch"  # differs after a restore: clients then drop their cursors
SET_UP = "set_up_at"

FIND = select(meta.c.value).where(meta.c.name == bindparam("name"))
_CLAIM_SQLITE = insert_sqlite(meta).on_conflict_do_nothing().returning(meta.c.name)
_CLAIM_POSTGRESQL = insert_postgresql(meta).on_conflict_do_nothing().returning(meta.c.name)
_SET_SQLITE = insert_sqlite(meta)
_SET_SQLITE = _SET_SQLITE.on_conflict_do_update(index_elements=["name"], set_={"value": _SET_SQLITE.excluded.value})
_SET_POSTGRESQL = insert_postgresql(meta)
_SET_POSTGRESQL = _SET_POSTGRESQL.on_conflict_do_update(
    index_elements=["name"], set_={"value": _SET_POSTGRESQL.excluded.value}
)


def find(tx: Connection, name: str) -> str | None:
    return tx.execute(FIND, {"name": name}).scalar_one_or_none()


def claim(tx: Connection, name: str, value: str) -> bool:
    """Set what was not set before; False, and nothing changed, where it was."""
    statement = _CLAIM_POSTGRESQL if tx.dialect.name == "postgresql" else _CLAIM_SQLITE
    return tx.execute(statement, {"name": name, "value": value}).one_or_none() is not None


def put(tx: Connection, name: str, value: str) -> None:
    statement = _SET_POSTGRESQL if tx.dialect.name == "postgresql" else _SET_SQLITE
    tx.execute(statement, {"name": name, "value": value})
