"""Rows that are written whether they are there already or not, in the words of both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite


class Upsert:
    """Insert rows, or bring those up to date that are there under `key`; the columns `kept` stay as they are then."""

    def __init__(self, table: Table, key: Sequence[str], *, kept: Sequence[str] = ()) -> None:
        fresh = [column.name for column in table.c if column.name not in {*key, *kept}]
        self._by_dialect: dict[str, Executable] = {}
        for name, insert in (("sqlite", insert_sqlite), ("postgresql", insert_postgresql)):
            given = insert(table)
            self._by_dialect[name] = given.on_conflict_do_update(
                index_elements=list(key), set_={column: given.excluded[column] for column in fresh}
            )

    def execute(self, tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            tx.execute(self._by_dialect[tx.dialect.name], rows)
