"""A shop tells what happens there: each thing counts once, however often and in whatever order it is told."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Literal

import msgspec
from sqlalchemy import Connection

from mostrador.actions import (
    callers,
    customer_events,
    erased_orders,
    erasure,
    order_events,
    survey_of_order,
    survey_plans,
    told_erasures,
    watching,
)
from mostrador.actions.callers import Caller
from mostrador.actions.erasure import Erasure
from mostrador.desk import Desk
from mostrador.domain import order
from mostrador.domain.wake import Wake
from mostrador.storage import shop_events
from mostrador_sdk.errors import InvalidEvent
from mostrador_sdk.events import Event, decode
from mostrador_sdk.values import Order

MOST = 100  # events at once
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # that a shop's clock may be wrong: what is told of a later time would win for ever


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one event; `code` and `detail` say why it was refused."""

    id: str
    result: Literal["accepted", "duplicate", "refused"]
    code: str = ""
    detail: str = ""


class Named(msgspec.Struct):
    """As much of an event as its refusal is told by."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells: `actor` is a key's or hook's id, `require` reads again whether it may, inside the transaction."""

    shop: str
    actor: str
    address: str
    require: Callable[[Connection], object]


async def take(desk: Desk, caller: Caller, told: Sequence[bytes]) -> list[Result]:
    """
    Take events as JSON, each by itself; the results come in their order.

    Raises `Forbidden` for a key that lacks the scope `events:write`.
    """
    may_tell = partial(callers.require, caller=caller, scope="events:write")
    return await tell(desk, Teller(caller.shop, caller.key, caller.address, may_tell), told)


async def tell(desk: Desk, teller: Teller, given: Sequence[bytes]) -> list[Result]:
    """Take what is told, whoever tells it. Raises what `require` of the teller raises."""
    now = desk.clock.now()
    results: list[Result | None] = []
    events: dict[int, Event] = {}
    for place, raw in enumerate(given):
        read = _read(raw, now)
        results.append(read if isinstance(read, Result) else None)
        if isinstance(read, Event):
            events[place] = read
    digests = {place: digest(event) for place, event in events.items()}
    new_customer, new_order = partial(desk.new, "cus"), partial(desk.new, "ord")
    erasures = told_erasures.planned(desk, teller.shop, {digests[place]: event for place, event in events.items()})
    await _note(desk, teller, erasures)

    def work(tx: Connection) -> tuple[set[bytes], Sequence[str]]:
        teller.require(tx)
        told = erased_orders.apart(tx, desk, teller.shop, _new(tx, teller.shop, events, digests), at=now)
        new = told.events
        shop_events.add(tx, teller.shop, [order.kept(event, key) for key, event in new.items()], at=now)
        now_known, later = told_erasures.apart(tx, desk, teller.shop, new)
        customer_events.follow(tx, teller.shop, now_known, new_customer, at=now)
        news = order_events.follow(tx, teller.shop, new, told.erased, new_order, at=now)
        watching.follow(tx, teller.shop, [change.after for change in news.changes], at=now)
        survey_of_order.follow(tx, teller.shop, news.changes, at=now)
        survey_plans.plan(tx, desk, teller.shop, [each.after.external_id for each in news.changes], at=now)
        touched = told_erasures.follow(
            tx,
            desk,
            teller.actor,
            {key: erasures[key] for key in erasures if key in new},
            at=now,
            address=teller.address,
        )
        customer_events.follow(tx, teller.shop, later, new_customer, at=now)
        return set(new), (*told.conversations, *news.conversations, *touched)

    accepted, _ = await desk.db.write(work, wake=lambda done: _wakes(teller.shop, done[1]))
    return [found or _result(events[place], digests[place], accepted) for place, found in enumerate(results)]


async def _note(desk: Desk, teller: Teller, erasures: Mapping[bytes, Erasure]) -> None:
    """Write into the journal, before they are done, the erasures that are new and told by somebody who may."""
    if not erasures:
        return

    def look(tx: Connection) -> set[bytes]:
        teller.require(tx)
        return shop_events.known(tx, teller.shop, erasures)

    known = await desk.db.read(look)
    await erasure.note(desk, [each for key, each in erasures.items() if key not in known])


def digest(event: Event) -> bytes:
    """What names an event once and for all: its source and its id (CloudEvents 1.0, 3.1)."""
    return hashlib.sha256(f"{len(event.source)}:{event.source}{event.id}".encode()).digest()


def _read(raw: bytes, now: datetime) -> Event | Result:
    try:
        event = decode(raw)
    except InvalidEvent as problem:
        return Result(_id(raw), "refused", "event_invalid", str(problem))
    moments = {"time": event.time}
    if isinstance(event.data, Order):
        version, placed = event.data.version, event.data.placed_at
        moments |= {"data.version": version} if isinstance(version, datetime) else {}
        moments |= {"data.placed_at": placed} if placed else {}
    for name, moment in moments.items():
        if not EARLIEST <= moment <= now + AHEAD:
            detail = f"{name}: {moment.isoformat()} lies before 2000 or more than a day ahead."
            return Result(event.id, "refused", "time_implausible", detail)
    return event


def _id(raw: bytes) -> str:
    try:
        return msgspec.json.decode(raw, type=Named).id[:200]
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return ""


def _new(tx: Connection, shop: str, events: Mapping[int, Event], digests: Mapping[int, bytes]) -> dict[bytes, Event]:
    """What was not told before, also not earlier among these."""
    shop_events.lock(tx, shop)
    known = shop_events.known(tx, shop, set(digests.values()))
    new: dict[bytes, Event] = {}
    for place, key in digests.items():
        if key not in known:
            new.setdefault(key, events[place])
    return new


def _result(event: Event, key: bytes, accepted: set[bytes]) -> Result:
    """Of one event that was told twice at once, the second is a duplicate."""
    if key not in accepted:
        return Result(event.id, "duplicate")
    accepted.remove(key)
    return Result(event.id, "accepted")


def _wakes(shop: str, touched: Sequence[str]) -> list[Wake]:
    return [Wake(shop, inbox=False, due=True), *(Wake(shop, each) for each in touched)]
