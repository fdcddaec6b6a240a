"""
What has become of an order, folded from all that the shop told of it.

Nothing here depends on the order in which things arrive: of snapshots the highest version counts, of moments the first
one, and what is told of a parcel or a return is laid over what was told of an earlier time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from mostrador_sdk.events import Event
from mostrador_sdk.values import Customer, Order

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECONDS = 1_000_000

Status = Literal["placed", "confirmed", "paid", "payment_failed", "cancelled", "refunded", "completed"]
# Platforms count in whole seconds: of two states within one, the further one is the later.
STEPS: dict[str | None, int] = {
    status: step
    for step, status in enumerate(
        ("placed", "payment_failed", "confirmed", "paid", "completed", "cancelled", "refunded")
    )
}


@dataclass(frozen=True, slots=True)
class Told:
    """
    An event as it was kept. `digest` is of its source and id; two of one moment or version are told apart by it.

    `body`: of an order its version, status, total and so on; of a parcel or return what was told of it.
    """

    digest: bytes
    type: str
    subject: str
    number: str
    at: datetime
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order is. `last` is the digest of the snapshot that counts."""

    last: bytes
    version: int
    status: Status
    failures: int
    placed_at: datetime
    paid_at: datetime | None
    cancelled_at: datetime | None
    refunded_at: datetime | None
    completed_at: datetime | None
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel of an order. `status`: created | delivered | failed."""

    order: str
    number: str
    last_at: datetime
    status: str = "created"
    carrier: str = ""
    url: str = ""
    note: str = ""
    expected_on: str | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    failed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """What a customer sends back. `status`: requested | received."""

    order: str
    number: str
    last_at: datetime
    status: str = "requested"
    reason: str = ""
    items: tuple[dict[str, Any], ...] = ()
    requested_at: datetime | None = None
    received_at: datetime | None = None


def kept(event: Event, digest: bytes) -> Told:
    """What is kept of an event for ever: of an order what the fold needs, since its row has the last snapshot."""
    value = event.data
    if isinstance(value, Order):
        status = event.type.removeprefix("order.")
        body = {
            "version": rank(value.version),
            "status": value.status or (None if status == "updated" else status),
            "placed_at": _text(value.placed_at),
            "total": value.total,
            "refunded": value.refunded,
        }
        return Told(digest, event.type, event.subject, "", event.time, body)
    number = "" if isinstance(value, Customer) else value.number
    return Told(digest, event.type, event.subject, number, event.time, msgspec.to_builtins(value))


def is_a_day(expected_on: str) -> bool:
    """Whether a day was named: shops' systems write 9999-12-31 where none was."""
    return expected_on < "9000"


def rank(version: int | datetime) -> int:
    """A version as a number: a moment as microseconds since 1970."""
    if isinstance(version, int):
        return version
    apart = version - EPOCH
    return (apart.days * 86_400 + apart.seconds) * MICROSECONDS + apart.microseconds


def progress(told: Iterable[Told]) -> Progress | None:
    """How far an order is; None where nothing but parcels and returns was told of it."""
    snapshots = sorted(
        (each for each in told if each.type.startswith("order.")),
        key=lambda each: (each.body["version"], each.at, STEPS.get(each.body["status"], -1), each.digest),
    )
    if not snapshots:
        return None
    named = [each for each in snapshots if each.body["status"]]
    placed = [_moment(each.body["placed_at"]) for each in snapshots if each.body["placed_at"]]
    return Progress(
        last=snapshots[-1].digest,
        version=snapshots[-1].body["version"],
        status=named[-1].body["status"] if named else "placed",
        failures=sum(each.type == "order.payment_failed" for each in snapshots),
        placed_at=min(placed) if placed else min(each.at for each in snapshots),
        paid_at=_first(snapshots, "paid"),
        cancelled_at=_first(snapshots, "cancelled"),
        refunded_at=_first(snapshots, "refunded"),
        completed_at=_first(snapshots, "completed"),
        last_at=max(each.at for each in snapshots),
    )


def parcels(told: Iterable[Told]) -> list[Parcel]:
    """The parcels of which was told, by their numbers."""
    return [_parcel(number, entries) for number, entries in _entities(told, "shipment.")]


def returns(told: Iterable[Told]) -> list[Return]:
    """The returns of which was told, by their numbers."""
    return [_return(number, entries) for number, entries in _entities(told, "return.")]


def _parcel(number: str, told: Sequence[Told]) -> Parcel:
    parcel = Parcel(told[0].subject, number, told[-1].at)
    for each in told:
        fields = {name: each.body[name] for name in ("carrier", "url", "note", "expected_on") if name in each.body}
        parcel = replace(parcel, **fields)
        if each.type != "shipment.updated":
            parcel = replace(parcel, status=each.type.removeprefix("shipment."))
    return replace(
        parcel,
        shipped_at=_when(told, "shipment.created") or told[0].at,
        delivered_at=_when(told, "shipment.delivered"),
        failed_at=_when(told, "shipment.failed"),
    )


def _return(number: str, told: Sequence[Told]) -> Return:
    found = Return(told[0].subject, number, told[-1].at)
    for each in told:
        found = replace(found, reason=each.body.get("reason", found.reason))
        found = replace(found, items=tuple(each.body.get("items", found.items)))
    received = _when(told, "return.received")
    return replace(
        found,
        status="received" if received else "requested",
        requested_at=_when(told, "return.requested"),
        received_at=received,
    )


def _entities(told: Iterable[Told], prefix: str) -> list[tuple[str, list[Told]]]:
    by_number: dict[str, list[Told]] = {}
    for each in told:
        if each.type.startswith(prefix):
            by_number.setdefault(each.number, []).append(each)
    return [
        (number, sorted(found, key=lambda one: (one.at, one.digest))) for number, found in sorted(by_number.items())
    ]


def _first(told: Iterable[Told], status: str) -> datetime | None:
    return min((each.at for each in told if each.body["status"] == status), default=None)


def _when(told: Iterable[Told], type: str) -> datetime | None:
    return min((each.at for each in told if each.type == type), default=None)


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
