"""What the shop told of its orders is laid into them, and into the conversations that are about them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from mostrador.domain import addresses, conversation, names, order, speaker
from mostrador.domain.order import Parcel, Progress, Told
from mostrador.storage import conversations, order_conversations, orders, shop_events
from mostrador.storage.orders import Order
from mostrador_sdk.events import Event
from mostrador_sdk.values import Order as Snapshot


@dataclass(frozen=True, slots=True)
class Change:
    """An order as it was (None where it is new) and as it is."""

    before: Order | None
    after: Order
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What changed, and which conversations were told of it."""

    changes: tuple[Change, ...] = ()
    conversations: tuple[str, ...] = ()


def follow(
    tx: Connection,
    shop: str,
    new: Mapping[bytes, Event],
    erased: Mapping[str, datetime],
    fresh: Callable[[], str],
    *,
    at: datetime,
) -> News:
    """
    Bring orders, parcels and returns up to what was told of them; `new` is what was told for the first time, by digest.

    `erased` has the orders whose buyer was forgotten; `fresh` makes an id of ours for an order that was not known.
    """
    about: dict[str, dict[bytes, Event]] = {}
    for key, event in new.items():
        if not event.type.startswith("customer."):
            about.setdefault(event.subject, {})[key] = event
    if not about:
        return News()
    told = shop_events.of_orders(tx, shop, about)
    before = orders.by_keys(tx, shop, about)
    _put_parts(tx, shop, about, told)
    changes = []
    for subject, events in about.items():
        after = _order(shop, told[subject], events, before.get(subject), fresh, erased.get(subject))
        if after is not None:
            changes.append(Change(before.get(subject), after, tuple(events.values())))
    orders.put(tx, [change.after for change in changes])
    renamed = [each for each in changes if _is_renamed(each)]
    orders.forget_names(tx, shop, [each.after.id for each in renamed if each.before])
    orders.name(tx, shop, {each.after.id: names.words(each.after.name) for each in renamed})
    return News(tuple(changes), _tell(tx, shop, changes, at))


def _put_parts(
    tx: Connection, shop: str, about: Mapping[str, Mapping[bytes, Event]], told: Mapping[str, list[Told]]
) -> None:
    parcels, returns = [], []
    for subject, events in about.items():
        touched = {getattr(event.data, "number", "") for event in events.values()}
        parcels += [each for each in order.parcels(told[subject]) if each.number in touched]
        returns += [each for each in order.returns(told[subject]) if each.number in touched]
    orders.put_parcels(tx, shop, parcels)
    orders.put_returns(tx, shop, returns)


def _order(
    shop: str,
    told: Sequence[Told],
    events: Mapping[bytes, Event],
    before: Order | None,
    fresh: Callable[[], str],
    erased_at: datetime | None,
) -> Order | None:
    """The order as it is now; None where only parcels or returns of it are known."""
    progress = order.progress(told)
    if progress is None:
        return None
    snapshot = _snapshot(progress, events, before)
    parcels = order.parcels(told)
    return Order(
        id=before.id if before else fresh(),
        shop_id=shop,
        external_id=snapshot.id,
        number=snapshot.number or snapshot.id,
        version=progress.version,
        snapshot=msgspec.to_builtins(snapshot),
        customer_key=snapshot.customer.id,
        email=addresses.told(snapshot.customer.email),
        name=snapshot.customer.name or (snapshot.address.name if snapshot.address else ""),
        currency=snapshot.currency,
        total=snapshot.total,
        refunded=snapshot.refunded,
        expected_on=_expected(snapshot, parcels),
        last_at=max(each.at for each in told),
        erased_at=erased_at,
        **_moments(progress, parcels),
    )


def _snapshot(progress: Progress, events: Mapping[bytes, Event], before: Order | None) -> Snapshot:
    """The snapshot that counts: one of those that just came, or the one that is there."""
    if progress.last in events:
        found = events[progress.last].data
        assert isinstance(found, Snapshot)  # noqa: S101 - the fold takes it from an order's own events
        return found
    assert before is not None  # noqa: S101 - else it would be among those that just came
    return msgspec.convert(before.snapshot, Snapshot)


def _moments(progress: Progress, parcels: Sequence[Parcel]) -> dict[str, Any]:
    delivered = [each.delivered_at for each in parcels if each.delivered_at]
    return {
        "status": progress.status,
        "failures": progress.failures,
        "placed_at": progress.placed_at,
        "paid_at": progress.paid_at,
        "cancelled_at": progress.cancelled_at,
        "refunded_at": progress.refunded_at,
        "completed_at": progress.completed_at,
        "shipped_at": min((each.shipped_at for each in parcels if each.shipped_at), default=None),
        "delivered_at": max(delivered) if delivered and len(delivered) == len(parcels) else None,
    }


def _expected(snapshot: Snapshot, parcels: Sequence[Parcel]) -> str | None:
    """The day on which the last parcel should be there; as long as no carrier says one, the day the shop promised."""
    days = [each.expected_on for each in parcels if each.expected_on and order.is_a_day(each.expected_on)]
    promised = snapshot.expected_on.isoformat() if snapshot.expected_on else ""
    return max(days) if days else promised if promised and order.is_a_day(promised) else None


def _is_renamed(change: Change) -> bool:
    return change.before.name != change.after.name if change.before else bool(change.after.name)


def _tell(tx: Connection, shop: str, changes: Sequence[Change], at: datetime) -> tuple[str, ...]:
    """Write into the open conversations that are about an order what happened to it, for agents' eyes."""
    by_order = order_conversations.open_about(tx, shop, [change.after for change in changes])
    mostrador = speaker.system(shop)
    for change in changes:
        for id in by_order.get(change.after.id, ()):
            for event in sorted(change.events, key=lambda each: each.time):
                current = conversations.lock(tx, shop, id)
                if current:
                    body = _said(change.after, event)
                    conversations.append(
                        tx, current, conversation.record(current, mostrador, "order_changed", body, at=at)
                    )
    return tuple(sorted({id for found in by_order.values() for id in found}))


def _said(after: Order, event: Event) -> dict[str, Any]:
    body = {"order": after.id, "number": after.number, "what": event.type, "at": event.time.isoformat()}
    if part := getattr(event.data, "number", ""):
        body |= {} if isinstance(event.data, Snapshot) else {"part": part}
    return body
