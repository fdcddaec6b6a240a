"""Carts: what a session means to buy."""

import sqlite3
from dataclasses import dataclass

from examples.shop_demo import catalogue
from examples.shop_demo.catalogue import Product

MOST_OF_ONE = 9
SHIPPING = 3_90  # cents
FREE_FROM = 60_00  # cents


@dataclass(frozen=True, slots=True)
class Line:
    product: Product
    size: int
    quantity: int

    @property
    def cents(self) -> int:
        return self.product.cents * self.quantity


@dataclass(frozen=True, slots=True)
class Cart:
    lines: tuple[Line, ...] = ()

    @property
    def pairs(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def goods(self) -> int:
        return sum(line.cents for line in self.lines)

    @property
    def shipping(self) -> int:
        return 0 if not self.lines or self.goods >= FREE_FROM else SHIPPING

    @property
    def total(self) -> int:
        return self.goods + self.shipping


def read(tx: sqlite3.Connection, session: int) -> Cart:
    rows = tx.execute(
        "select product, size, quantity from cart_line where session = ? order by rowid", (session,)
    ).fetchall()
    found = ((catalogue.find(row["product"]), row) for row in rows)
    return Cart(tuple(Line(product, row["size"], row["quantity"]) for product, row in found if product))


def add(tx: sqlite3.Connection, session: int, product: Product, size: int) -> None:
    tx.execute(
        "insert into cart_line (session, product, size, quantity) values (?, ?, ?, 1)"
        " on conflict (session, product, size) do update set quantity = min(quantity + 1, ?)",
        (session, product.slug, size, MOST_OF_ONE),
    )


def change(tx: sqlite3.Connection, session: int, slug: str, size: int, quantity: int) -> None:
    """Set how many pairs; none takes the line out."""
    where = (session, slug, size)
    if quantity <= 0:
        tx.execute("delete from cart_line where session = ? and product = ? and size = ?", where)
    else:
        tx.execute(
            "update cart_line set quantity = ? where session = ? and product = ? and size = ?",
            (min(quantity, MOST_OF_ONE), *where),
        )


def empty(tx: sqlite3.Connection, session: int) -> None:
    tx.execute("delete from cart_line where session = ?", (session,))
