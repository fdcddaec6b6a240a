"""What happens to an order once it is placed, step by step."""

import sqlite3
from datetime import datetime

from examples.shop_demo import orders, parcels
from examples.shop_demo.orders import Order
from examples.shop_demo.progress import AFTER, NEXT, Step


class NotNow(Exception):
    """The order is not where this step could be taken."""


def take(tx: sqlite3.Connection, number: int, step: Step, *, at: datetime) -> Order | None:
    """Take a step, and return the order as it is then; None where there is no such order. Raises `NotNow`."""
    order = orders.by_number(tx, number)
    if order is None:
        return None
    if step not in NEXT[order.status]:
        raise NotNow(f"Order {number} is {order.status}: {step} comes too late, or too early.")
    if step == "ship":
        parcels.send(tx, number, at=at)
    elif step in ("deliver", "parcel_failed"):
        parcels.settle(tx, number, "delivered" if step == "deliver" else "failed")
    refunded = order.total if step == "refund" else order.refunded
    orders.put(tx, number, AFTER[step], refunded)
    return orders.by_number(tx, number)
