"""What an owner sees of the shop in the settings."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain.roles import Verb
from mostrador.domain.shop import Department, Shop
from mostrador.domain.speaker import Speaker
from mostrador.errors import NotFound
from mostrador.storage import members, shops


@dataclass(frozen=True, slots=True)
class Overview:
    """`heard` says when and from where the widget last called, `members` how many each department has."""

    shop: Shop
    departments: list[Department]
    members: dict[str, int]
    heard: tuple[datetime, str] | None


async def overview(desk: Desk, speaker: Speaker, verb: Verb = "manage_shop") -> Overview:
    now = desk.clock.now()

    def work(tx: Connection) -> Overview:
        authority.require(tx, speaker, verb, at=now)
        shop = shops.find(tx, speaker.shop)
        if shop is None:
            raise NotFound("There is no such shop.")
        known = shops.departments(tx, shop.id)
        team = members.of_shop(tx, shop.id)
        counts = {each.id: sum(each.id in member.departments for member in team) for each in known}
        return Overview(shop, known, counts, shops.widget_seen(tx, shop.id))

    return await desk.db.read(work)
