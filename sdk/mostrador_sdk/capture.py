"""Capturing: into the outbox and back, whatever happens."""

import time
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from mostrador_sdk.errors import InvalidEvent
from mostrador_sdk.events import CATALOGUE, LONGEST, Event, Value, encode, event_of, subject_of
from mostrador_sdk.notices import LOG, Notices
from mostrador_sdk.outbox import Letter, Outbox
from mostrador_sdk.sender import Sender
from mostrador_sdk.verdict import as_time


class Occurrence(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop says has happened, not yet checked. `id` and `time` may be left to us."""

    value: Value
    time: datetime | None = None
    id: str | None = None


class Capture:
    """
    Checks what has happened, stamps it, and lays it into the outbox.

    It never raises and never waits for the network, so that no checkout hangs on the counter: what cannot be told
    becomes a dead letter, what cannot be kept is counted in `dropped`. With `strict`, what cannot be told raises
    `InvalidEvent`. With `wait`, each event is sent before the call returns, if that takes no more seconds.
    """

    def __init__(
        self, outbox: Outbox, sender: Sender, *, source: str, is_on: bool, strict: bool, wait: float | None
    ) -> None:
        self.dropped = 0
        self._outbox = outbox
        self._sender = sender
        self._source = source
        self._is_on = is_on
        self._strict = strict
        self._wait = wait
        self._notices = Notices()

    def tell(self, type: str, say: Callable[[], Occurrence], given: Any = None) -> None:
        """
        Keep what `say` makes until it is sent. `given` is what it makes it of, for the dead letter if it cannot.

        Raises nothing, except `InvalidEvent` with `strict`.
        """
        if not self._is_on:
            return
        try:
            told = say()
            given = told.value
            event = self.event(type, told)
            body = written(event)
        except Exception as error:  # whatever a shop gives us, its checkout goes on
            if self._strict:
                raise invalid(type, error) from error
            self._bury_somehow(type, given, error)
        else:
            self._keep(event, body)

    def event(self, type: str, told: Occurrence) -> Event:
        """The event that tells this, with an id and a time. Raises whatever is wrong with it."""
        kind = CATALOGUE.get(type)
        if kind is not None and not isinstance(told.value, kind):
            was = told.value.__class__.__name__
            raise InvalidEvent(f"{type} tells of {kind.__name__}s; it was given a value of type {was}.")
        at = told.time or as_time(time.time())
        return event_of(type, told.value, id=told.id or uuid.uuid4().hex, source=self._source, time=at)

    def _keep(self, event: Event, body: bytes) -> None:
        letter = _letter(event, body, time.time())
        if not self._is_kept(lambda: self._outbox.put(letter)):
            return
        if self._wait is None:
            self._sender.ring()
        else:
            self._sender.flush(self._wait, early=False)

    def _bury_somehow(self, type: str, given: Any, error: Exception) -> None:
        """What a shop hands us may raise at whatever is done with it, even at being shown."""
        try:
            self._bury(type, given, str(invalid(type, error)))
        except Exception as trouble:
            self.dropped += 1
            self._notices.seldom("bury", "An event is lost: %s (%d so far)", trouble.__class__.__name__, self.dropped)

    def _bury(self, type: str, given: Any, reason: str) -> None:
        now = time.time()
        event = Event(  # holds what was given as it was: nobody has checked it
            id=uuid.uuid4().hex,
            source=_text(self._source),
            type=_text(type),
            subject=_subject(given),
            time=as_time(now),
            data=given,
        )
        letter = _letter(event, _as_json(event), now)
        LOG.error("This %s cannot be told; it is dead letter %s now. %s", event.type, event.id, reason)
        self._is_kept(lambda: self._outbox.bury(letter, _text(reason), at=now))
        self._sender.bury(event, reason)

    def _is_kept(self, write: Callable[[], bool | None]) -> bool:
        """Whether there was room, and the outbox could be written."""
        try:
            if write() is not False:
                return True
            self._notices.seldom("full", "The outbox is full: events are dropped, %d so far.", self.dropped + 1)
        except Exception as error:  # a full disk, a locked file, or whatever another outbox raises
            self._notices.seldom("write", "An event is lost: %s (%d so far)", _cause(error), self.dropped + 1)
        self.dropped += 1
        return False


def written(event: Event) -> bytes:
    """The event as JSON. Raises `InvalidEvent` if the server would not take one as large."""
    body = encode(event)
    if len(body) > LONGEST:
        raise InvalidEvent(f"An event may have {LONGEST // 1024} KiB; this one has {len(body) // 1024}.")
    return body


def invalid(type: str, error: Exception) -> InvalidEvent:
    """The error as a sentence about the event."""
    return error if isinstance(error, InvalidEvent) else InvalidEvent(f"{type} cannot be told: {error}.")


def _letter(event: Event, body: bytes, now: float) -> Letter:
    return Letter(source=event.source, id=event.id, type=event.type, subject=event.subject, body=body, captured_at=now)


def _subject(given: Any) -> str:
    """What it was about, if that can be seen, so that people find the dead letter."""
    try:
        return _text(subject_of(given)) or "?"
    except Exception:  # a shop's own object may raise anything; the letter is told of without it
        return "?"


def _cause(error: Exception) -> str:
    """Our own sentences; of others the kind alone, as a database's quote what was to be written."""
    return str(error) if type(error).__module__.startswith("mostrador_sdk") else type(error).__name__


def _as_json(event: Event) -> bytes:
    """What was given, as well as it can be written."""
    try:
        body = msgspec.json.encode(event, enc_hook=repr)
    except Exception:  # also what a shop's own `repr` raises; it is shown as well as it can be
        body = msgspec.json.encode({"id": event.id, "type": event.type, "given": _shown(event.data)})
    return body[:LONGEST]  # cut, it is no event any more; but what was larger never was one


def _shown(given: Any) -> str:
    """As it shows itself, or else of what kind it is."""
    try:
        return _text(repr(given))
    except Exception:  # why it was refused is logged with the letter
        return f"a value of type {given.__class__.__name__} that cannot be shown"


def _text(said: str) -> str:
    return str(said).encode("utf-8", "backslashreplace").decode().replace("\0", "\ufffd")
