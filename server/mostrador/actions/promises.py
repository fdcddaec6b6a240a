"""By when a shop answers; asked so often that each minute's answer is kept."""

from datetime import datetime
from functools import lru_cache

from mostrador.domain import hours
from mostrador.domain.shop import Hours, Shop


def promise(shop: Shop, at: datetime) -> datetime | None:
    """By when an answer can be expected to what is sent now; None where the shop never opens."""
    return _answer_by(shop.profile.hours, shop.profile.time_zone, at.replace(second=0, microsecond=0))


@lru_cache(maxsize=1024)
def _answer_by(opening: Hours, zone: str, minute: datetime) -> datetime | None:
    return hours.answer_by(opening, zone, minute)
