"""The shop's logo: taken, drawn anew and small, or removed."""

import msgspec
from sqlalchemy import Connection

from mostrador.actions import authority, profiles
from mostrador.desk import Desk
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.errors import NotFound
from mostrador.gateways import pictures
from mostrador.storage import shops


async def put(desk: Desk, speaker: Speaker, version: int, picture: bytes) -> None:
    """Take a picture as the logo. Raises `FormInvalid` for what is none."""
    shop = await _own(desk, speaker)  # before anything is decoded for them
    logo = await pictures.small_png(picture)
    await profiles.change(desk, speaker, version, look=msgspec.structs.replace(shop.profile.look, logo=logo))


async def remove(desk: Desk, speaker: Speaker, version: int) -> None:
    shop = await _own(desk, speaker)
    await profiles.change(desk, speaker, version, look=msgspec.structs.replace(shop.profile.look, logo=""))


async def _own(desk: Desk, speaker: Speaker) -> Shop:
    now = desk.clock.now()

    def work(tx: Connection) -> Shop:
        authority.require(tx, speaker, "manage_shop", at=now)
        shop = shops.find(tx, speaker.shop)
        if shop is None:
            raise NotFound("There is no such shop.")
        return shop

    return await desk.db.read(work)
