"""How it stands at the counter, told to shoppers honestly: open or not, somebody there, how long it takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Connection

from mostrador.actions.lines import Caller
from mostrador.desk import Desk
from mostrador.domain import hours
from mostrador.domain.shop import Shop
from mostrador.storage import conversations, offers, shifts

RECENT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """
    `back_at` is when the shop opens next, where it is closed. `place` counts from 1, for a chat that waits.

    `usual_wait` is the median of the last hour, in seconds; None where nobody came within it.
    """

    open: bool
    on_duty: bool
    back_at: datetime | None
    usual_wait: int | None
    place: int | None = None


async def standing(desk: Desk, caller: Caller, conversation: str | None = None) -> Standing:
    """How it stands, and at which place this chat of the caller's waits."""
    shop, now = await desk.shop(caller.speaker.shop), desk.clock.now()

    def work(tx: Connection) -> Standing:
        place = _place(tx, shop.id, conversation) if conversation else None
        present = bool(shifts.on_duty(tx, shop.id))
        waited = offers.waits(tx, shop.id, since=now - RECENT)
        is_open = hours.is_open(shop.profile.hours, shop.profile.time_zone, now)
        return Standing(is_open, present, None if is_open else _opens(shop, now), _usual(waited), place)

    return await desk.db.read(work)


def _place(tx: Connection, shop: str, conversation: str) -> int | None:
    """Where a chat stands in line; None for one that does not wait."""
    current = conversations.find(tx, shop, conversation)
    if current is None or not current.live or current.assignee:
        return None
    opened_at = conversations.card(tx, shop, conversation).opened_at
    return 1 + offers.ahead_of(tx, shop, conversation, opened_at)


def _usual(waited: list[float]) -> int | None:
    return round(median(waited)) if waited else None


def _opens(shop: Shop, now: datetime) -> datetime | None:
    first = next(hours.openings(shop.profile.hours, shop.profile.time_zone, now), None)
    return first[0] if first else None
