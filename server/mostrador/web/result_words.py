"""How a figure is said: rounded to what can be known, with its interval and the sum that it comes from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from mostrador.domain.statistics import Figure, Interval
from mostrador.domain.survey import Question
from mostrador.storage.results import Slice
from mostrador.words import Phrases

MINUS = "\u2212"


def figure(phrases: Phrases, found: Figure | None) -> Mapping[str, Any] | None:
    """What the macro `figure` of `console/parts/results.html` draws; None where nobody has answered."""
    if found is None:
        return None
    return {
        "kind": found.kind,
        "n": found.n,
        "count": whole(phrases, found.n),
        "few": found.is_few,
        "value": value(phrases, found, found.value),
        "interval": interval(phrases, found),
        "mean": format_decimal(found.mean, "0.0", locale=phrases.locale),
        "parts": [
            {"name": name, "count": whole(phrases, count), "share": percent(phrases, count / found.n)}
            for name, count in found.parts.items()
        ],
        "sum": summed(phrases, found),
    }


def value(phrases: Phrases, found: Figure, number: float) -> str:
    """`+42` for points, `87 %` for a share."""
    return points(number) if found.kind == "nps" else percent(phrases, number / 100)


def interval(phrases: Phrases, found: Figure) -> str:
    """`+35 to +48`."""
    limits: Interval = found.interval
    low, high = (value(phrases, found, limit) for limit in (limits.low, limits.high))
    return phrases("results.from_to", low=low, high=high)


def summed(phrases: Phrases, found: Figure) -> str:
    """The sum by which a figure was got, with its own numbers: `100 · (523 − 88) / 1,036 = +42`."""
    counts = [whole(phrases, count) for count in found.parts.values()]
    n = whole(phrases, found.n)
    said = value(phrases, found, found.value)
    if found.kind == "nps":
        return f"100 · ({counts[0]} {MINUS} {counts[2]}) / {n} = {said}"
    return f"{counts[0]} / {n} = {said}"


def score(phrases: Phrases, question: Question, number: int) -> str:
    """`NPS 9/10`, beside what the same person wrote."""
    return f"{phrases(f'results.short_{question.kind}')} {number}/{question.scale[-1] if question.scale else ''}"


def points(number: float) -> str:
    """A whole number with its sign; nothing is neither more nor less."""
    near = round(number)
    return f"+{near}" if near > 0 else f"{MINUS}{-near}" if near < 0 else "0"


def day(phrases: Phrases, of: date) -> str:
    return str(format_date(of, "long", locale=phrases.locale))


def percent(phrases: Phrases, share: float) -> str:
    return phrases("results.percent", number=whole(phrases, round(100 * share)))


def whole(phrases: Phrases, number: int) -> str:
    return format_decimal(number, locale=phrases.locale)


def named(phrases: Phrases, of: Slice, names: Mapping[str, str]) -> str:
    """What a product, a country, a department … is called."""
    if of.dimension == "country":
        return str(phrases.locale.territories.get(of.value, of.value))
    return names.get(of.value, of.value)
