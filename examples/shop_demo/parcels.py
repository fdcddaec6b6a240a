"""Parcels: what an order travels in."""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from examples.shop_demo.languages import HOME

CARRIER = "Correos"
TRAVELS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Parcel:
    """`state`: under_way | delivered | failed."""

    number: str
    carrier: str
    expected: date
    state: str


def of_order(tx: sqlite3.Connection, order: int) -> tuple[Parcel, ...]:
    """The order's parcels, the latest last: one that came back is sent again in another."""
    rows = tx.execute("select * from parcel where purchase = ? order by rowid", (order,)).fetchall()
    return tuple(_parcel(row) for row in rows)


def find(tx: sqlite3.Connection, number: str) -> Parcel | None:
    row = tx.execute("select * from parcel where number = ?", (number,)).fetchone()
    return _parcel(row) if row else None


def send(tx: sqlite3.Connection, order: int, *, at: datetime) -> None:
    number = f"LO{order}{len(of_order(tx, order)) + 1}"
    expected = (at + TRAVELS).astimezone(HOME).date()
    tx.execute(
        "insert into parcel (number, purchase, carrier, expected, state) values (?, ?, ?, ?, 'under_way')",
        (number, order, CARRIER, expected.isoformat()),
    )


def settle(tx: sqlite3.Connection, order: int, state: str) -> None:
    """Say what became of the parcel that is under way."""
    tx.execute("update parcel set state = ? where purchase = ? and state = 'under_way'", (state, order))


def _parcel(row: sqlite3.Row) -> Parcel:
    return Parcel(row["number"], row["carrier"], date.fromisoformat(row["expected"]), row["state"])
