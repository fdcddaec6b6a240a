"""A shop tells who is logged in."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador_sdk import InvalidIdentity, WeakSecret, identity_token

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SECRET = "it is written on a note in the till"
SHOP = "shop_abcdefghijklmnop"


def token_for_ana(**changes):
    return identity_token(**{"secret": SECRET, "key_id": "k1", "shop": SHOP, "sub": "42", "now": NOON, **changes})


def read(token):
    return jwt.decode(
        token,
        SECRET,
        algorithms=["HS256"],
        audience=SHOP,
        options={"require": ["sub", "aud", "iat", "exp", "jti"], "verify_exp": False, "verify_iat": False},
    )


def test_a_token_says_who_it_is_for_where_and_for_how_long():
    claims = read(token_for_ana())
    assert (claims["sub"], claims["aud"]) == ("42", SHOP)
    assert datetime.fromtimestamp(claims["iat"], UTC) == NOON
    assert datetime.fromtimestamp(claims["exp"], UTC) == NOON + timedelta(minutes=15)
    assert "email" not in claims


def test_a_token_names_its_key_and_its_one_algorithm():
    assert jwt.get_unverified_header(token_for_ana()) == {"alg": "HS256", "kid": "k1", "typ": "JWT"}


def test_an_address_is_a_claim_unless_the_shop_says_that_it_was_confirmed():
    assert read(token_for_ana(email="ana@example.com"))["email_verified"] is False
    assert read(token_for_ana(email="ana@example.com", email_verified=True))["email_verified"] is True


def test_a_name_is_told_if_there_is_one():
    assert read(token_for_ana(name=" Ana García "))["name"] == "Ana García"
    assert "name" not in read(token_for_ana(name=" "))
    assert "name" not in read(token_for_ana())
    for name in ("a\nb", "x" * 101):
        with pytest.raises(InvalidIdentity, match="name must be one line"):
            token_for_ana(name=name)


def test_no_two_tokens_are_the_same():
    assert read(token_for_ana())["jti"] != read(token_for_ana())["jti"]


def test_a_token_counts_from_now_unless_told_otherwise():
    before = datetime.now(UTC).replace(microsecond=0)
    issued = datetime.fromtimestamp(read(token_for_ana(now=None))["iat"], UTC)
    assert before <= issued <= datetime.now(UTC)


def test_noon_is_the_same_wherever_the_shop_is():
    madrid = NOON.astimezone(datetime.strptime("+02:00", "%z").tzinfo)
    assert read(token_for_ana(now=madrid))["iat"] == read(token_for_ana())["iat"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sub": ""}, "sub must not be empty"),
        ({"sub": "  "}, "sub must not be empty"),
        ({"sub": 42}, "sub must be text .* it was of type int"),
        ({"sub": None}, "sub must be text"),
        ({"key_id": ""}, "key_id must not be empty"),
        ({"shop": "my shop"}, "shop must be the shop's public key"),
        ({"email": "ana"}, "email must be an address"),
        ({"email": ""}, "email must be an address"),
        ({"email": "ana@example.com\r\nBcc: bo@example.com"}, "email must be an address"),
        ({"email_verified": True}, "give that address as email"),
        ({"now": NOON.replace(tzinfo=None)}, "now must have a time zone"),
    ],
)
def test_what_cannot_be_a_customer_is_refused_with_what_was_wanted(changes, sentence):
    with pytest.raises(InvalidIdentity, match=sentence):
        token_for_ana(**changes)


@given(st.text(max_size=31, alphabet=st.characters(max_codepoint=127)))
def test_a_short_secret_is_refused_and_not_repeated(secret):
    with pytest.raises(WeakSecret, match="at least 32 bytes; this one has") as refused:
        token_for_ana(secret=secret)
    assert len(secret) < 8 or secret not in str(refused.value)
