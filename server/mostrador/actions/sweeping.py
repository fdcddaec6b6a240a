"""Once an hour: forget what is over, and erase what the shop no longer wants to keep."""

from datetime import timedelta

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain.shop import Shop
from mostrador.storage import audit, search, shops, sweeping

EVERY = timedelta(hours=1)
AT_ONCE = 20  # conversations in one transaction


async def sweep(desk: Desk) -> None:
    """Work in chunks, so that nobody who writes meanwhile waits for long."""
    now = desk.clock.now()
    for shop in await desk.db.read(shops.all_ids):
        found = await desk.db.read(lambda tx: shops.find(tx, shop))  # noqa: B023 - awaited before the next one
        if found:
            await _retire(desk, found, "quarantine", found.profile.retention.quarantine)
            await _retire(desk, found, "resolved", found.profile.retention.resolved)
    while await desk.db.write(lambda tx: sweeping.forget(tx, now=now)):
        pass


async def _retire(desk: Desk, shop: Shop, folder: str, days: int) -> None:
    """Erase the conversations of a folder that are older than so many days; 0 keeps them."""
    now = desk.clock.now()

    def work(tx: Connection) -> int:
        ids = sweeping.over(tx, shop.id, folder, before=now - timedelta(days=days), most=AT_ONCE)
        for each in ids:
            sweeping.erase(tx, shop.id, each)
            audit.record(
                tx,
                desk.keyring.audit,
                shop=shop.id,
                at=now,
                actor="system",
                action="conversation.retired",
                subject=each,
            )
        if ids:
            search.optimise(tx)
        return len(ids)

    while days and await desk.db.write(work) == AT_ONCE:
        pass
