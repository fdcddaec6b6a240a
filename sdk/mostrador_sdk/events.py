"""What every event of a shop says of itself. Imports next to nothing: the server reads events by this module too."""

from datetime import datetime
from typing import Literal

import msgspec

from mostrador_sdk.errors import InvalidEvent


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """
    Something that happened in the shop, by the words of CloudEvents 1.0.

    `source` and `id` together name it once and for all, so that sending it again is harmless. `subject` is what it
    happened to, by the shop's own id. `time` is when it happened, with a zone.
    """

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    specversion: Literal["1.0"] = "1.0"

    def __post_init__(self) -> None:
        for name in ("id", "source", "type", "subject"):
            if not getattr(self, name).strip():
                raise InvalidEvent(f"An event's {name} must not be empty.")
        if self.time.utcoffset() is None:
            raise InvalidEvent("An event's time must have a zone, like 2026-05-04T10:30:00+02:00.")


def encode(event: Event) -> bytes:
    """Write an event as JSON."""
    return _ENCODER.encode(event)


def decode(raw: bytes | str) -> Event:
    """Read an event from JSON; attributes that we do not know are let through and dropped."""
    try:
        return _DECODER.decode(raw)
    except msgspec.DecodeError as error:  # a ValidationError is one of these
        raise InvalidEvent(f"This is not an event: {error}.") from error


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Event)
