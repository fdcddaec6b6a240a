"""From what a body tells to events: their ids, and the types that follow from an order's state."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timezone

from mostrador_sdk.errors import InvalidEvent
from mostrador_sdk.events import Event, Value, event_of
from mostrador_sdk.translators.picking import Told, first, text
from mostrador_sdk.values import OrderStatus

Tale = tuple[str, Value, datetime]
"""The type of an event, what it carries, and when it happened."""


def events(source: str, raw_body: bytes, tales: Iterable[Tale]) -> list[Event]:
    """
    The events that a body tells, each with an id made of the body, so that the same body is always the same events.

    Raises `InvalidEvent` for what cannot be told.
    """
    made_of_body = digest(source, raw_body)
    return [
        event_of(type, value, id=f"{made_of_body}-{number}", source=source, time=time)
        for number, (type, value, time) in enumerate(tales)
    ]


def digest(source: str, raw_body: bytes) -> str:
    """What a body's events are named by: SHA-256 over the source and the body, as hexadecimal digits."""
    return hashlib.sha256(source.encode() + b"\0" + raw_body).hexdigest()


def order_type(status: OrderStatus | None, *, changed: bool = False) -> str:
    """The type for an order in this state: its own name, unless we have no word for it or it only `changed`."""
    return f"order.{status}" if status and not changed else "order.updated"


def needed(told: Told, what: str, *names: str) -> str:
    """A field that an event cannot do without, as text. Raises `InvalidEvent`."""
    value = text(first(told, *names))
    if not value:
        raise InvalidEvent(f"This {what} has no {names[0]}.")
    return value


def currency_needed(code: str, given: object) -> str:
    """A currency that an order cannot do without. Raises `InvalidEvent`."""
    if not code:
        raise InvalidEvent(f"The order's currency is three letters of ISO 4217, like EUR; it was {str(given)[:40]!r}.")
    return code


def units_needed(value: int | None, what: str, given: object) -> int:
    """An amount that an order cannot do without. Raises `InvalidEvent`."""
    if value is None:
        raise InvalidEvent(f"The order's {what} is an amount like 119.80; it was {str(given)[:40]!r}.")
    return value


def present(now: datetime | None) -> datetime:
    """`now`, or the system's time: for bodies that do not say when they were written."""
    return now or datetime.now(timezone.utc)
