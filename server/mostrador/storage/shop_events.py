"""All that a shop told, each thing once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, or_, select

from mostrador.domain.order import Told
from mostrador.storage.bulk import Bulk
from mostrador.storage.schema import shop, shop_event
from mostrador.storage.types import Moment

LOCK = select(shop.c.id).where(shop.c.id == bindparam("shop")).with_for_update(key_share=True)
KNOWN = select(shop_event.c.digest).where(
    shop_event.c.shop_id == bindparam("shop"), shop_event.c.digest.in_(bindparam("digests", expanding=True))
)
TOLD = Bulk(shop_event)
OF_ORDERS = select(
    shop_event.c.digest,
    shop_event.c.type,
    shop_event.c.subject,
    shop_event.c.number,
    shop_event.c.at,
    shop_event.c.body,
).where(
    shop_event.c.shop_id == bindparam("shop"),
    shop_event.c.subject.in_(bindparam("subjects", expanding=True)),
    or_(*(shop_event.c.type.startswith(prefix, autoescape=True) for prefix in ("order.", "shipment.", "return."))),
)
LATEST_OF_CUSTOMERS = (
    select(shop_event.c.subject, func.max(shop_event.c.at, type_=Moment()))
    .where(
        shop_event.c.shop_id == bindparam("shop"),
        shop_event.c.subject.in_(bindparam("subjects", expanding=True)),
        shop_event.c.type.startswith("customer.", autoescape=True),
    )
    .group_by(shop_event.c.subject)
)
COLUMNS = ("digest", "type", "subject", "number", "at", "body")


def lock(tx: Connection, shop: str) -> None:
    """Let one transaction at a time add to what this shop told; whoever only points to the shop is not kept waiting."""
    tx.execute(LOCK, {"shop": shop})


def known(tx: Connection, shop: str, digests: Collection[bytes]) -> set[bytes]:
    """Those of these that were told before."""
    return set(tx.execute(KNOWN, {"shop": shop, "digests": list(digests)}).scalars())


def add(tx: Connection, shop: str, told: Sequence[Told], *, at: datetime) -> None:
    rows = [{"shop_id": shop, "told_at": at, **{name: getattr(each, name) for name in COLUMNS}} for each in told]
    TOLD.insert(tx, rows)


def of_orders(tx: Connection, shop: str, subjects: Collection[str]) -> dict[str, list[Told]]:
    """All that was told of these orders, with their parcels and returns, by the order's own id in the shop."""
    found: dict[str, list[Told]] = {subject: [] for subject in subjects}
    for row in tx.execute(OF_ORDERS, {"shop": shop, "subjects": list(subjects)}):
        found[row.subject].append(Told(*row))
    return found


def latest_of_customers(tx: Connection, shop: str, subjects: Collection[str]) -> dict[str, datetime]:
    """When the shop last told something of these customers, by its own ids of them."""
    if not subjects:
        return {}
    rows = tx.execute(LATEST_OF_CUSTOMERS, {"shop": shop, "subjects": list(subjects)})
    return {row[0]: row[1] for row in rows}
