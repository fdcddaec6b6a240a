"""Names, as they are found and as they greet."""

import pytest

from mostrador.domain.names import first, words


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Ana Núñez", "Ana"),
        ("José-María de la O", "José-María"),
        ("O'Neill", "O'Neill"),
        ("  Ñ  ", "Ñ"),
        ("https://evil.example/gana, Ana", ""),
        ("evil.example", ""),
        ("ana@example.com", ""),
        ("4ever", ""),
        ("", ""),
    ],
)
def test_a_mail_greets_by_what_is_a_name_and_by_nothing_else(name: str, greeted: str):
    assert first(name) == greeted


def test_a_name_is_found_however_it_is_typed():
    assert words("Ana NÚÑEZ-Vidal") == {"ana", "nunez", "vidal"}
