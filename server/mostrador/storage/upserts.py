"""Rows that are written whether they are there already or not, in the words of both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from mostrador.storage.prepared import Prepared


class Upsert:
    """Insert rows, or bring those up to date that are there under `key`; the columns `kept` stay as they are then."""

    def __init__(self, table: Table, key: Sequence[str], *, kept: Sequence[str] = ()) -> None:
        fresh = [column.name for column in table.c if column.name not in {*key, *kept}]
        self._by_dialect: dict[str, Prepared] = {}
        for name, insert in (("sqlite", insert_sqlite), ("postgresql", insert_postgresql)):
            given = insert(table)
            merged = given.on_conflict_do_update(
                index_elements=list(key), set_={column: given.excluded[column] for column in fresh}
            )
            self._by_dialect[name] = Prepared(merged, *(column.name for column in table.c))

    def execute(self, tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._by_dialect[tx.dialect.name].execute_all(tx, rows)
