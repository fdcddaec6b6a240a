"""Orders, their parcels and returns, as support sees them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, delete, or_, select

from mostrador.domain.order import Parcel, Return
from mostrador.storage.bulk import Bulk
from mostrador.storage.schema import order_name, order_return, shipment, shop_order
from mostrador.storage.upserts import Upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """
    An order. `external_id` is the shop's own id, `number` what people read.

    `snapshot` is `mostrador_sdk.Order` as JSON, of the highest version. `total` and `refunded` are minor units of
    `currency`. `expected_on` is a day by ISO 8601. `erased_at`: when its buyer asked to be forgotten.
    """

    id: str
    shop_id: str
    external_id: str
    number: str
    version: int
    snapshot: dict[str, Any]
    customer_key: str
    email: str
    name: str
    currency: str
    total: int
    refunded: int
    status: str
    failures: int
    placed_at: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    refunded_at: datetime | None
    completed_at: datetime | None
    expected_on: str | None
    last_at: datetime
    erased_at: datetime | None = None


COLUMNS = tuple(column.name for column in shop_order.c)
PUT = Upsert(shop_order, ("shop_id", "external_id"), kept=("id",))
PUT_PARCEL = Upsert(shipment, ("shop_id", "order_key", "number"))
PUT_RETURN = Upsert(order_return, ("shop_id", "order_key", "number"))
FORGET_NAMES = delete(order_name).where(
    order_name.c.shop_id == bindparam("shop"), order_name.c.order_id.in_(bindparam("orders", expanding=True))
)
NAMES = Bulk(order_name)
OF_SHOP = select(shop_order).where(shop_order.c.shop_id == bindparam("shop"))
FIND = OF_SHOP.where(shop_order.c.id == bindparam("id"))
BY_KEYS = OF_SHOP.where(shop_order.c.external_id.in_(bindparam("keys", expanding=True)))
BY_IDS = OF_SHOP.where(shop_order.c.id.in_(bindparam("ids", expanding=True)))
ANY = select(shop_order.c.id).where(shop_order.c.shop_id == bindparam("shop")).limit(1)
BY_NUMBER = OF_SHOP.where(shop_order.c.number == bindparam("number")).limit(bindparam("most"))
OF_CUSTOMER = (
    OF_SHOP.where(
        or_(
            and_(shop_order.c.customer_key != "", shop_order.c.customer_key == bindparam("customer_key")),
            and_(shop_order.c.customer_key == "", shop_order.c.email != "", shop_order.c.email == bindparam("email")),
        )
    )
    .order_by(shop_order.c.placed_at.desc(), shop_order.c.id.desc())
    .limit(bindparam("most"))
)
PARCELS = (
    select(shipment)
    .where(shipment.c.shop_id == bindparam("shop"), shipment.c.order_key.in_(bindparam("keys", expanding=True)))
    .order_by(shipment.c.shipped_at, shipment.c.number)
)
RETURNS = (
    select(order_return)
    .where(order_return.c.shop_id == bindparam("shop"), order_return.c.order_key.in_(bindparam("keys", expanding=True)))
    .order_by(order_return.c.last_at, order_return.c.number)
)


def put(tx: Connection, orders: Sequence[Order]) -> None:
    """Write orders; one that is there under its shop's own id keeps the id that we know it by."""
    PUT.execute(tx, [{name: getattr(order, name) for name in COLUMNS} for order in orders])


def put_parcels(tx: Connection, shop: str, parcels: Sequence[Parcel]) -> None:
    PUT_PARCEL.execute(
        tx,
        [
            {
                "shop_id": shop,
                "order_key": each.order,
                "number": each.number,
                "status": each.status,
                "carrier": each.carrier,
                "url": each.url,
                "note": each.note,
                "expected_on": each.expected_on,
                "shipped_at": each.shipped_at,
                "delivered_at": each.delivered_at,
                "failed_at": each.failed_at,
                "last_at": each.last_at,
            }
            for each in parcels
        ],
    )


def put_returns(tx: Connection, shop: str, returns: Sequence[Return]) -> None:
    PUT_RETURN.execute(
        tx,
        [
            {
                "shop_id": shop,
                "order_key": each.order,
                "number": each.number,
                "status": each.status,
                "reason": each.reason,
                "items": list(each.items),
                "requested_at": each.requested_at,
                "received_at": each.received_at,
                "last_at": each.last_at,
            }
            for each in returns
        ],
    )


def name(tx: Connection, shop: str, words: dict[str, Collection[str]]) -> None:
    """Let these orders, by our ids, be found by these words of their buyers' names, too."""
    rows = [{"shop_id": shop, "order_id": id, "word": word} for id, found in words.items() for word in sorted(found)]
    NAMES.insert(tx, rows)


def forget_names(tx: Connection, shop: str, orders: Sequence[str]) -> None:
    """Let these orders, by our ids, be found by nobody's name any more."""
    if orders:
        tx.execute(FORGET_NAMES, {"shop": shop, "orders": list(orders)})


def find(tx: Connection, shop: str, id: str) -> Order | None:
    """By our own id."""
    return next(_read(tx, FIND, shop, id=id), None)


def by_ids(tx: Connection, shop: str, ids: Collection[str]) -> list[Order]:
    """By our own ids."""
    return list(_read(tx, BY_IDS, shop, ids=list(ids))) if ids else []


def any_of(tx: Connection, shop: str) -> bool:
    """Whether this shop has told of any order."""
    return tx.execute(ANY, {"shop": shop}).first() is not None


def by_keys(tx: Connection, shop: str, keys: Collection[str]) -> dict[str, Order]:
    """By the shop's own ids."""
    return {order.external_id: order for order in _read(tx, BY_KEYS, shop, keys=list(keys))}


def by_number(tx: Connection, shop: str, number: str, most: int = 2) -> list[Order]:
    """By what people read; a shop may have used a number twice."""
    return list(_read(tx, BY_NUMBER, shop, number=number, most=most))


def of_customer(tx: Connection, shop: str, *, external_id: str | None, email: str | None, most: int) -> list[Order]:
    """
    A customer's orders, the newest first: those that hang on the shop's own id for them, and those of guests with the
    address that they have proven.
    """
    return list(_read(tx, OF_CUSTOMER, shop, customer_key=external_id or "", email=email or "", most=most))


def parcels(tx: Connection, shop: str, keys: Collection[str]) -> list[Parcel]:
    """The parcels of orders, by the shop's own ids of these."""
    return [
        Parcel(
            row.order_key,
            row.number,
            row.last_at,
            row.status,
            row.carrier,
            row.url,
            row.note,
            row.expected_on,
            row.shipped_at,
            row.delivered_at,
            row.failed_at,
        )
        for row in tx.execute(PARCELS, {"shop": shop, "keys": list(keys)})
    ]


def returns(tx: Connection, shop: str, keys: Collection[str]) -> list[Return]:
    """What comes back of orders, by the shop's own ids of these."""
    return [
        Return(
            row.order_key,
            row.number,
            row.last_at,
            row.status,
            row.reason,
            tuple(row.items),
            row.requested_at,
            row.received_at,
        )
        for row in tx.execute(RETURNS, {"shop": shop, "keys": list(keys)})
    ]


def _read(tx: Connection, statement: Select[Any], shop: str, **values: Any) -> Any:
    return (Order(**row._mapping) for row in tx.execute(statement, {"shop": shop, **values}))
