"""Addresses of a shop's that are told what happens, and each thing that they are told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, insert, select, tuple_, update

from mostrador.domain import webhooks as forms
from mostrador.storage import due
from mostrador.storage.due import Due
from mostrador.storage.prepared import Prepared
from mostrador.storage.schema import webhook, webhook_delivery

KIND = "webhook"  # of the due rows, each about one delivery
State = Literal["on", "off", "failing", "gone"]
DeliveryState = Literal["waiting", "delivered", "failed", "dropped"]


@dataclass(frozen=True, slots=True)
class Webhook:
    """`failing` and `gone` were switched off by us: too many failures, or an answer 410."""

    id: str
    shop: str
    url: str
    types: tuple[str, ...]
    state: State
    created_at: datetime
    failing_since: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """`code` is the status of the last answer, `problem` why there was none."""

    id: str
    shop_id: str
    webhook_id: str
    type: str
    subject: str
    part: str
    at: datetime
    state: DeliveryState
    attempts: int
    code: int | None
    problem: str | None
    next_at: datetime | None
    ended_at: datetime | None


LIVING = (
    select(webhook)
    .where(webhook.c.shop_id == bindparam("shop"), webhook.c.ended_at.is_(None))
    .order_by(webhook.c.created_at, webhook.c.id)
)
ONE = LIVING.where(webhook.c.id == bindparam("id"))
TOLD = Prepared(
    select(webhook.c.id, webhook.c.types).where(
        webhook.c.shop_id == bindparam("shop"), webhook.c.ended_at.is_(None), webhook.c.state == "on"
    )
)
IN_TROUBLE = select(webhook.c.id).where(
    webhook.c.shop_id == bindparam("shop"), webhook.c.ended_at.is_(None), webhook.c.state.in_(["failing", "gone"])
)
INSERT = insert(webhook)
CHANGE = update(webhook).where(
    webhook.c.shop_id == bindparam("shop"), webhook.c.id == bindparam("webhook_key"), webhook.c.ended_at.is_(None)
)
FIND_DELIVERY = select(webhook_delivery).where(
    webhook_delivery.c.shop_id == bindparam("shop"), webhook_delivery.c.id == bindparam("id")
)
LOCK_DELIVERY = FIND_DELIVERY.with_for_update()
INSERT_DELIVERY = insert(webhook_delivery)
CHANGE_DELIVERY = update(webhook_delivery).where(
    webhook_delivery.c.shop_id == bindparam("shop"), webhook_delivery.c.id == bindparam("delivery_key")
)
DROP = (
    update(webhook_delivery)
    .where(
        webhook_delivery.c.shop_id == bindparam("shop"),
        webhook_delivery.c.webhook_id == bindparam("webhook_key"),
        webhook_delivery.c.state == "waiting",
    )
    .values(state="dropped", next_at=None, ended_at=bindparam("moment"))
)
NEWEST = (
    select(webhook_delivery)
    .where(webhook_delivery.c.shop_id == bindparam("shop"))
    .order_by(webhook_delivery.c.at.desc(), webhook_delivery.c.id.desc())
    .limit(bindparam("most"))
)
OLDER = NEWEST.where(
    tuple_(webhook_delivery.c.at, webhook_delivery.c.id)
    < select(webhook_delivery.c.at, webhook_delivery.c.id)
    .where(webhook_delivery.c.shop_id == bindparam("shop"), webhook_delivery.c.id == bindparam("before"))
    .scalar_subquery()
)


def tell(tx: Connection, shop: str, type: str, subject: str, *, at: datetime, part: str = "") -> None:
    """
    Have those addresses told that want to hear of it. The same thing again changes nothing.

    `part` tells things apart that happen to one subject: a message's `seq`, a watch's name.
    """
    for id, types in TOLD.all(tx, {"shop": shop}):
        if type in types:
            deliver(tx, shop, id, type, subject, at=at, part=part)


def deliver(tx: Connection, shop: str, webhook: str, type: str, subject: str, *, at: datetime, part: str) -> str:
    """Have one address told; the delivery's id."""
    id = forms.delivery_id(webhook, type, subject, part)
    if find_delivery(tx, shop, id) is None:
        told = Delivery(id, shop, webhook, type, subject, part, at, "waiting", 0, None, None, at, None)
        tx.execute(INSERT_DELIVERY, {name: getattr(told, name) for name in Delivery.__slots__})
        due.add(tx, Due(id, shop, KIND, id, at, {}), at=at)
        due.hurry(tx)
    return id


def add(tx: Connection, new: Webhook) -> None:
    row = {"id": new.id, "shop_id": new.shop, "url": new.url, "types": list(new.types), "state": new.state}
    tx.execute(INSERT, {**row, "created_at": new.created_at})


def living(tx: Connection, shop: str) -> list[Webhook]:
    """Those that were not removed, the oldest first."""
    return [_webhook(row) for row in tx.execute(LIVING, {"shop": shop})]


def find(tx: Connection, shop: str, id: str) -> Webhook | None:
    row = tx.execute(ONE, {"shop": shop, "id": id}).one_or_none()
    return None if row is None else _webhook(row)


def in_trouble(tx: Connection, shop: str) -> bool:
    """Whether one was switched off because nobody was there."""
    return tx.execute(IN_TROUBLE, {"shop": shop}).first() is not None


def subscribe(tx: Connection, shop: str, id: str, types: Collection[str]) -> None:
    tx.execute(CHANGE.values(types=list(types)), {"shop": shop, "webhook_key": id})


def turn(tx: Connection, shop: str, id: str, state: State, *, at: datetime) -> None:
    """Switch it on or off; what waits for one that is off is dropped."""
    tx.execute(CHANGE.values(state=state, failing_since=None), {"shop": shop, "webhook_key": id})
    if state != "on":
        tx.execute(DROP, {"shop": shop, "webhook_key": id, "moment": at})


def end(tx: Connection, shop: str, id: str, *, at: datetime) -> None:
    """Remove it, with what waits for it; what it was told stays in the list for a while."""
    tx.execute(DROP, {"shop": shop, "webhook_key": id, "moment": at})
    tx.execute(CHANGE.values(ended_at=at), {"shop": shop, "webhook_key": id})


def note_failing(tx: Connection, shop: str, id: str, since: datetime | None) -> None:
    tx.execute(CHANGE.values(failing_since=since), {"shop": shop, "webhook_key": id})


def find_delivery(tx: Connection, shop: str, id: str) -> Delivery | None:
    return _delivery(tx.execute(FIND_DELIVERY, {"shop": shop, "id": id}).one_or_none())


def lock_delivery(tx: Connection, shop: str, id: str) -> Delivery | None:
    return _delivery(tx.execute(LOCK_DELIVERY, {"shop": shop, "id": id}).one_or_none())


def note(tx: Connection, shop: str, id: str, **values: Any) -> None:
    """Write down what became of a delivery: columns by name."""
    tx.execute(CHANGE_DELIVERY.values(**values), {"shop": shop, "delivery_key": id})


def deliveries(tx: Connection, shop: str, *, before: str | None, most: int) -> Sequence[Delivery]:
    """The newest first; `before` is the id of the last one of the page before."""
    statement, values = (OLDER, {"before": before}) if before else (NEWEST, {})
    rows = tx.execute(statement, {"shop": shop, "most": most, **values})
    return [each for row in rows if (each := _delivery(row))]


def _webhook(row: Any) -> Webhook:
    return Webhook(row.id, row.shop_id, row.url, tuple(row.types), row.state, row.created_at, row.failing_since)


def _delivery(row: Any) -> Delivery | None:
    return None if row is None else Delivery(*row)
