"""
A draw that anybody can check: entries that say nothing of anybody, fixed before chance has spoken.

Of the entries as they are `listed`, the SHA-256 is published at closing. The seed is what public chance, named before,
says after that; by it the order of the entries is fixed for everybody.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from mostrador.domain.incentive import Incentive
from mostrador.errors import FieldError, FormInvalid

ENTRY_BYTES = 16  # 128 bits: nobody guesses somebody else's
LONGEST_SEED = 200  # characters
CLOCK_CHANGE = timedelta(hours=1)  # by which a day may be shorter


def entry(entropy: bytes) -> str:
    """An entry's number: 32 hexadecimal digits of randomness, and nothing of whoever it is."""
    return entropy[:ENTRY_BYTES].hex()


def listed(entries: Iterable[str]) -> str:
    """What is hashed and published: the entries in order, one a line, each line ended by a line feed."""
    return "".join(f"{each}\n" for each in sorted(entries))


def digest(text: str) -> str:
    """SHA-256 in hexadecimal digits, as `sha256sum` shows it."""
    return sha256(text.encode()).hexdigest()


def winners(entries: Iterable[str], seed: str, most: int) -> list[str]:
    """
    The first `most` entries in the order of SHA-256 over the seed, a line feed and the entry, all in UTF-8.

    Fewer where there are fewer. Neither the order in which the entries are given nor that in which they were made
    plays a part.
    """
    return sorted(entries, key=lambda each: digest(f"{seed}\n{each}"))[:most]


def seed(typed: str) -> str:
    """What public chance has said, as it was typed, without the space around it. Raises `FormInvalid`."""
    said = typed.strip()
    if not said or len(said) > LONGEST_SEED or not said.isprintable():
        problem = FieldError("seed_invalid", f"Give it in one line of at most {LONGEST_SEED} characters.")
        raise FormInvalid(problem.detail, fields={"seed": problem})
    return said


def closing(until: str, zone: str) -> datetime:
    """When the last day is over in this zone."""
    return datetime.combine(date.fromisoformat(until) + timedelta(days=1), time(), ZoneInfo(zone))


def is_late(incentive: Incentive, *, closes_at: datetime, closed_at: datetime) -> bool:
    """
    Whether it closed when chance may have spoken already: nobody here knows at what time of its day it does.

    Between the last day and that one lies another, so that a night in which no worker runs is none too many.
    """
    days = date.fromisoformat(incentive.drawn_on) - date.fromisoformat(incentive.until) - timedelta(days=1)
    return closed_at >= closes_at + days - CLOCK_CHANGE
