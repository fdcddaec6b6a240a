"""No value of an UPDATE lands in a column that it was not meant for."""

from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Engine, Update, event
from sqlalchemy.sql import ClauseElement, visitors


@event.listens_for(Engine, "before_execute")
def refuse(_tx: Connection, statement: ClauseElement, several: Any, values: Any, _options: Any) -> None:
    """SQLAlchemy sets each column that a parameter has the name of, also of one that was meant for the condition."""
    if not isinstance(statement, Update):
        return
    given = {name for each in (values, *(several or ())) for name in each or ()}
    stray = (given - _named(statement)) & set(statement.table.c.keys())  # type: ignore[attr-defined]
    assert not stray, f"{sorted(stray)} would be set in {statement.table}"


@lru_cache(maxsize=512)
def _named(statement: Update) -> frozenset[str]:
    """The parameters that the statement itself names."""
    return frozenset(each.key for each in visitors.iterate(statement) if isinstance(each, BindParameter))
