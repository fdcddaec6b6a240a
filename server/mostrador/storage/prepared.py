"""
Statements of the hottest path, made into SQL once and handed to the driver without a detour.

SQLAlchemy looks a statement up, builds a context and wraps a result at every call: thirteen times for each form, that
was more than half of its cost. What is said here is still SQLAlchemy's, for both databases; only the way is shorter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]
Row = Sequence[Any]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as one database reads it; `into` and `out_of` turn values into the driver's and back."""

    sql: str
    into: Callable[[Values], Any]
    out_of: tuple[tuple[int, Convert], ...]

    def row(self, raw: Row) -> Row:
        if not self.out_of:
            return raw
        values = list(raw)
        for place, convert in self.out_of:
            values[place] = convert(values[place])
        return values


class Prepared:
    """A statement, compiled at its first use on a database; an insert also names the columns that it is given."""

    def __init__(self, statement: ClauseElement, *columns: str) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._compiled: dict[str, Compiled] = {}

    def execute(self, tx: Connection, values: Values) -> int:
        """Run it, and say how many rows it touched."""
        compiled = self._for(tx.dialect)
        return int(self._run(tx, compiled.sql, compiled.into(values)).rowcount)

    def execute_all(self, tx: Connection, several: Sequence[Values]) -> None:
        """Run it once for each of these, on one way to the database."""
        compiled = self._for(tx.dialect)
        self._run(tx, compiled.sql, list(map(compiled.into, several)), many=True)

    def first(self, tx: Connection, values: Values) -> Row | None:
        compiled = self._for(tx.dialect)
        row = self._run(tx, compiled.sql, compiled.into(values)).fetchone()
        return None if row is None else compiled.row(row)

    def all(self, tx: Connection, values: Values) -> list[Row]:
        compiled = self._for(tx.dialect)
        return [compiled.row(row) for row in self._run(tx, compiled.sql, compiled.into(values)).fetchall()]

    def _run(self, tx: Connection, sql: str, values: Any, *, many: bool = False) -> Any:
        cursor = tx.connection.cursor()
        driver = tx.dialect.loaded_dbapi
        try:
            (cursor.executemany if many else cursor.execute)(sql, values)
        except driver.Error as problem:  # said as SQLAlchemy says it: callers know one tree of errors
            raise DBAPIError.instance(sql, None, problem, driver.Error, dialect=tx.dialect) from problem
        return cursor

    def _for(self, dialect: Dialect) -> Compiled:
        found = self._compiled.get(dialect.name)
        if found is None:
            made = self._statement.compile(dialect=dialect, column_keys=self._columns)
            assert isinstance(made, SQLCompiler)  # noqa: S101 - nothing else is handed in
            found = self._compiled[dialect.name] = Compiled(str(made), _into(made), _out_of(made, dialect))
        return found


def _into(made: SQLCompiler) -> Callable[[Values], Any]:
    """How a statement's values become the driver's; what stands in the statement itself is filled in."""
    names = made.positiontup if made.positiontup is not None else list(made.binds)
    blank = dict.fromkeys(names) | {
        name: bind.effective_value for name, bind in made.binds.items() if not bind.required and name in names
    }
    pick = itemgetter(*names) if len(names) > 1 else lambda values: (values[names[0]],)
    processors = made._bind_processors
    converts = [(place, processors[name]) for place, name in enumerate(names) if name in processors]

    def each(values: Values) -> list[Any]:
        picked = list(pick({**blank, **values}))
        for place, convert in converts:
            picked[place] = convert(picked[place])  # type: ignore[operator]
        return picked

    if made.positiontup is not None:
        return each
    return lambda values: dict(zip(names, each(values), strict=True))


def _out_of(made: SQLCompiler, dialect: Dialect) -> tuple[tuple[int, Convert], ...]:
    converts = (column.type._cached_result_processor(dialect, None) for column in made._result_columns)
    return tuple((place, convert) for place, convert in enumerate(converts) if convert)
