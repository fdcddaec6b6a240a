"""Notices of marketing to agents."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from mostrador.domain.campaign import Campaign
from mostrador.storage.schema import campaign
from mostrador.storage.upserts import Upsert

PUT = Upsert(campaign, ("id",), kept=("shop_id", "created_by", "created_at"))
OF_SHOP = select(campaign).where(campaign.c.shop_id == bindparam("shop"))
ALL = OF_SHOP.order_by(campaign.c.until_at.desc(), campaign.c.id).limit(200)
RUNNING = (
    OF_SHOP.where(campaign.c.until_at > bindparam("now"), campaign.c.from_at <= bindparam("now"))
    .order_by(campaign.c.until_at, campaign.c.id)
    .limit(20)
)
REMOVE = delete(campaign).where(campaign.c.shop_id == bindparam("shop"), campaign.c.id == bindparam("id"))


def put(tx: Connection, shop: str, notice: Campaign, by: str, *, at: datetime) -> None:
    row = {
        "id": notice.id,
        "shop_id": shop,
        "title": notice.title,
        "text": notice.text,
        "from_at": notice.from_at,
        "until_at": notice.until_at,
        "products": list(notice.products),
        "created_by": by,
        "created_at": at,
    }
    PUT.execute(tx, [row])


def of_shop(tx: Connection, shop: str) -> list[Campaign]:
    """All of them, those that end last first."""
    return [_campaign(row) for row in tx.execute(ALL, {"shop": shop})]


def running(tx: Connection, shop: str, *, at: datetime) -> list[Campaign]:
    """Those that run now, the one that ends next first."""
    return [_campaign(row) for row in tx.execute(RUNNING, {"shop": shop, "now": at})]


def remove(tx: Connection, shop: str, id: str) -> None:
    tx.execute(REMOVE, {"shop": shop, "id": id})


def _campaign(row: Any) -> Campaign:
    return Campaign(row.id, row.title, row.text, row.from_at, row.until_at, tuple(row.products))
