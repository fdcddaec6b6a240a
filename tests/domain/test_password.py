"""What is taken as a password."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mostrador.domain import password
from mostrador.errors import Invalid

KNOWN = ["bo@loza.example", "Bo Lindqvist"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "password_short"),
        ("once letras", "password_short"),
        ("x" * 201, "too_long"),
        ("bo@loza.example", "password_common"),
        ("BO@LOZA.EXAMPLE", "password_common"),
        ("Lindqvist bo 12", "password_common"),
        ("qwertyuiop12", "password_common"),
        ("123456789012", "password_common"),
    ],
)
def test_what_is_short_or_known_or_common_is_refused_at_its_field(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        password.check(typed, known=KNOWN)
    assert refused.value.fields["password"].code == code


@pytest.mark.parametrize("typed", ["cuatro tazas azules rotas", "k3vd-x8wq-77ab-zz2p", "ñandú y zorro comen a las 7"])
def test_four_random_words_do_well(typed: str) -> None:
    password.check(typed, known=KNOWN)


@settings(max_examples=40)
@given(st.text(max_size=220))
def test_whatever_is_typed_is_taken_or_refused(typed: str) -> None:
    assert refused_fields(typed) in ((), ("password",))


def refused_fields(typed: str) -> tuple[str, ...]:
    try:
        password.check(typed, known=KNOWN)
    except Invalid as refusal:
        return tuple(refusal.fields)
    return ()
