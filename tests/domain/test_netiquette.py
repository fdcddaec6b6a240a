"""Netiquette: what shouts, insults or gives somebody else away is looked at again, and nothing else is."""

import pytest

from mostrador.domain import netiquette
from mostrador.domain.netiquette import INSULTS, Known, held

ANA = Known("Ana.Garcia+loza@example.com", ("loza.example",), frozenset({"1042", "ES-77123"}))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("YA LE HE DICHO QUE NO", "held_capitals"),
        ("¡¡ÉCHELE UN VISTAZO, señor!!", None),  # 15 of 20: a part of it is loud
        ("NO LLEGA HOY", None),  # ten letters: too few to shout
        ("NO LLEGA HOY NI", "held_capitals"),
        ("El IVA y el IBAN van en el PDF.", None),
        ("555 123 456 000 111", None),
        ("No sea usted estúpido.", "held_insult"),
        ("IDIÓTA", "held_insult"),
        ("Don't be such an Idiot!", "held_insult"),
        ("El idiotaje no es un insulto.", None),
        ("Su pedido va retrasado, y es inútil llamar.", None),
        ("Escriba a luis@example.net.", "held_address"),
        ("¿Es ana.garcia@EXAMPLE.com?", None),
        ("Escriba a hola@loza.example o a ayuda@correo.loza.example", None),
        ("Escriba a hola@malaloza.example", "held_address"),
        ("Son 3@2 y @ana", None),
        ("Su pedido 1042 sale hoy.", "held_order"),
        ("Su pedido #1042, sale hoy", "held_order"),
        ("El es-77123: hoy", "held_order"),
        ("El 10421 sale hoy, y el 2042 no.", None),
    ],
)
def test_only_what_had_better_be_looked_at_again_is_held(text: str, code: str | None):
    assert held(text, ANA) == code


def test_the_worst_of_several_reasons_is_told():
    assert held("IDIOTA, ESCRIBA A LUIS@EXAMPLE.NET POR EL 1042", ANA) == "held_address"
    assert held("IDIOTA, LE HE DICHO QUE NO", ANA) == "held_insult"


def test_without_an_address_of_the_customer_any_strange_one_is_held():
    assert held("Escriba a ana.garcia@example.com", Known()) == "held_address"


def test_the_insults_are_written_as_they_are_compared():
    for words in INSULTS.values():
        for word in words:
            assert held(word, Known()) == "held_insult", word


def test_every_reason_is_refused_with_its_own_code_and_a_sentence():
    for code, _, sentence in netiquette.REASONS:
        refusal = netiquette.refuse(code)
        assert (refusal.status, refusal.code, refusal.detail) == (409, code, sentence)


def test_a_number_is_found_in_the_spellings_that_people_give_it():
    assert netiquette.numbers("a #Ab-100, y 7") == {"Ab-100", "AB-100", "ab-100", "#Ab-100", "#AB-100", "#ab-100"}


def test_a_long_text_without_an_end_is_judged_at_once():
    for text in ("a" * 10_000, "a." * 5_000, "a@" * 5_000, "1-" * 5_000, "1" + "-" * 9_999, "a@" + "b." * 4_999):
        held(text, ANA)


JON_BESIDE_ANA = Known(name="Ana García", others=("Jon Etxebarria", "Ana Pérez", "Sol"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hola, Jon: ya está en camino.", "held_name"),
        ("¡Buenos días, JON! Sale hoy.", "held_name"),
        ("hi jon, it left today", "held_name"),
        ("Hola, Ana: sale hoy.", None),
        ("Hola, Sol: sale hoy.", "held_name"),
        ("Hoy hace sol.", None),
        ("Se lo lleva Jon Etxebarría en mano.", "held_name"),
        ("Se lo lleva Jon en mano.", None),  # a first name alone may be anybody's
        ("Lo firma Ana Pérez.", None),  # called as this customer is: too often right
    ],
)
def test_a_message_that_names_the_customer_of_another_conversation_is_held(text: str, code: str | None):
    assert held(text, JON_BESIDE_ANA) == code
    if code:
        assert netiquette.may_name(text)
