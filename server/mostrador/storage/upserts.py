"""Rows that are written whether they are there already or not, in the words of both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from mostrador.storage.bulk import Bulk


class Upsert:
    """
    Insert rows, or bring those up to date that are there under `key`; the columns `kept` stay as they are then.

    No two rows that are written at once may have the same key.
    """

    def __init__(self, table: Table, key: Sequence[str], *, kept: Sequence[str] = ()) -> None:
        fresh = [column.name for column in table.c if column.name not in {*key, *kept}]

        def merged(given: Any) -> Any:
            changes = {column: given.excluded[column] for column in fresh}
            return given.on_conflict_do_update(index_elements=list(key), set_=changes)

        self._bulk = Bulk(table, merged)

    def execute(self, tx: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        self._bulk.insert(tx, rows)
