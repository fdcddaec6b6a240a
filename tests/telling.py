"""Shops that tell what happens: orders, letters, and clients in a hurry."""

from datetime import UTC, datetime
from typing import Any

from mostrador_sdk import Customer, Item, Mostrador, Order
from mostrador_sdk.events import encode, event_of
from mostrador_sdk.fake import FakeMostrador
from mostrador_sdk.outbox import Letter
from mostrador_sdk.pace import Pace

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
ANA = Customer(email="ana@example.com", name="Ana García")
PACE = Pace(timeout=5, linger=0, first_pause=0.01, longest_pause=0.05, longest_delay=1, look_again=0.05, exit_timeout=5)
"""Like a shop's, but for people who wait for a test."""


def order(id: object = "1042", **more: Any) -> Order:
    """An order of Ana's."""
    fields = {"id": str(id), "version": 1, "currency": "EUR", "total": 11980, "customer": ANA, **more}
    return Order(**{"items": [Item(name="Taza")], **fields})


def letter(id: object, *, note: str = "") -> Letter:
    """An order of that id, ready for the outbox."""
    told = order(id, metadata={"note": note})
    event = event_of("order.placed", told, id=f"evt-{id}", source="shop", time=NOON)
    return Letter(
        source="shop", id=event.id, type=event.type, subject=event.subject, body=encode(event), captured_at=0.0
    )


def shop(counter: FakeMostrador, outbox: Any, **more: Any) -> Mostrador:
    """A shop's client for `counter`."""
    return Mostrador(counter.url, **{"api_key": counter.api_key, "outbox": outbox, "pace": PACE, **more})


def subjects(counter: FakeMostrador) -> list[str]:
    """What has arrived, by the shop's own ids."""
    return [event.subject for event in counter.events]
