"""Orders are watched: what a rule waits for is a due row, and each order is a rule's trouble once."""

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from mostrador.domain import watch
from mostrador.domain.shop import Shop
from mostrador.domain.watch import Facts, Trouble, Watch
from mostrador.storage import due, orders, shop_events, shops, watches
from mostrador.storage.due import Due
from mostrador.storage.orders import Order

KIND = "watch"  # the due row of an order and a rule


def follow(tx: Connection, shop: str, changed: Sequence[Order], *, at: datetime) -> bool:
    """Wait for what may become trouble with these orders, or no longer. True where there is something to wait for."""
    rules = [rule for rule in watches.of_shop(tx, shop) if rule.on] if changed else []
    found = shops.find(tx, shop) if rules else None
    return wait_for(tx, found, rules, changed, at=at) if found else False


def wait_for(tx: Connection, shop: Shop, rules: Sequence[Watch], found: Sequence[Order], *, at: datetime) -> bool:
    """Put the due rows of these rules and orders where they belong."""
    ids = [order.id for order in found]
    seen = watches.hits(tx, shop.id, ids)
    known = facts(tx, shop.id, found)
    waiting, over = [], []
    for order in found:
        for rule in rules:
            trouble = judge(rule, known[order.id], shop)
            if (rule.id, order.id) in seen or trouble is None or not trouble.lasts:
                over.append(key(rule.id, order.id))
            else:
                waiting.append(_row(shop.id, rule, order, max(trouble.at, at)))
    due.call_off(tx, over, at=at)
    due.schedule(tx, {key(str(row.body["watch"]), row.subject): row for row in waiting}, at=at)
    return bool(waiting)


def judge(rule: Watch, known: Facts, shop: Shop) -> Trouble | None:
    return watch.trouble(rule, known, shop.profile.hours, shop.profile.time_zone)


def facts(tx: Connection, shop: str, found: Sequence[Order]) -> Mapping[str, Facts]:
    """What the rules look at, by our ids of the orders."""
    keys = [order.external_id for order in found]
    parcels, returns = orders.parcels(tx, shop, keys), orders.returns(tx, shop, keys)
    failed = _failures(tx, shop, [order.external_id for order in found if order.failures])
    return {
        order.id: Facts(
            status=order.status,
            paid_at=order.paid_at,
            cancelled_at=order.cancelled_at,
            refunded_at=order.refunded_at,
            refunded=order.refunded,
            shipped_at=order.shipped_at,
            delivered_at=order.delivered_at,
            expected_on=order.expected_on,
            failed=failed.get(order.external_id, ()),
            parcels=[each for each in parcels if each.order == order.external_id],
            returns=[each for each in returns if each.order == order.external_id],
        )
        for order in found
    }


def key(rule: str, order: str) -> str:
    """The unique key of the due row of a rule and an order."""
    return f"{KIND}:{rule}:{order}"


def _row(shop: str, rule: Watch, order: Order, at: datetime) -> Due:
    digest = hashlib.sha256(key(rule.id, order.id).encode()).digest()
    id = f"due_{base64.b32encode(digest[:10]).decode().lower()}"  # the same each time: there is one for both
    return Due(id, shop, KIND, order.id, at, {"watch": rule.id})


def _failures(tx: Connection, shop: str, keys: Collection[str]) -> dict[str, tuple[datetime, ...]]:
    told = shop_events.of_orders(tx, shop, keys) if keys else {}
    return {
        order: tuple(each.at for each in events if each.type == "order.payment_failed")
        for order, events in told.items()
    }
