"""Rules that watch a shop's orders, and what they have seen."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, tuple_

from mostrador.domain.watch import Watch
from mostrador.storage.orders import OF_SHOP, Order
from mostrador.storage.schema import order_return, shop_order, watch, watch_hit
from mostrador.storage.types import Moment
from mostrador.storage.upserts import Upsert

PUT = Upsert(watch, ("id",), kept=("shop_id", "created_at"))
OF = select(watch).where(watch.c.shop_id == bindparam("shop")).order_by(watch.c.kind, watch.c.created_at, watch.c.id)
FIND = select(watch).where(watch.c.shop_id == bindparam("shop"), watch.c.id == bindparam("id"))
REMOVE_HITS = delete(watch_hit).where(watch_hit.c.shop_id == bindparam("shop"), watch_hit.c.watch_id == bindparam("id"))
REMOVE = delete(watch).where(watch.c.shop_id == bindparam("shop"), watch.c.id == bindparam("id"))
HITS = select(watch_hit.c.watch_id, watch_hit.c.order_id).where(
    watch_hit.c.shop_id == bindparam("shop"), watch_hit.c.order_id.in_(bindparam("orders", expanding=True))
)
INSERT_HIT = insert(watch_hit)
# As in the condition of `ix_shop_order_open`, so that the index serves it.
OPEN = (
    OF_SHOP.where(
        shop_order.c.delivered_at.is_(None),
        shop_order.c.status.not_in(["cancelled", "refunded", "completed"]),
        shop_order.c.id > bindparam("after"),
    )
    .order_by(shop_order.c.id)
    .limit(bindparam("most"))
)
RETURNED = (
    OF_SHOP.where(
        shop_order.c.external_id.in_(
            select(order_return.c.order_key).where(
                order_return.c.shop_id == bindparam("shop"), order_return.c.received_at > bindparam("since")
            )
        ),
        shop_order.c.refunded_at.is_(None),
        shop_order.c.id > bindparam("after"),
    )
    .order_by(shop_order.c.id)
    .limit(bindparam("most"))
)
LATELY = (
    OF_SHOP.where(
        shop_order.c.placed_at >= bindparam("since"),
        tuple_(shop_order.c.placed_at, shop_order.c.id)
        < tuple_(bindparam("before", type_=Moment), bindparam("before_id")),
    )
    .order_by(shop_order.c.placed_at.desc(), shop_order.c.id.desc())
    .limit(bindparam("most"))
)


def put(tx: Connection, shop: str, rule: Watch, *, at: datetime) -> None:
    row = {
        "id": rule.id,
        "shop_id": shop,
        "kind": rule.kind,
        "count": rule.count,
        "act": rule.act,
        "on": rule.on,
        "department_id": rule.department,
        "texts": rule.texts or {},
        "created_at": at,
    }
    PUT.execute(tx, [row])


def of_shop(tx: Connection, shop: str) -> list[Watch]:
    return [_watch(row) for row in tx.execute(OF, {"shop": shop})]


def find(tx: Connection, shop: str, id: str) -> Watch | None:
    row = tx.execute(FIND, {"shop": shop, "id": id}).one_or_none()
    return None if row is None else _watch(row)


def remove(tx: Connection, shop: str, id: str) -> None:
    tx.execute(REMOVE_HITS, {"shop": shop, "id": id})
    tx.execute(REMOVE, {"shop": shop, "id": id})


def hits(tx: Connection, shop: str, orders: Collection[str]) -> set[tuple[str, str]]:
    """Which rules have seen which of these orders: (rule, order)."""
    return {(row.watch_id, row.order_id) for row in tx.execute(HITS, {"shop": shop, "orders": list(orders)})}


def add_hit(tx: Connection, shop: str, watch: str, order: str, conversation: str | None, *, at: datetime) -> None:
    row = {"shop_id": shop, "watch_id": watch, "order_id": order, "conversation_id": conversation, "at": at}
    tx.execute(INSERT_HIT, row)


def open_orders(tx: Connection, shop: str, *, after: str, most: int) -> list[Order]:
    """Orders of which something is still to be expected, by our ids, beyond one of them."""
    return [Order(**row._mapping) for row in tx.execute(OPEN, {"shop": shop, "after": after, "most": most})]


def returned_orders(tx: Connection, shop: str, *, since: datetime, after: str, most: int) -> list[Order]:
    """Orders of which something came back since then, and that were not refunded."""
    values = {"shop": shop, "since": since, "after": after, "most": most}
    return [Order(**row._mapping) for row in tx.execute(RETURNED, values)]


def lately(tx: Connection, shop: str, *, since: datetime, before: tuple[datetime, str], most: int) -> list[Order]:
    """Orders that were placed since then, the newest first, before one of them."""
    values = {"shop": shop, "since": since, "before": before[0], "before_id": before[1], "most": most}
    return [Order(**row._mapping) for row in tx.execute(LATELY, values)]


def _watch(row: Any) -> Watch:
    return Watch(row.id, row.kind, row.count, row.act, row.on, row.department_id, dict(row.texts))
