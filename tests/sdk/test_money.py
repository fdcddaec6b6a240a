"""Money in minor units."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador_sdk.errors import InvalidMoney
from mostrador_sdk.money import exponent, major, minor


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        (Decimal("119.80"), "EUR", 11980),
        ("119.8", "EUR", 11980),
        (500, "JPY", 500),
        (Decimal("1.234"), "KWD", 1234),
        (Decimal("-0.05"), "EUR", -5),
        (Decimal("1.10000"), "EUR", 110),
    ],
)
def test_an_amount_becomes_minor_units_by_its_currencys_exponent(amount, currency, units):
    assert minor(amount, currency) == units


@pytest.mark.parametrize(
    ("amount", "currency"),
    [(119.8, "EUR"), (True, "EUR"), ("1.005", "EUR"), ("0.5", "JPY"), ("NaN", "EUR"), ("1e999", "EUR"), ("ten", "EUR")],
)
def test_what_is_no_amount_of_a_currency_is_refused(amount, currency):
    with pytest.raises(InvalidMoney):
        minor(amount, currency)


@pytest.mark.parametrize("currency", ["eur", "EURO", "", "€€€"])
def test_what_is_no_currency_is_refused(currency):
    with pytest.raises(InvalidMoney, match="three capital letters"):
        exponent(currency)


@given(st.integers(-(2**53), 2**53), st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_minor_units_come_back_as_they_were(units, currency):
    assert minor(major(units, currency), currency) == units


def test_a_float_is_no_minor_unit_either():
    with pytest.raises(InvalidMoney, match="whole number"):
        major(1.0, "EUR")
