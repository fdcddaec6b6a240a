"""Canned replies: fields are data, what is known is filled in, and what is not never leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mostrador.domain import replies
from mostrador.domain.replies import Reply
from mostrador.errors import FormInvalid, Invalid

ANA = {"customer.first_name": "Ana", "customer.name": "Ana García", "order.number": ""}


def problems(**more: str) -> dict[str, str]:
    reply = Reply("can_1", **{"name": "Saludo", "text": "Hola.", **more})
    with pytest.raises(FormInvalid) as refused:
        replies.check(reply, departments=["dep_a"], languages=["es"])
    return {name: problem.code for name, problem in refused.value.fields.items()}


def test_known_fields_are_filled_and_those_without_a_value_stay():
    text = "Hola, {customer.first_name}: tu pedido {order.number} llega {?cuándo}."
    assert replies.fill(text, ANA) == "Hola, Ana: tu pedido {order.number} llega {?cuándo}."


def test_what_still_holds_a_field_is_not_sent():
    for text in ("Llega {?cuándo}.", "Pedido {order.number}", "{?}", "{customer.name}"):
        with pytest.raises(Invalid, match="not filled in") as refused:
            replies.require_filled(text)
        assert refused.value.code == "field_unfilled"


def test_braces_that_are_no_field_may_be_sent():
    replies.require_filled("Escribe {así} o {} o ${x} o {{ 7 * 7 }} en el formulario.")


@given(st.text(max_size=40))
def test_a_name_never_brings_a_field_of_its_own(name: str):
    filled = replies.fill("Hola, {customer.name}.", {"customer.name": "x" + name})
    replies.require_filled(filled)


def test_a_value_is_put_in_as_it_is():
    assert replies.fill("{customer.name}", {"customer.name": "\\1 {agent.name} {{7*7}} %s"}) == "\\1 agent.name 7*7 %s"


def test_a_reply_is_refused_field_by_field():
    assert problems(name=" ", text="") == {"name": "name_invalid", "text": "text_missing"}
    assert problems(text="Hola, {nombre}.") == {"text": "field_unknown"}
    assert problems(text="Hola, {?}.") == {"text": "field_unknown"}
    assert problems(text="x" * 4001) == {"text": "too_long"}
    assert problems(department="dep_b", language="fr") == {
        "department": "department_unknown",
        "language": "language_unknown",
    }


def test_a_reply_is_offered_where_it_suits():
    logistics = Reply("can_1", "Sale hoy", "Sale hoy.", "dep_a", "es")
    assert logistics.suits("dep_a", "es")
    assert logistics.suits(None, "es")
    assert not logistics.suits("dep_b", "es")
    assert not logistics.suits("dep_a", "en")
    assert Reply("can_2", "Hola", "Hola.").suits("dep_b", "fr")
