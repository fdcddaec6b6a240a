"""Whether, and when, a customer may be asked about an order: the same for happy and unhappy ones."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

Moment = Literal["delivered", "shipped", "placed", "resolved", "page", "call"]
"""
What a survey follows: a delivery; a parcel or an order, some days later, for shops that hear of no deliveries; a
conversation's end; the shop's thank-you page; the shop's own call.
"""
OF_ORDERS: tuple[Moment, ...] = ("delivered", "shipped", "placed")

Reason = Literal[
    "paused",  # the survey
    "order_unknown",
    "cancelled",  # the order, or all of it paid back
    "no_address",
    "opted_out",
    "address_in_trouble",  # it bounced, or its owner complained
    "asked_lately",
    "conversation_open",
    "return_open",
    "too_late",  # what it waited for took too long
    "undeliverable",
    "not_drawn",  # its conversation is not in the share that is asked about
]
PASSING: frozenset[Reason] = frozenset({"conversation_open", "return_open"})
"""What is over some day: until then the invitation waits."""

WAIT = timedelta(days=1)  # between two looks at whether what an invitation waits for is over
LONGEST_WAIT = timedelta(days=14)  # after that nobody remembers what is asked about
LIFE = timedelta(days=30)  # of an invitation, from when it was sent
QUARTER = timedelta(minutes=15)  # of which every zone's distance from UTC is made


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when somebody is to be asked. `asked_at`: when they were asked last, by any survey of the shop."""

    is_live: bool
    is_known: bool  # the order, or conversation, is there
    is_cancelled: bool
    email: str
    opted_out: bool
    in_trouble: bool
    asked_at: datetime | None
    conversation_open: bool
    return_open: bool


def reasons(facts: Facts, rest_days: int, *, at: datetime, since: datetime) -> tuple[Reason, ...]:
    """
    Every reason why the customer is not to be asked now; none means: ask.

    `since` is when the invitation was due first. No reason looks at how happy anybody is.
    """
    rested = facts.asked_at is None or at - facts.asked_at >= timedelta(days=rest_days)
    waits = facts.conversation_open or facts.return_open
    found: dict[Reason, bool] = {
        "paused": not facts.is_live,
        "order_unknown": not facts.is_known,
        "cancelled": facts.is_cancelled,
        "no_address": not facts.email,
        "opted_out": facts.opted_out,
        "address_in_trouble": facts.in_trouble,
        "asked_lately": not rested,
        "conversation_open": facts.conversation_open,
        "return_open": facts.return_open,
        "too_late": waits and at - since >= LONGEST_WAIT,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def waits(found: tuple[Reason, ...]) -> bool:
    """Whether all that keeps us from asking will be over some day."""
    return bool(found) and set(found) <= PASSING


def is_in_share(survey: str, order: str, share: int) -> bool:
    """
    Whether an order belongs to the `share` percent that a survey asks about.

    SHA-256 over the survey's id and the shop's own id of the order, its first eight bytes modulo 100: nobody can
    choose, the same order is always in or out, and raising the share keeps whoever was in.
    """
    drawn = hashlib.sha256(f"{survey}\0{order}".encode()).digest()
    return int.from_bytes(drawn[:8]) % 100 < share


def outside_quiet(at: datetime, zones: tuple[str, ...], quiet_from: str, quiet_until: str) -> datetime:
    """
    The first moment from `at` on that is in nobody's quiet hours, in any of these zones.

    A country may have several zones, and an address does not say which one counts. Where they are so far apart that it
    is always quiet in one of them, the first zone decides. Equal times mean that there are no quiet hours.
    """
    begins, ends = time.fromisoformat(quiet_from), time.fromisoformat(quiet_until)
    if begins == ends:
        return at
    return _first_loud(at, zones, begins, ends) or _first_loud(at, zones[:1], begins, ends) or at


def zones_of(country: str, otherwise: str) -> tuple[str, ...]:
    """The zones of a country (ISO 3166-1), or the other one where the country is not known. CLDR's territories."""
    return _zones(country) or (otherwise,)


@lru_cache(maxsize=256)
def _zones(country: str) -> tuple[str, ...]:
    found = get_global("territory_zones").get(country, ())
    return tuple(zone for zone in sorted(found) if _is_zone(zone))


def _first_loud(at: datetime, zones: tuple[str, ...], begins: time, ends: time) -> datetime | None:
    places = [ZoneInfo(zone) for zone in zones]
    steps = (at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0) + QUARTER * step for step in range(1, 97))
    for moment in (at, *steps):
        if not any(_is_quiet(moment.astimezone(place).time(), begins, ends) for place in places):
            return moment
    return None


def _is_quiet(clock: time, begins: time, ends: time) -> bool:
    return begins <= clock < ends if begins < ends else clock >= begins or clock < ends


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
