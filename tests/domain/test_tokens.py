"""Signed tokens: each good for one purpose and for a while."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mostrador.domain.tokens import LIVES, Purpose, Tokens
from mostrador.errors import TokenExpired, TokenInvalid

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
TOKENS = Tokens(b"k" * 32)
PURPOSES = st.sampled_from(get_args(Purpose))
PAYLOADS = st.dictionaries(
    st.text(min_size=1, max_size=8).filter(lambda key: key != "at"), st.text(max_size=20), max_size=4
)


def test_every_purpose_has_a_life():
    assert set(LIVES) == set(get_args(Purpose))


@given(PURPOSES, PAYLOADS)
def test_what_was_signed_can_be_read(purpose: Purpose, payload: dict[str, str]):
    assert TOKENS.read(purpose, TOKENS.sign(purpose, payload, NOON), NOON + LIVES[purpose].age) == payload


@given(PURPOSES, PURPOSES)
def test_s14_a_token_of_one_purpose_serves_no_other(one: Purpose, other: Purpose):
    assume(one != other)
    with pytest.raises(TokenInvalid):
        TOKENS.read(other, TOKENS.sign(one, {"shop": "shop_1"}, NOON), NOON)


@given(PURPOSES, st.integers(min_value=0), st.characters(codec="ascii"))
def test_a_token_that_was_tampered_with_is_none_of_ours(purpose: Purpose, place: int, character: str):
    token = TOKENS.sign(purpose, {"shop": "shop_1", "who": "vis_1"}, NOON)
    place %= len(token)
    forged = token[:place] + character + token[place + 1 :]
    if forged == token:
        return
    try:
        assert TOKENS.read(purpose, forged, NOON) == {"shop": "shop_1", "who": "vis_1"}
        assert place == len(token) - 1  # the last character of base64 has bits that mean nothing
    except TokenInvalid:
        pass


@given(st.text(max_size=3000))
def test_noise_is_none_of_ours(noise: str):
    with pytest.raises(TokenInvalid):
        TOKENS.read("form", noise, NOON)


@pytest.mark.parametrize("empty", ["", " ", ".", "..", "null", "e30", "e30."])
def test_s13_nothing_is_none_of_ours(empty: str):
    with pytest.raises(TokenInvalid):
        TOKENS.read("boot", empty, NOON)


@given(PURPOSES, st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=4000)))
def test_a_token_ends_with_its_life(purpose: Purpose, late: timedelta):
    token = TOKENS.sign(purpose, {}, NOON)
    with pytest.raises(TokenExpired):
        TOKENS.read(purpose, token, NOON + LIVES[purpose].age + late)


def test_an_expired_form_token_can_still_be_shown_to_get_its_successor():
    token = TOKENS.sign("form", {"since": 1.5}, NOON)
    assert TOKENS.read_to_renew("form", token, NOON + timedelta(hours=3)) == {"since": 1.5}
    with pytest.raises(TokenExpired):
        TOKENS.read_to_renew("form", token, NOON + timedelta(days=8))
    with pytest.raises(TokenExpired):
        TOKENS.read_to_renew("boot", TOKENS.sign("boot", {}, NOON), NOON + timedelta(hours=1))


def test_a_token_from_the_future_is_none_of_ours_beyond_two_clocks_difference():
    token = TOKENS.sign("form", {}, NOON)
    assert TOKENS.read("form", token, NOON - timedelta(seconds=50)) == {}
    with pytest.raises(TokenInvalid):
        TOKENS.read("form", token, NOON - timedelta(minutes=2))


def test_another_installations_token_is_none_of_ours():
    with pytest.raises(TokenInvalid):
        TOKENS.read("form", Tokens(b"x" * 32).sign("form", {}, NOON), NOON)
