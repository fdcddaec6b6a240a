"""Figures against published ones, and against a second way to reckon them."""

from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador.domain.statistics import FEW, Interval, Z, figure, nps, nps_interval, wilson

PUBLISHED = [  # Newcombe, Statistics in Medicine 17 (1998), table I: score method without continuity correction
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
counts = st.integers(0, 5_000)


def test_z_leaves_two_and_a_half_percent_on_each_side():
    assert pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-6) == Z


@pytest.mark.parametrize(("hits", "n", "low", "high"), PUBLISHED)
def test_a_share_has_the_limits_that_newcombe_published(hits: int, n: int, low: float, high: float):
    found = wilson(hits, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_a_promoter_a_passive_and_a_detractor_are_counted_by_their_scores():
    found = figure("nps", {0: 1, 6: 1, 7: 1, 8: 1, 9: 2, 10: 2})
    assert found is not None
    assert found.parts == {"promoters": 4, "passives": 2, "detractors": 2}
    assert found.value == 25.0
    assert found.mean == 7.375


def test_the_top_two_boxes_are_satisfied_and_five_to_seven_find_it_easy():
    pleased, easy = figure("csat", {1: 1, 3: 1, 4: 1, 5: 1}), figure("ces", {1: 1, 4: 1, 5: 1, 7: 1})
    assert pleased is not None
    assert easy is not None
    assert (pleased.value, pleased.parts) == (50.0, {"satisfied": 2})
    assert (easy.value, easy.parts, easy.mean) == (50.0, {"easy": 2}, 4.25)


def test_nobody_has_no_figure_and_nine_people_have_one_that_says_little():
    assert figure("nps", {}) is None
    nine, ten = figure("nps", {9: FEW - 1}), figure("nps", {9: FEW})
    assert nine is not None
    assert ten is not None
    assert (nine.is_few, ten.is_few) == (True, False)


@given(hits=counts, misses=counts)
def test_the_limits_of_a_share_solve_wilsons_equation(hits: int, misses: int):
    n = hits + misses
    if not n:
        return
    found = wilson(hits, n)
    assert found.low == pytest.approx(solved(hits, n, 0.0, hits / n), abs=1e-9)
    assert found.high == pytest.approx(solved(hits, n, 1.0, hits / n), abs=1e-9)


@given(promoters=counts, passives=counts, detractors=counts)
def test_an_nps_has_the_limits_of_the_mean_of_people_who_count_one_nothing_or_minus_one(
    promoters: int, passives: int, detractors: int
):
    n = promoters + passives + detractors
    found, expected = nps_interval(promoters, detractors, n), of_trinomial(promoters, passives, detractors)
    assert found.low == pytest.approx(expected.low, abs=1e-9)
    assert found.high == pytest.approx(expected.high, abs=1e-9)
    assert -100 <= found.low <= found.high <= 100
    if n:
        assert found.low - 1e-9 <= nps(promoters, detractors, n) * n / (n + 3) <= found.high + 1e-9


@given(promoters=counts, passives=counts, detractors=counts)
def test_those_who_change_sides_turn_an_nps_around(promoters: int, passives: int, detractors: int):
    n = promoters + passives + detractors
    one, other = nps_interval(promoters, detractors, n), nps_interval(detractors, promoters, n)
    assert (one.low, one.high) == (pytest.approx(-other.high), pytest.approx(-other.low))


@given(hits=st.integers(0, 500), misses=st.integers(0, 500))
def test_more_answers_of_the_same_kind_make_a_share_surer(hits: int, misses: int):
    n = hits + misses
    if not n:
        return
    few, many = wilson(hits, n), wilson(4 * hits, 4 * n)
    assert many.high - many.low < few.high - few.low
    assert 0 <= few.low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= few.high <= 1


def solved(hits: int, n: int, outer: float, inner: float) -> float:
    """Where a share is just `Z` standard errors from what was seen, found by halving: no formula of the roots."""
    for _ in range(200):
        middle = (outer + inner) / 2
        is_far = abs(hits / n - middle) > Z * sqrt(middle * (1 - middle) / n)
        outer, inner = (middle, inner) if is_far else (outer, middle)
    return (outer + inner) / 2


def of_trinomial(promoters: int, passives: int, detractors: int) -> Interval:
    """The normal interval of a mean over people who count 1, 0 and -1, with ¾, 1½ and ¾ of them more (Rocks 2016)."""
    people = {1: promoters + 0.75, 0: passives + 1.5, -1: detractors + 0.75}
    n = sum(people.values())
    mean = sum(worth * count for worth, count in people.items()) / n
    spread = sum(count * (worth - mean) ** 2 for worth, count in people.items()) / n
    reach = Z * sqrt(spread / n)
    return Interval(max(-100.0, 100 * (mean - reach)), min(100.0, 100 * (mean + reach)))
