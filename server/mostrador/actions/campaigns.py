"""Campaigns: who keeps them, and where agents see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from mostrador.actions import authority, ownership
from mostrador.actions.orders import OrderSeen
from mostrador.desk import Desk
from mostrador.domain import campaign
from mostrador.domain.campaign import Campaign
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, NotFound
from mostrador.storage import campaigns

MOST = 100


async def all(desk: Desk, speaker: Speaker) -> list[Campaign]:
    now = desk.clock.now()

    def work(tx: Connection) -> list[Campaign]:
        agent = authority.require(tx, speaker, "manage_campaigns", at=now)
        return campaigns.of_shop(tx, agent.shop)

    return await desk.db.read(work)


async def running(desk: Desk, speaker: Speaker) -> list[Campaign]:
    """Those that every agent should know of now."""
    now = desk.clock.now()

    def work(tx: Connection) -> list[Campaign]:
        agent = authority.require(tx, speaker, "read", at=now)
        return campaigns.running(tx, agent.shop, at=now)

    return await desk.db.read(work)


def about(
    tx: Connection, shop: str, orders: Sequence[OrderSeen], told: dict[str, Any], *, at: datetime
) -> tuple[Campaign, ...]:
    """Those that run now and are about products of these orders, or of the page that the shopper is on."""
    items = [item for each in orders for item in each.order.snapshot.get("items", [])]
    seen = campaign.seen_in(items, [str(told.get("page", ""))])
    return tuple(each for each in campaigns.running(tx, shop, at=at) if each.is_about(seen))


async def add(desk: Desk, speaker: Speaker, version: int, draft: Campaign) -> str:
    """Add a campaign and return its id. Raises `FormInvalid`."""
    now, new = desk.clock.now(), desk.new("cam")

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        if len(campaigns.of_shop(tx, shop.id)) >= MOST:
            raise Conflict(f"A shop has at most {MOST} campaigns; remove one first.", code="too_many_campaigns")
        kept = campaign.check(Campaign(new, draft.title, draft.text, draft.from_at, draft.until_at, draft.products))
        campaigns.put(tx, shop.id, kept, speaker.id, at=now)
        record("campaign.added", new)
        return new

    return await ownership.change(desk, speaker, version, work, verb="manage_campaigns", touches=True)


async def change(desk: Desk, speaker: Speaker, version: int, draft: Campaign) -> None:
    """Write a campaign anew. Raises `FormInvalid`."""
    now = desk.clock.now()

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        _require(tx, shop, draft.id)
        campaigns.put(tx, shop.id, campaign.check(draft), speaker.id, at=now)
        record("campaign.changed", draft.id, ["title", "text", "from_at", "until_at", "products"])
        return draft.id

    await ownership.change(desk, speaker, version, work, verb="manage_campaigns", touches=True)


async def remove(desk: Desk, speaker: Speaker, version: int, id: str) -> None:
    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        _require(tx, shop, id)
        campaigns.remove(tx, shop.id, id)
        record("campaign.removed", id)
        return id

    await ownership.change(desk, speaker, version, work, verb="manage_campaigns", touches=True)


def _require(tx: Connection, shop: Shop, id: str) -> None:
    if id not in {each.id for each in campaigns.of_shop(tx, shop.id)}:
        raise NotFound("There is no such campaign.")
