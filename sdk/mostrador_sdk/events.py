"""
What happens in a shop, by the words of CloudEvents 1.0.

Imports next to nothing: the server reads events by this module too, so that they are defined once.
"""

from datetime import datetime
from typing import Any, Literal, Union

import msgspec

from mostrador_sdk.errors import InvalidEvent
from mostrador_sdk.reading import read, tidy
from mostrador_sdk.values import Customer, Id, Moment, Order, Return, Shipment

Value = Union[Order, Shipment, Return, Customer]  # noqa: UP007 - Python 3.10 reads it at run time

CATALOGUE: dict[str, type[Value]] = {
    "order.placed": Order,
    "order.confirmed": Order,
    "order.paid": Order,
    "order.payment_failed": Order,
    "order.updated": Order,
    "order.cancelled": Order,
    "order.refunded": Order,
    "order.completed": Order,
    "shipment.created": Shipment,
    "shipment.updated": Shipment,
    "shipment.delivered": Shipment,
    "shipment.failed": Shipment,
    "return.requested": Return,
    "return.received": Return,
    "customer.created": Customer,
    "customer.updated": Customer,
    "customer.erased": Customer,
}
"""Every type of event, and what it carries. Orders are snapshots: whole, each time."""

LONGEST = 128 * 1024  # bytes of one event as JSON


class Attributes(msgspec.Struct, frozen=True, kw_only=True):
    """What CloudEvents has every event say of itself."""

    id: Id
    source: Id
    type: Id
    subject: Id
    time: Moment
    specversion: Literal["1.0"] = "1.0"
    datacontenttype: Literal["application/json"] = "application/json"


class Event(Attributes, frozen=True, kw_only=True):
    """
    Something that happened in the shop.

    `source` and `id` together name it once and for all, so that sending it again is harmless. `subject` is what it
    happened to, by the shop's own id. `time` is when it happened, with a zone. `data` is what the type carries.
    """

    data: Value


def event_of(type: str, value: Value, *, id: str, source: str, time: datetime) -> Event:
    """
    Make the event that tells `value`, checked.

    Raises `InvalidEvent`, with a sentence that names the field and what was wanted there.
    """
    try:
        data = msgspec.to_builtins(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidEvent(f"What {type} tells cannot be written as JSON: {error}.") from error
    return _event({"id": id, "source": source, "type": type, "subject": subject_of(value), "time": time, "data": data})


def subject_of(value: Value) -> str:
    """What an event is about: the order's id for orders, parcels and returns, the customer's for customers."""
    return str(value.id if isinstance(value, (Order, Customer)) else value.order)


def encode(event: Event) -> bytes:
    """Write an event as JSON."""
    return _ENCODER.encode(event)


def decode(raw: bytes | str) -> Event:
    """
    Read an event from JSON. Fields that we do not know are kept in the `metadata` of what they stood in.

    Raises `InvalidEvent`, with a sentence that names the field and what was wanted there.
    """
    if len(raw) > LONGEST:
        raise InvalidEvent(f"An event may have {LONGEST // 1024} KiB; this one has {len(raw) // 1024}.")
    try:
        told = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise InvalidEvent(f"This is not an event: {error}.") from error
    if not isinstance(told, dict):
        raise InvalidEvent("This is not an event: it is an object with id, source, type, subject, time and data.")
    return _event(told, is_plain=_is_plain(raw))


def _is_plain(raw: bytes | str) -> bool:
    """Whether no character of this JSON is written by its number."""
    return "\\u" not in raw if isinstance(raw, str) else b"\\u" not in raw


def _event(told: dict[str, Any], *, is_plain: bool = False) -> Event:
    attributes = read(tidy(told, Attributes), Attributes, "", is_plain=is_plain)
    for name in ("id", "source", "type", "subject"):
        if not getattr(attributes, name).strip():
            raise InvalidEvent(f"An event's {name} must not be empty.")
    kind = CATALOGUE.get(attributes.type)
    if kind is None:
        raise InvalidEvent(f"There is no event {attributes.type!r}; there are {', '.join(CATALOGUE)}.")
    value = read(tidy(told.get("data"), kind), kind, "data", is_plain=is_plain)
    if subject_of(value) != attributes.subject:
        raise InvalidEvent(f"The event's subject is {attributes.subject!r}, its data tells of {subject_of(value)!r}.")
    return Event(**msgspec.structs.asdict(attributes), data=value)


_ENCODER = msgspec.json.Encoder()
