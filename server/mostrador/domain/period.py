"""A stretch of days: cut into whole years, months and days to be summed, and into steps to be drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from mostrador.errors import FieldError, FormInvalid

Span = Literal["day", "month", "year"]
"""By what answers are counted."""
SPANS: tuple[Span, ...] = get_args(Span)
Grain = Literal["day", "week", "month"]
"""By what results are drawn; weeks begin on Monday (ISO 8601)."""
GRAINS: tuple[Grain, ...] = get_args(Grain)

MOST_STEPS = 62  # in one plot; a label each is still to be read
SHORT, LONG = 31, 26 * 7  # days up to which a plot goes by days, and by weeks, unless somebody says otherwise
DAY = timedelta(days=1)
NEXT: Mapping[Grain | Span, timedelta] = {  # leads from where one begins into the next one
    "day": DAY,
    "week": 7 * DAY,
    "month": 32 * DAY,
    "year": 367 * DAY,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole spans from `first` to `last`, each named by the day on which it begins. Of none, `last` is before it."""

    span: Span
    first: date
    last: date

    @property
    def begins(self) -> tuple[date, ...]:
        """The day on which each of its spans begins."""
        return tuple(_each(self.span, self.first, self.last)) if self.first <= self.last else ()


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both among them. Raises `ValueError` when the last is before the first."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("A period ends on its first day or later.")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def pieces(self) -> tuple[Piece, Piece, Piece, Piece, Piece]:
        """
        The period as days, months, years, months and days that follow each other: every day is in one piece, and no
        other day in any. Pieces that are not needed are empty.
        """
        end = self.last + DAY
        months, months_end = _month_up(self.first), _month(end)
        if months >= months_end:
            return self._days_alone()
        years, years_end = _year_up(months), _year(months_end)
        if years >= years_end:
            years = years_end = months_end
        return (
            Piece("day", self.first, months - DAY),
            Piece("month", months, years - DAY),
            Piece("year", years, years_end - DAY),
            Piece("month", years_end, months_end - DAY),
            Piece("day", months_end, self.last),
        )

    def monthly(self) -> tuple[Piece, Piece, Piece]:
        """The same as days, months and days, for what is drawn by months."""
        months, months_end = _month_up(self.first), _month(self.last + DAY)
        if months >= months_end:
            return self._days_alone()[0], Piece("month", months, months - DAY), Piece("day", months, months - DAY)
        head, tail = Piece("day", self.first, months - DAY), Piece("day", months_end, self.last)
        return head, Piece("month", months, months_end - DAY), tail

    def steps(self, grain: Grain) -> tuple[date, ...]:
        """The day on which each step begins; the first step may begin before the period."""
        return tuple(_each(grain, self.first, self.last))

    def suits(self, grain: Grain) -> bool:
        """Whether so many steps can be drawn."""
        return len(self.steps(grain)) <= MOST_STEPS

    def grain(self, wanted: Grain | None = None) -> Grain:
        """By what to draw: as wanted if that gives a plot that can be read, else the finest that does."""
        usual: Grain = "day" if self.days <= SHORT else "week" if self.days <= LONG else "month"
        chosen = wanted or usual
        return next((each for each in GRAINS[GRAINS.index(chosen) :] if self.suits(each)), "month")

    def _days_alone(self) -> tuple[Piece, Piece, Piece, Piece, Piece]:
        before = self.first - DAY
        return (
            Piece("day", self.first, self.last),
            Piece("month", self.first, before),
            Piece("year", self.first, before),
            Piece("month", self.first, before),
            Piece("day", self.first, before),
        )


def begins(grain: Grain | Span, day: date) -> date:
    """The day on which the day's own week, month or year begins."""
    match grain:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return _month(day)
        case "year":
            return _year(day)
        case _:
            return day


def between(first: str, last: str, *, usual: Period) -> Period:
    """
    Read a period as a form sends it, two days in ISO 8601; one that is left out is the usual one's.

    Raises `FormInvalid`, naming the field that cannot be meant.
    """
    problems: dict[str, FieldError] = {}
    days = {}
    for name, said, otherwise in (("from", first, usual.first), ("to", last, usual.last)):
        try:
            days[name] = date.fromisoformat(said) if said else otherwise
        except ValueError:
            problems[name] = FieldError("date_invalid", "Give the day as 2026-09-14.")
    if not problems and not date(2000, 1, 1) <= days["from"] <= days["to"] <= date(2999, 12, 31):
        problems["to"] = FieldError("period_backwards", "The last day comes before the first.")
    if problems:
        raise FormInvalid("The period cannot be taken as it is.", fields=problems)
    return Period(days["from"], days["to"])


def _each(span: Grain | Span, first: date, last: date) -> Iterator[date]:
    current = begins(span, first)
    while current <= last:
        yield current
        current = begins(span, current + NEXT[span])


def _month(day: date) -> date:
    return day.replace(day=1)


def _month_up(day: date) -> date:
    return day if day.day == 1 else _month(_month(day) + 32 * DAY)


def _year(day: date) -> date:
    return day.replace(month=1, day=1)


def _year_up(day: date) -> date:
    return day if day == _year(day) else date(day.year + 1, 1, 1)
