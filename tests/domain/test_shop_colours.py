import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mostrador.domain import colors
from mostrador.domain.colors import DARK_SURFACE, LIGHT_SURFACE, READABLE, Rgb, contrast

any_colour = st.binary(min_size=3, max_size=3).map(lambda channels: "#" + channels.hex())


@given(any_colour)
@example("#ffffff")
@example("#000000")
@example("#ffff00")
@example("#777777")
@example("#0000ff")
def test_whatever_the_shops_colour_is_people_can_read_it_and_on_it(colour: str) -> None:
    for pair, surface in ((colors.light(colour), LIGHT_SURFACE), (colors.dark(colour), DARK_SURFACE)):
        assert contrast(Rgb.parse(pair.color), surface) >= READABLE
        assert contrast(Rgb.parse(pair.color), Rgb.parse(pair.on)) >= READABLE


@given(any_colour)
def test_correcting_a_corrected_colour_changes_nothing(colour: str) -> None:
    assert colors.light(colors.light(colour).color) == colors.light(colour)
    assert colors.dark(colors.dark(colour).color) == colors.dark(colour)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),  # the grey that just fails in WCAG's own examples
        ("#767676", "#ffffff", 4.54),  # and the one that just passes
        ("#ff0000", "#ffffff", 4.00),
        ("#0f766e", "#ffffff", 5.47),
    ],
)
def test_contrast_is_counted_as_wcag_counts_it(one: str, other: str, ratio: float) -> None:
    assert contrast(Rgb.parse(one), Rgb.parse(other)) == pytest.approx(ratio, abs=0.01)


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert colors.light("#0f766e").color == "#0f766e"
