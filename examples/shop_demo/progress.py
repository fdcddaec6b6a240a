"""How far an order is, and what can happen to it next."""

from typing import Literal

Status = Literal[
    "placed",
    "payment_failed",
    "paid",
    "shipped",
    "parcel_failed",
    "delivered",
    "return_asked",
    "return_received",
    "refunded",
    "cancelled",
]
Step = Literal[
    "pay",
    "payment_failed",
    "ship",
    "deliver",
    "parcel_failed",
    "return_asked",
    "return_received",
    "refund",
    "cancel",
]

AFTER: dict[Step, Status] = {
    "pay": "paid",
    "payment_failed": "payment_failed",
    "ship": "shipped",
    "deliver": "delivered",
    "parcel_failed": "parcel_failed",
    "return_asked": "return_asked",
    "return_received": "return_received",
    "refund": "refunded",
    "cancel": "cancelled",
}
NEXT: dict[Status, tuple[Step, ...]] = {
    "placed": ("pay", "payment_failed", "cancel"),
    "payment_failed": ("pay", "payment_failed", "cancel"),
    "paid": ("ship", "refund", "cancel"),
    "shipped": ("deliver", "parcel_failed", "refund"),
    "parcel_failed": ("ship", "refund", "cancel"),
    "delivered": ("return_asked", "refund"),
    "return_asked": ("return_received", "refund"),
    "return_received": ("refund",),
    "refunded": (),
    "cancelled": (),
}
"""The likeliest step first."""

UNPAID: frozenset[Status] = frozenset({"placed", "payment_failed"})
REACHED: dict[Status, int] = {"paid": 2, "shipped": 3, "parcel_failed": 3, "delivered": 4}
"""How many of the four steps that a buyer sees (paid, packing, on its way, at home) have begun; else none is shown."""
