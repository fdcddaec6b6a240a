"""What a shop's own names mean: oscar leaves statuses and the types of events to the shop."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from django.core.exceptions import ImproperlyConfigured

from mostrador_sdk.values import OrderStatus

PARCELS = ("created", "updated", "delivered", "failed")

Clues = tuple[tuple[str, str], ...]
"""Parts of names, by which one that the shop has not explained is understood; the first that fits."""

ORDERS: Clues = (
    ("cancel", "cancelled"),
    ("refund", "refunded"),
    ("fail", "payment_failed"),
    ("declin", "payment_failed"),
    ("complete", "completed"),
    ("deliver", "completed"),
    ("unpaid", "placed"),
    ("paid", "paid"),
    ("process", "confirmed"),
    ("confirm", "confirmed"),
    ("pending", "placed"),
)
PAYMENTS: Clues = (
    ("refund", "refunded"),
    ("fail", "payment_failed"),
    ("declin", "payment_failed"),
    ("paid", "paid"),
    ("settle", "paid"),
    ("capture", "paid"),
    ("debit", "paid"),
)
SHIPPINGS: Clues = (
    ("fail", "failed"),
    ("lost", "failed"),
    ("return", "failed"),
    ("deliver", "delivered"),
    ("ship", "created"),
    ("dispatch", "created"),
    ("sent", "created"),
)


@dataclass(frozen=True)
class Meanings:
    """Per kind, what each of the shop's names means."""

    orders: Mapping[str, str] = field(default_factory=dict)
    payments: Mapping[str, str] = field(default_factory=dict)
    parcels: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Any) -> "Meanings":
        """From the settings. Raises `ImproperlyConfigured` for what means nothing."""
        if not isinstance(told, Mapping) or told.keys() - {"orders", "payments", "parcels"}:
            raise ImproperlyConfigured(
                'MOSTRADOR["oscar"] is a dict with orders, payments and parcels, or some of them.'
            )
        for kind, words in (
            ("orders", get_args(OrderStatus)),
            ("payments", get_args(OrderStatus)),
            ("parcels", PARCELS),
        ):
            for name, meaning in told.get(kind, {}).items():
                if meaning not in words:
                    raise ImproperlyConfigured(f'MOSTRADOR["oscar"]["{kind}"]["{name}"] is one of {", ".join(words)}.')
        return cls(**told)

    def order(self, status: str) -> str | None:
        """How far an order in this status is."""
        return self.orders.get(status) or _clue(status, ORDERS)

    def payment(self, name: str) -> str | None:
        """How far an order is after a payment event of this type."""
        return self.payments.get(name) or _clue(name, PAYMENTS)

    def parcel(self, name: str) -> str | None:
        """What a shipping event of this type is for a parcel."""
        return self.parcels.get(name) or _clue(name, SHIPPINGS)


def _clue(name: str, clues: Clues) -> str | None:
    return next((meaning for part, meaning in clues if part in name.lower()), None)
