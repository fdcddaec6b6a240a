"""Many rows in one statement, in the words of both databases."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import JSON, Connection, LargeBinary, Table, bindparam, cast, column, func, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.types import Text

from mostrador.storage.prepared import Prepared

Row = Mapping[str, Any]


class Bulk:
    """
    Insert rows of a table; each has all of its columns. `ending` says what happens to a row that is there already.

    SQLite runs the statement for each row, which costs it nothing. PostgreSQL is sent all of them as one JSON text: a
    hundred rows by themselves are a hundred messages, and arrays are written value by value in Python.
    """

    def __init__(self, table: Table, ending: Callable[[Any], Any] = lambda given: given) -> None:
        self._names = [each.name for each in table.c]
        self._bytes = [each.name for each in table.c if isinstance(each.type, LargeBinary)]
        self._sqlite = Prepared(ending(insert_sqlite(table)), *self._names)
        columns = (column(each.name, each.type) for each in table.c)
        rows = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON)).table_valued(*columns)
        given = select(rows.render_derived(with_types=True))
        self._postgresql = Prepared(ending(insert_postgresql(table).from_select(self._names, given)))

    def insert(self, tx: Connection, rows: Sequence[Row]) -> None:
        if not rows:
            return
        if tx.dialect.name == "postgresql":
            self._postgresql.execute(tx, {"rows": msgspec.json.encode([self._told(row) for row in rows]).decode()})
        else:
            self._sqlite.execute_all(tx, rows)

    def _told(self, row: Row) -> Row:
        """A row as JSON has it, and PostgreSQL reads it: bytes as `\\x` and hexadecimal digits."""
        return {**row, **{name: rf"\x{row[name].hex()}" for name in self._bytes if row[name] is not None}}
