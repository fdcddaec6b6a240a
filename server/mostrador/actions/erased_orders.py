"""What is told of the orders of somebody who was forgotten, also late: it is kept without whom it was about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from mostrador.actions import erased_conversations, erasure
from mostrador.actions.erased_conversations import Traces
from mostrador.desk import Desk
from mostrador.domain import addresses, order
from mostrador.domain import erasure as forgetting
from mostrador.storage import erasing, erasing_orders, orders
from mostrador.storage.orders import Order
from mostrador_sdk.events import Event
from mostrador_sdk.values import Order as Snapshot


@dataclass(frozen=True, slots=True)
class Told:
    """
    Events by their digests; `erased` has the orders whose buyer is forgotten, with when that was asked for.

    `conversations` were about such orders and are forgotten too.
    """

    events: dict[bytes, Event]
    erased: dict[str, datetime]
    conversations: tuple[str, ...] = ()


def apart(tx: Connection, desk: Desk, shop: str, new: Mapping[bytes, Event], *, at: datetime) -> Told:
    """
    What is new, in which nothing is left of a person whose order it tells of and who was forgotten.

    That is told by when it happened or, where that is earlier, by when the order was placed. What stood already of an
    order that shows to be such a person's is forgotten here.
    """
    about = {event.subject for event in new.values() if not event.type.startswith("customer.")}
    if not about:
        return Told(dict(new), {})
    standing = orders.by_keys(tx, shop, about)
    buyers = {key: _buyer(desk, shop, event.data) for key, event in new.items() if isinstance(event.data, Snapshot)}
    late = _late(tx, shop, new, buyers)
    owners = _owners(desk, shop, standing, new, buyers)
    found = {new[key].subject: at for key, at in late.items() if buyers[key] == owners[new[key].subject]}
    erased = found | {key: each.erased_at for key, each in standing.items() if each.erased_at}
    fresh = [key for key in found if key not in standing or not standing[key].erased_at]
    touched = _forget(tx, shop, {key: found[key] for key in fresh}, standing, at)
    gone = {key for key, event in new.items() if key in late or event.subject in erased}
    events = {key: _blanked(event) if key in gone else event for key, event in new.items()}
    return Told(events, erased, touched)


def _late(tx: Connection, shop: str, new: Mapping[bytes, Event], buyers: Mapping[bytes, str]) -> dict[bytes, datetime]:
    """What tells of the time before its buyer was forgotten, with when that was asked for."""
    asked = {each for each in buyers.values() if each}
    noted = erasing.noted(tx, shop, asked) if asked else {}
    return {key: noted[who] for key, who in buyers.items() if who in noted and _happened(new[key]) <= noted[who]}


def _happened(event: Event) -> datetime:
    placed = event.data.placed_at if isinstance(event.data, Snapshot) else None
    return min(event.time, placed or event.time)


def _owners(
    desk: Desk, shop: str, standing: Mapping[str, Order], new: Mapping[bytes, Event], buyers: Mapping[bytes, str]
) -> dict[str, str]:
    """Whose each order is, by the highest version of it: an order may have gone from one customer to another."""
    last = {key: (each.version, _digest(desk, shop, each.customer_key, each.email)) for key, each in standing.items()}
    for key, who in buyers.items():
        subject, data = new[key].subject, new[key].data
        assert isinstance(data, Snapshot)  # noqa: S101 - the catalogue says so
        version = order.rank(data.version)
        if subject not in last or version >= last[subject][0]:
            last[subject] = (version, who)
    return {subject: who for subject, (_, who) in last.items()}


def _forget(
    tx: Connection, shop: str, found: Mapping[str, datetime], standing: Mapping[str, Order], at: datetime
) -> tuple[str, ...]:
    """Forget what stood of these orders, by the shop's own ids; of some only parcels were told."""
    owned = {standing[key].id: key for key in found if key in standing}
    for id, key in owned.items():
        erasing_orders.blank(tx, shop, {id: key}, at=found[key])
    erasing_orders.blank_parts(tx, shop, [key for key in found if key not in standing])
    return erased_conversations.forget(tx, shop, Traces(orders=owned), before=erasure.LATEST, at=at) if owned else ()


def _blanked(event: Event) -> Event:
    if event.type.startswith("customer."):
        return event
    given = msgspec.to_builtins(event.data)
    left = forgetting.snapshot(given) if isinstance(event.data, Snapshot) else forgetting.told(event.type, given)
    return msgspec.structs.replace(event, data=msgspec.convert(left, type(event.data)))


def _buyer(desk: Desk, shop: str, told: Snapshot) -> str:
    return _digest(desk, shop, told.customer.id, addresses.told(told.customer.email))


def _digest(desk: Desk, shop: str, key: str, email: str) -> str:
    """What a buyer would have been noted by, if they were forgotten; empty where nothing is known of them."""
    if key:
        return erasure.digest(desk, shop, key)
    return erasure.digest_of_address(desk, shop, email) if email else ""
