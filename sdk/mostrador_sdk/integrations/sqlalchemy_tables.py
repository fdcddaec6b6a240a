"""The two tables of the outbox in a shop's database. Times are in seconds since 1970, UTC."""

from typing import Any

from sqlalchemy import BigInteger, Column, Double, Integer, LargeBinary, MetaData, String, Table, Text

LONG = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself in an INTEGER alone


def waiting_table(metadata: MetaData) -> Table:
    """Letters that are to be sent, and perhaps held by somebody who is sending them."""
    return Table(
        "mostrador_waiting",
        metadata,
        *_columns(),
        Column("attempts", Integer, nullable=False, default=0),
        Column("due_at", Double, nullable=False, default=0),
        Column("owner", String(255), nullable=False, default=""),
        Column("held_until", Double, nullable=False, default=0),
    )


def dead_table(metadata: MetaData) -> Table:
    """Letters that cannot be delivered, and why."""
    return Table(
        "mostrador_dead",
        metadata,
        *_columns(),
        Column("attempts", Integer, nullable=False),
        Column("reason", Text, nullable=False),
        Column("died_at", Double, nullable=False, index=True),
    )


def _columns() -> list[Column[Any]]:
    names = [Column(name, String(200), nullable=False) for name in ("source", "event", "type", "subject")]
    return [
        Column("position", LONG, primary_key=True, autoincrement=True),
        *names,
        Column("body", LargeBinary, nullable=False),
        Column("size", Integer, nullable=False),
        Column("captured_at", Double, nullable=False),
    ]
