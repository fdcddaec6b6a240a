"""How it stands at the counter, told to shoppers honestly: open or not, somebody there, how long it takes."""

from datetime import timedelta
from statistics import median

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import hours
from mostrador.domain.queue import Queue
from mostrador.storage import offers, shifts

RECENT = timedelta(hours=1)


async def standing(desk: Desk, shop_id: str) -> Queue:
    """How it was told last, or how it stands where nothing goes on. Raises `NotFound`."""
    return desk.queues.of(shop_id) or await queue(desk, shop_id)


async def queue(desk: Desk, shop_id: str) -> Queue:
    """How it stands now. Raises `NotFound`."""
    shop, now = await desk.shop(shop_id), desk.clock.now()
    opening, zone = shop.profile.hours, shop.profile.time_zone

    def work(tx: Connection) -> Queue:
        waited = offers.waits(tx, shop.id, since=now - RECENT)
        is_open = hours.is_open(opening, zone, now)
        return Queue(
            open=is_open,
            on_duty=bool(shifts.on_duty(tx, shop.id)),
            back_at=None if is_open else next((begins for begins, _ in hours.openings(opening, zone, now)), None),
            usual_wait=round(median(waited)) if waited else None,
            line=tuple(each.conversation for each in offers.queue(tx, shop.id)),
        )

    return await desk.db.read(work)
