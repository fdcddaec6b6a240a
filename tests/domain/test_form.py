"""The contact form's fields: taken, or answered with what to do about them."""

from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador.domain import form
from mostrador.domain.form import ContactForm, check
from mostrador.errors import FormInvalid

FILLED: dict[str, Any] = {
    "name": "Ana Ruiz",
    "email": "ana@example.com",
    "topic": "top_orders",
    "order": "1042",
    "message": "¿Dónde está mi pedido?\nGracias",
    "consent": True,
    "page": "https://loza.example/tazas?color=azul",
    "language": "en",
    "topics": ["top_orders", "top_other"],
    "languages": ("es", "en"),
}


def problems(**changed: Any) -> dict[str, str]:
    with pytest.raises(FormInvalid) as refused:
        check(**{**FILLED, **changed})
    assert all(each.detail.endswith(".") for each in refused.value.fields.values())
    return {name: each.code for name, each in refused.value.fields.items()}


def test_a_filled_form_is_taken_as_it_is():
    assert check(**FILLED) == ContactForm(
        "Ana Ruiz", "ana@example.com", "top_orders", "1042", FILLED["message"], FILLED["page"], "en"
    )


def test_an_empty_form_says_what_every_field_wants():
    empty = {"name": " ", "email": "", "topic": "", "order": "", "message": "\n", "consent": False}
    assert problems(**empty) == {
        "name": "name_missing",
        "email": "email_missing",
        "topic": "topic_unknown",
        "message": "message_missing",
        "consent": "consent_missing",
    }


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "Ana\r\nBcc: eva@example.com", "name_characters"),
        ("name", "Ana\x00", "name_characters"),
        ("name", "Ana\u2028Ruiz", "name_characters"),
        ("name", "Ana\x85", "name_characters"),
        ("name", "\u202eanA", "name_direction"),
        ("name", "Ana\u200f", "name_direction"),
        ("name", "\u2066Ana\u2069", "name_direction"),
        ("name", "A" * 10_000, "name_too_long"),
        ("name", "A" * 101, "name_too_long"),
        ("name", "\u200b\u200d", "name_missing"),
        ("email", "ana@example.com\r\nSubject: x", "email_invalid"),
        ("email", "ana@loza.test", "email_invalid"),
        ("order", "1042\n", "order_characters"),
        ("order", "1" * 65, "order_too_long"),
        ("message", "Hola\x00", "message_characters"),
        ("message", "Hola\x1b[31m rojo", "message_characters"),
        ("message", "Hola\u2028adiós", "message_characters"),
        ("message", "\u202ealoH", "message_direction"),
        ("message", "a" * 10_001, "message_too_long"),
        ("message", "\u200b\n\ufeff", "message_missing"),
        ("topic", "top_of_another_shop", "topic_unknown"),
    ],
)
def test_s25_what_could_break_out_of_its_place_is_an_error_at_its_field(field: str, value: str, code: str):
    assert problems(**{field: value}) == {field: code}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "José Mª O'Neil-Ñandú"),
        ("name", "王小明"),
        ("name", "علی‌رضا"),
        ("name", "A" * 100),
        ("name", "🦊"),
        ("message", "Línea 1\r\n\tLínea 2\r\n\r\n😀 👨‍👩‍👧"),
        ("message", "😀" * 10_000),
        ("order", ""),
    ],
)
def test_what_people_write_is_taken(field: str, value: str):
    assert check(**{**FILLED, field: value})


def test_a_decomposed_accent_is_composed():
    assert check(**{**FILLED, "name": "Jose\u0301"}).name == "José"


def test_an_order_number_counts_whatever_the_topic_for_a_shopper_may_come_from_the_order():
    assert check(**{**FILLED, "topic": "top_other"}).order == "1042"


def test_a_shop_without_topics_asks_for_none():
    assert check(**{**FILLED, "topics": []}).topic == ""


@pytest.mark.parametrize(
    "page", ["javascript:alert(1)", "about:blank", "https://a\u202eb", "//x", "https://[", "x" * 3000]
)
def test_s2_a_page_that_nobody_should_open_is_dropped(page: str):
    assert check(**{**FILLED, "page": page}).page == ""


def test_a_language_that_the_shop_does_not_speak_becomes_its_first():
    assert check(**{**FILLED, "language": "xx"}).language == "es"


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=80))
def test_s25_whatever_is_taken_stands_in_one_header_line(name: str, order: str, email: str):
    try:
        taken = check(**{**FILLED, "name": name, "order": order, "email": email})
    except FormInvalid:
        return
    message = EmailMessage()
    message["To"] = Address(taken.name, addr_spec=taken.email)
    message["Subject"] = taken.order
    assert len(message["To"].addresses) == 1
    assert message["To"].addresses[0].addr_spec == taken.email
    assert len(message.keys()) == 2
    assert len(taken.name) <= form.LONGEST_NAME
