"""The shops of this process, read at most every two seconds: every request wants one, few change."""

from datetime import datetime, timedelta

from mostrador.domain.shop import Shop
from mostrador.errors import NotFound
from mostrador.storage import shops
from mostrador.storage.database import Database

FRESH = timedelta(seconds=2)  # what an owner changes shows soon enough, in every process


class KnownShops:
    def __init__(self) -> None:
        self._known: dict[str, tuple[datetime, Shop]] = {}

    async def get(self, db: Database, shop: str, *, at: datetime) -> Shop:
        """Return the shop as it was within the last two seconds. Raises `NotFound`."""
        known = self._known.get(shop)
        if known and abs(at - known[0]) < FRESH:
            return known[1]
        if known:  # who asks while we look gets what was known: one reads for all
            self._known[shop] = (at, known[1])
        found = await db.read(lambda tx: shops.find(tx, shop))
        if found is None:
            self._known.pop(shop, None)
            raise NotFound("There is no such shop.")
        self._known[shop] = (at, found)
        return found
