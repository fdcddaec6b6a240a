"""The addresses of a shop's pages: only they may show the widget."""

from sqlalchemy import Connection

from mostrador.actions import ownership
from mostrador.actions.shops import allowed_origin
from mostrador.desk import Desk
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, NotFound
from mostrador.storage import shops

MOST_ORIGINS = 20  # each stands in a header of every frame


async def add(desk: Desk, speaker: Speaker, version: int, typed: str) -> str:
    """Let another address show the widget; return it as browsers write it. Raises `Invalid`."""
    origin = allowed_origin(desk.settings, typed)

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        if origin in shop.origins:
            return origin
        if len(shop.origins) >= MOST_ORIGINS:
            raise Conflict(f"A shop has at most {MOST_ORIGINS} addresses.", code="too_many_origins")
        shops.set_origins(tx, shop.id, [*shop.origins, origin])
        record("origin.added", shop.id, [origin])
        return origin

    return await ownership.change(desk, speaker, version, work)


async def remove(desk: Desk, speaker: Speaker, version: int, origin: str) -> None:
    """Take an address away: its pages no longer show the widget."""

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> None:
        if origin not in shop.origins:
            raise NotFound("There is no such address.")
        shops.set_origins(tx, shop.id, [each for each in shop.origins if each != origin])
        record("origin.removed", shop.id, [origin])

    await ownership.change(desk, speaker, version, work)
