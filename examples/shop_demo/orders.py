"""Orders: what was bought, for the eyes of the buyer alone."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from examples.shop_demo import catalogue
from examples.shop_demo.carts import Cart, Line
from examples.shop_demo.checkout import Buyer, Card
from examples.shop_demo.sessions import Session

FIND = """
select * from purchase where number = :number
and ((customer is not null and customer = :customer) or (customer is null and session = :session))
"""
PLACED_BEFORE = "select number from purchase where session = ? and key = ?"


@dataclass(frozen=True, slots=True)
class Order:
    number: int
    buyer: Buyer
    card: str
    shipping: int
    total: int
    placed: datetime
    lines: tuple[tuple[Line, int], ...]

    @property
    def spoken(self) -> str:
        """The number in two groups, as it is read out."""
        return f"{self.number // 1000} {self.number % 1000:03}"


def place(
    tx: sqlite3.Connection, session: Session, cart: Cart, buyer: Buyer, card: Card, *, key: str, at: datetime
) -> int:
    """Write the order down and return its number."""
    added = tx.execute(
        "insert into purchase (key, customer, session, name, email, address, city, postcode, card,"
        " shipping, total, placed) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(key, session.customer, session.id),
            *(buyer.name, buyer.email, buyer.address, buyer.city, buyer.postcode),
            *(card.last_four, cart.shipping, cart.total, at.isoformat()),
        ),
    )
    number = int(added.lastrowid or 0)
    tx.executemany(
        "insert into purchase_line (purchase, product, size, quantity, cents) values (?, ?, ?, ?, ?)",
        [(number, line.product.slug, line.size, line.quantity, line.cents) for line in cart.lines],
    )
    return number


def placed_before(tx: sqlite3.Connection, session: Session, key: str) -> int | None:
    """The order that this very form has placed already: a second click buys nothing twice."""
    row = tx.execute(PLACED_BEFORE, (session.id, key)).fetchone()
    return row and int(row["number"])


def find(tx: sqlite3.Connection, session: Session, number: int) -> Order | None:
    row = tx.execute(FIND, {"number": number, "customer": session.customer, "session": session.id}).fetchone()
    return _order(tx, row) if row else None


def of_customer(tx: sqlite3.Connection, customer: str) -> list[Order]:
    rows = tx.execute("select * from purchase where customer = ? order by number desc limit 50", (customer,)).fetchall()
    return [_order(tx, row) for row in rows]


def _order(tx: sqlite3.Connection, row: sqlite3.Row) -> Order:
    lines = tx.execute("select * from purchase_line where purchase = ? order by rowid", (row["number"],)).fetchall()
    found = ((catalogue.find(line["product"]), line) for line in lines)
    return Order(
        number=row["number"],
        buyer=Buyer(row["name"], row["email"], row["address"], row["city"], row["postcode"]),
        card=row["card"],
        shipping=row["shipping"],
        total=row["total"],
        placed=datetime.fromisoformat(row["placed"]),
        lines=tuple(
            (Line(product, line["size"], line["quantity"]), line["cents"]) for product, line in found if product
        ),
    )
