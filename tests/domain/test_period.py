"""Periods: every day is counted once, however they are cut."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador.domain.period import DAY, GRAINS, MOST_STEPS, Grain, Period, Piece, begins, between
from mostrador.errors import FormInvalid

USUAL = Period(date(2026, 7, 1), date(2026, 9, 14))
days = st.dates(date(2019, 1, 1), date(2031, 12, 31))
periods = st.builds(lambda one, other: Period(min(one, other), max(one, other)), days, days)


def covered(piece: Piece) -> list[date]:
    """The days of all spans that a piece names."""
    found = []
    for first in piece.begins:
        day = first
        while begins(piece.span, day) == first:
            found.append(day)
            day += DAY
    return found


@given(periods)
def test_every_day_is_in_one_piece_and_no_other_day_in_any(period: Period):
    whole = [period.first + n * DAY for n in range(period.days)]
    for pieces in (period.pieces(), period.monthly()):
        assert [day for piece in pieces for day in covered(piece)] == whole


@given(periods)
def test_pieces_name_few_spans_even_of_many_years(period: Period):
    assert sum(len(piece.begins) for piece in period.pieces()) <= 30 + 11 + 13 + 11 + 30


@given(periods, st.sampled_from(GRAINS))
def test_steps_begin_where_a_step_begins_and_every_day_has_one(period: Period, grain: Grain):
    steps = period.steps(grain)
    assert list(steps) == sorted({begins(grain, period.first + n * DAY) for n in range(period.days)})


@given(periods, st.sampled_from((None, *GRAINS)))
def test_a_plot_has_as_many_steps_as_can_be_read_unless_it_is_of_many_years(period: Period, wanted: Grain | None):
    grain = period.grain(wanted)
    assert grain == "month" or len(period.steps(grain)) <= MOST_STEPS


def test_a_month_is_drawn_by_days_a_quarter_by_weeks_a_year_by_months():
    today = date(2026, 9, 14)
    drawn = [Period(today - timedelta(days=length - 1), today).grain() for length in (30, 90, 365)]
    assert drawn == ["day", "week", "month"]
    assert Period(date(2020, 1, 1), today).grain("day") == "month"


def test_a_period_is_read_from_two_days_and_what_is_missing_is_as_usual():
    assert between("2026-08-01", "2026-08-31", usual=USUAL) == Period(date(2026, 8, 1), date(2026, 8, 31))
    assert between("", "", usual=USUAL) == USUAL


@pytest.mark.parametrize(
    ("first", "last", "fields"),
    [
        ("2026-13-01", "", {"from": "date_invalid"}),
        ("", "yesterday", {"to": "date_invalid"}),
        ("2026-08-31", "2026-08-01", {"to": "period_backwards"}),
        ("0001-01-01", "", {"to": "period_backwards"}),
    ],
)
def test_a_period_that_cannot_be_meant_names_its_field(first: str, last: str, fields: dict[str, str]):
    with pytest.raises(FormInvalid) as refusal:
        between(first, last, usual=USUAL)
    assert {name: problem.code for name, problem in refusal.value.fields.items()} == fields
