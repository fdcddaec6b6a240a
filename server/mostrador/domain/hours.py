"""When the shop is open, and so when an answer can be expected."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from mostrador.domain.shop import Hours

AHEAD = 400  # days; who is not open long enough within them promises nothing
MIDNIGHT = "24:00"


def answer_by(hours: Hours, zone: str, now: datetime) -> datetime | None:
    """
    Return when `answer_within` hours of opening time will have passed, in UTC; None where the shop never opens.

    Written an hour before closing on a Friday, an answer within three hours is due on Monday, two hours after opening.
    """
    left = timedelta(hours=hours.answer_within)
    for opens, closes in openings(hours, zone, now):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    return None


def is_open(hours: Hours, zone: str, now: datetime) -> bool:
    first = next(openings(hours, zone, now), None)
    return first is not None and first[0] <= now


def openings(hours: Hours, zone: str, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield each time that the shop is open from now on, in UTC; one that has begun starts now."""
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    until = now.astimezone(UTC)
    for ahead in range(-1, AHEAD):  # what yesterday's clocks called 24:00 may still be to come
        for opens, closes in _blocks(hours, place, today + timedelta(days=ahead)):
            begins = max(opens, until)  # also where two blocks overlap: nobody works an hour twice
            if begins < closes:
                yield begins, closes
                until = closes


def is_closed(hours: Hours, day: date) -> bool:
    """Say whether the shop stays closed all day, whatever its week says."""
    if day.isoformat() in dict(hours.special):
        return False
    return day.isoformat() in hours.closed or day in public_holidays(hours.country, hours.region, day.year)


def working_days_after(hours: Hours, zone: str, moment: datetime, count: int) -> datetime:
    """
    The same time of day, so many days later on which the shop works, in UTC; Saturdays count where it opens then.

    For a shop that never opens, every day counts.
    """
    here = moment.astimezone(ZoneInfo(zone))
    day, left = here.date(), count
    for _ in range(AHEAD):
        day += timedelta(days=1)
        left -= _works(hours, day)
        if left == 0:
            return datetime.combine(day, here.time(), ZoneInfo(zone)).astimezone(UTC)
    return moment.astimezone(UTC) + timedelta(days=count)


def _works(hours: Hours, day: date) -> bool:
    if is_closed(hours, day):
        return False
    return bool(dict(hours.special).get(day.isoformat()) or hours.week[day.weekday()])


@lru_cache(maxsize=256)
def public_holidays(country: str, region: str, year: int) -> frozenset[date]:
    """The public holidays of a country or one of its regions; none for what the library does not know."""
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year, expand=False))
    except NotImplementedError:
        return frozenset()


def regions(country: str) -> tuple[str, ...]:
    """The regions of a country that have holidays of their own."""
    return tuple(holidays.list_supported_countries().get(country, ()))


def countries() -> tuple[str, ...]:
    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))


def _blocks(hours: Hours, place: ZoneInfo, day: date) -> list[tuple[datetime, datetime]]:
    if is_closed(hours, day) or day.weekday() >= len(hours.week):
        return []
    listed = dict(hours.special).get(day.isoformat(), hours.week[day.weekday()])
    blocks = ((_moment(day, opens, place, fold=0), _moment(day, closes, place, fold=1)) for opens, closes in listed)
    return sorted(block for block in blocks if block[0] < block[1])


def _moment(day: date, clock: str, place: ZoneInfo, *, fold: int) -> datetime:
    """A time on the shop's wall clock, in UTC. An hour that comes twice is opened the first time, closed the second."""
    if clock == MIDNIGHT:
        day, clock = day + timedelta(days=1), "00:00"
    return datetime.combine(day, time.fromisoformat(clock), place).replace(fold=fold).astimezone(UTC)
