"""Orders: what was bought, and how far it is."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from examples.shop_demo import catalogue, parcels
from examples.shop_demo.carts import Cart, Line
from examples.shop_demo.checkout import Buyer, Card
from examples.shop_demo.parcels import Parcel
from examples.shop_demo.progress import NEXT, REACHED, UNPAID, Status, Step
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
    status: Status
    version: int
    customer: str | None
    language: str
    refunded: int
    parcels: tuple[Parcel, ...]

    @property
    def spoken(self) -> str:
        return spoken(self.number)

    @property
    def return_number(self) -> str:
        return f"D{self.number}"

    @property
    def next(self) -> tuple[Step, ...]:
        return NEXT[self.status]

    @property
    def reached(self) -> int:
        return REACHED.get(self.status, 0)

    @property
    def is_paid(self) -> bool:
        return self.status not in UNPAID


def spoken(number: int) -> str:
    """The number in two groups, as it is read out."""
    return f"{number // 1000} {number % 1000:03}"


def place(
    tx: sqlite3.Connection,
    session: Session,
    cart: Cart,
    buyer: Buyer,
    card: Card,
    *,
    key: str,
    language: str,
    at: datetime,
) -> int:
    """Write the order down and return its number."""
    status, version = ("placed", 1) if card.pays_later else ("paid", 2)
    added = tx.execute(
        "insert into purchase (key, customer, session, name, email, address, city, postcode, card,"
        " shipping, total, placed, language, status, version) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(key, session.customer, session.id),
            *(buyer.name, buyer.email, buyer.address, buyer.city, buyer.postcode),
            *(card.last_four, cart.shipping, cart.total, at.isoformat()),
            *(language, status, version),
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
    """An order, for the eyes of its buyer alone."""
    row = tx.execute(FIND, {"number": number, "customer": session.customer, "session": session.id}).fetchone()
    return _order(tx, row) if row else None


def of_customer(tx: sqlite3.Connection, customer: str) -> list[Order]:
    rows = tx.execute("select * from purchase where customer = ? order by number desc limit 50", (customer,)).fetchall()
    return [_order(tx, row) for row in rows]


def by_number(tx: sqlite3.Connection, number: int) -> Order | None:
    row = tx.execute("select * from purchase where number = ?", (number,)).fetchone()
    return _order(tx, row) if row else None


def newest_first(tx: sqlite3.Connection, *, before: int, most: int) -> list[Order]:
    """The orders whose numbers are lower, for the shop's own people."""
    rows = tx.execute("select * from purchase where number < ? order by number desc limit ?", (before, most)).fetchall()
    return [_order(tx, row) for row in rows]


def put(tx: sqlite3.Connection, number: int, status: Status, refunded: int) -> None:
    """Write down how far an order is now."""
    tx.execute(
        "update purchase set status = ?, refunded = ?, version = version + 1 where number = ?",
        (status, refunded, number),
    )


def untold(tx: sqlite3.Connection) -> list[Order]:
    """The orders of which the help server was not told: the shop was ended just then."""
    return [_order(tx, row) for row in tx.execute("select * from purchase where told = 0 order by number").fetchall()]


def mark_told(tx: sqlite3.Connection, number: int) -> None:
    tx.execute("update purchase set told = 1 where number = ?", (number,))


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
        status=row["status"],
        version=row["version"],
        customer=row["customer"],
        language=row["language"],
        refunded=row["refunded"],
        parcels=parcels.of_order(tx, row["number"]),
    )
