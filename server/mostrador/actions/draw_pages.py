"""What everybody may see of a draw: what was promised, what was fixed, and what came of it. No person stands in it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import draw as rules
from mostrador.domain.shop import Shop
from mostrador.errors import NotFound
from mostrador.storage import draw_entries, shops, survey_draws
from mostrador.storage.survey_draws import Draw


@dataclass(frozen=True, slots=True)
class Page:
    """`winners` are entries, in their order."""

    shop: Shop
    draw: Draw
    winners: tuple[str, ...]

    @property
    def is_late(self) -> bool:
        """Whether it closed when chance may have spoken already, after days in which no worker ran."""
        draw = self.draw
        if draw.closed_at is None:
            return False
        return rules.is_late(draw.incentive, closes_at=draw.closes_at, closed_at=draw.closed_at)


async def read(desk: Desk, id: str) -> Page:
    """Raises `NotFound`."""

    def work(tx: Connection) -> Page:
        draw = _find(tx, id)
        shop = shops.find(tx, draw.shop)
        if shop is None:
            raise _unknown()
        won = draw_entries.winners(tx, draw.shop, id) if draw.drawn_at else []
        return Page(shop, draw, tuple(each.entry for each in won))

    return await desk.db.read(work)


async def entries(desk: Desk, id: str) -> str:
    """The text whose hash was published at closing. Raises `NotFound`, also before that."""

    def work(tx: Connection) -> str:
        draw = _find(tx, id)
        if draw.closed_at is None:
            raise _unknown()
        return rules.listed(draw_entries.ids(tx, draw.shop, id))

    return await desk.db.read(work)


def _find(tx: Connection, id: str) -> Draw:
    draw = survey_draws.find(tx, id)
    if draw is None:
        raise _unknown()
    return draw


def _unknown() -> NotFound:
    return NotFound("There is no such draw, or it is not closed.", code="draw_unknown")
