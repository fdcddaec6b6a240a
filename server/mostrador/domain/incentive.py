"""What a shop gives for an answer, whatever the answer is."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from mostrador.errors import FieldError

LONGEST_TERMS = 2_000  # characters
LONGEST_CODE = 64
MOST_CODES = 5_000  # pasted at once

Problems = Iterator[tuple[str, FieldError]]


class Incentive(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A coupon for each answered invitation of a real order, as long as there are codes; or nothing."""

    kind: Literal["", "coupon"] = ""
    terms: dict[str, Annotated[str, Meta(max_length=LONGEST_TERMS)]] = {}  # by language
    until: str = ""  # the last day, ISO 8601, in the shop's zone

    def is_open(self, today: date) -> bool:
        return self.kind == "coupon" and bool(self.until) and today <= date.fromisoformat(self.until)


def problems(incentive: Incentive, languages: tuple[str, ...]) -> Problems:
    """What cannot be meant: a coupon has terms in the shop's first language, and a last day."""
    if not incentive.kind:
        return
    if not incentive.terms.get(languages[0], "").strip():
        yield f"terms.{languages[0]}", FieldError("required", "Say under which terms, in the shop's first language.")
    for language in incentive.terms.keys() - set(languages):
        yield f"terms.{language}", FieldError("language_unknown", "The shop does not speak this language.")
    if not _is_day(incentive.until):
        yield "until", FieldError("day_invalid", "Give the last day as 2026-12-31.")


def codes(pasted: str) -> tuple[list[str], Mapping[str, FieldError]]:
    """The codes in a pasted list, one a line, each once; and what is wrong with it."""
    lines = list(dict.fromkeys(line.strip() for line in pasted.splitlines() if line.strip()))
    if len(lines) > MOST_CODES:
        return [], {"codes": FieldError("too_many_codes", f"Paste at most {MOST_CODES} codes at once.")}
    if any(len(line) > LONGEST_CODE or not line.isprintable() for line in lines):
        return [], {"codes": FieldError("code_invalid", f"One code a line, at most {LONGEST_CODE} characters.")}
    return lines, {}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
