"""What a shop gives for an answer, whatever the answer is."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from mostrador.errors import FieldError

LONGEST_TERMS = 2_000  # characters
LONGEST_SOURCE = 300
LONGEST_CODE = 64
MOST_CODES = 5_000  # pasted at once
MOST_WINNERS = 20
LEAST_DAYS = 2  # from the last day to that of the chance

Kind = Literal["", "coupon", "draw"]

Problems = Iterator[tuple[str, FieldError]]


class Incentive(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    For each answered invitation of a real order a coupon, as long as there are codes; an entry in a draw; or nothing.

    `winners`, `source` and `drawn_on` are the draw's: how many win, by what public chance, and on which day it speaks.
    """

    kind: Kind = ""
    terms: dict[str, Annotated[str, Meta(max_length=LONGEST_TERMS)]] = {}  # by language
    until: str = ""  # the last day, ISO 8601, in the shop's zone
    winners: int = 1
    source: str = ""
    drawn_on: str = ""  # ISO 8601, in the shop's zone

    def is_open(self, today: date) -> bool:
        return bool(self.kind and self.until) and today <= date.fromisoformat(self.until)


def problems(incentive: Incentive, languages: tuple[str, ...]) -> Problems:
    """What cannot be meant: whatever is given has terms in the shop's first language, and a last day."""
    for language, terms in incentive.terms.items():
        if len(terms) > LONGEST_TERMS:
            yield f"terms.{language}", FieldError("too_long", f"At most {LONGEST_TERMS} characters.")
    if not incentive.kind:
        return
    if not incentive.terms.get(languages[0], "").strip():
        yield f"terms.{languages[0]}", FieldError("required", "Say under which terms, in the shop's first language.")
    for language in incentive.terms.keys() - set(languages):
        yield f"terms.{language}", FieldError("language_unknown", "The shop does not speak this language.")
    if not _is_day(incentive.until):
        yield "until", FieldError("date_invalid", "Give the last day as 2026-12-31.")
    if incentive.kind == "draw":
        yield from _draw(incentive)


def codes(pasted: str) -> tuple[list[str], Mapping[str, FieldError]]:
    """The codes in a pasted list, one a line, each once; and what is wrong with it."""
    lines = list(dict.fromkeys(line.strip() for line in pasted.splitlines() if line.strip()))
    if len(lines) > MOST_CODES:
        return [], {"codes": FieldError("too_many_codes", f"Paste at most {MOST_CODES} codes at once.")}
    if any(len(line) > LONGEST_CODE or not line.isprintable() for line in lines):
        return [], {"codes": FieldError("code_invalid", f"One code a line, at most {LONGEST_CODE} characters.")}
    return lines, {}


def _draw(incentive: Incentive) -> Problems:
    """
    Chance speaks after the last entry, else whoever knows what it said could choose who enters; and a day lies between
    the two, so that everybody can have the list before it does, and a night without a worker makes nothing doubtful.
    """
    if not 1 <= incentive.winners <= MOST_WINNERS:
        yield "winners", FieldError("number_range", f"A number from 1 to {MOST_WINNERS}.")
    if not incentive.source:
        yield "source", FieldError("required", "Say which public chance draws.")
    elif len(incentive.source) > LONGEST_SOURCE or not incentive.source.isprintable():
        yield "source", FieldError("text_too_long", f"In one line of at most {LONGEST_SOURCE} characters.")
    if not _is_day(incentive.drawn_on):
        yield "drawn_on", FieldError("date_invalid", "Give the day as 2027-01-09.")
    elif _is_day(incentive.until) and _days(incentive.until, incentive.drawn_on) < LEAST_DAYS:
        yield (
            "drawn_on",
            FieldError("draw_too_early", "A whole day lies between the last day of entering and this one."),
        )


def _days(first: str, second: str) -> int:
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
