"""What speaks against a form, and what does not."""

from typing import Any

import pytest

from mostrador.domain import links, spam
from mostrador.domain.spam import SIGNALS, THRESHOLD, WEIGHTS, Evidence, judge, near_text

OWN = ("loza.example",)


def evidence(**changed: Any) -> Evidence:
    known = {
        "name": "Ana Ruiz",
        "email": "ana@example.com",
        "message": "¿Dónde está mi pedido?",
        "seconds": 90.0,
    } | changed
    message = known["message"]
    return Evidence(**{"hosts": links.hosts(message, OWN), "words": len(message.split()), **known})


def codes(**changed: Any) -> list[str]:
    return [reason.code for reason in judge(evidence(**changed)).reasons]


@pytest.mark.parametrize(
    "message",
    [
        "¿Dónde está mi pedido?",
        "Hola, os paso el seguimiento: https://www.correos.es/es/localizador?numero=PX123 pone que está entregado.",
        "¿Tenéis esta? https://www.loza.example/tazas/azul y también https://loza.example/platos",
        "No me ha llegado.Es la segunda vez.Es urgente.Me podéis decir algo?",
        "OK",
        "Me llegó rota 😀👨‍👩‍👧 ❤️ y quiero cambiarla",
        "Мой заказ 1042 не пришёл, где он?",
        "Η παραγγελία μου δεν ήρθε, order 1042",
        "El servicio DHL no vino. La app no me deja pagar con VISA.",
        "Write to me at ana@example.com or call 600 123 123",
    ],
)
def test_what_honest_people_write_stays_out_of_quarantine(message: str):
    verdict = judge(evidence(message=message))
    assert verdict.score <= 2
    assert not verdict.quarantine


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"honeypot": True}, "honeypot"),
        ({"name": "Win a prize www.prize.example"}, "link_in_name"),
        ({"message": 'Hi <a href="https://x.example">click</a>'}, "markup"),
        ({"message": "[url=https://x.example]cheap[/url]"}, "markup"),
        ({"message": "Click [here](https://x.example/1)"}, "markup"),
        ({"message": "a.com b.com c.net d.org e.xyz f.top"}, "links"),
        ({"message": "Look: https://bit.ly/2x"}, "short_link"),
        ({"message": "https://xn--80ak6aa92e.com/"}, "punycode"),
        ({"email": "ana@xn--80ak6aa92e.com"}, "punycode"),
        ({"message": "Visit your Αccοunt nоw"}, "mixed_script"),
        ({"message": "via\u200bgra ci\u200balis fr\u200bee"}, "invisible"),
        ({"email": "x@mailinator.com"}, "disposable"),
        ({"name": "Hello", "message": "hello"}, "name_is_message"),
        ({"message": "BUY NOW THE BEST PRICES IN TOWN"}, "capitals"),
        ({"seconds": 0.4}, "too_fast"),
        ({"pressure": 0.5}, "hard_proof"),
        ({"over": frozenset({"network_limit"})}, "network_limit"),
        ({"over": frozenset({"address_limit"})}, "address_limit"),
        ({"over": frozenset({"shop_limit"})}, "shop_limit"),
    ],
)
def test_each_signal_gives_its_reason(changed: dict[str, Any], code: str):
    assert code in codes(**changed)


def test_every_reason_has_a_weight_and_a_signal():
    assert set(WEIGHTS) == set(spam.Code.__args__)
    assert len(SIGNALS) == len(WEIGHTS) - 2  # blocked and near_text are asked of the log


@pytest.mark.parametrize("code", ["network_limit", "address_limit", "shop_limit"])
def test_a_limit_that_is_passed_decides_alone(code: spam.Code):
    assert judge(evidence(over=frozenset({code}))).quarantine


@pytest.mark.parametrize(
    "changed",
    [
        {"seconds": 0.0},
        {"email": "x@mailinator.com"},
        {"message": "https://bit.ly/2x look at my order"},
        {"pressure": 1.0},
    ],
)
def test_what_may_have_an_honest_reason_does_not_decide_alone(changed: dict[str, Any]):
    assert not judge(evidence(**changed)).quarantine


def test_reasons_are_sorted_by_weight_and_add_up():
    verdict = judge(evidence(honeypot=True, seconds=0.0, email="x@mailinator.com"))
    points = [reason.points for reason in verdict.reasons]
    assert points == sorted(points, reverse=True)
    assert verdict.score == sum(points) >= THRESHOLD


def test_the_more_often_a_text_came_the_heavier_it_weighs():
    calm = judge(evidence())
    scores = [calm.and_also(near_text(count)).score for count in range(6)]
    assert scores[0] == 0
    assert scores == sorted(scores)
    assert [score >= THRESHOLD for score in scores] == [False, False, False, True, True, True]


@pytest.mark.parametrize(
    "message",
    [
        "¿Dónde está mi pedido?",
        "Hola, hice un pedido hace una semana con número 1042 y todavía no me ha llegado, ¿me podéis decir algo?",
        "Hi, I ordered a teapot two weeks ago, order number 1042, and it has not arrived yet. Where is it?",
        "Quiero devolver unos platos.",
    ],
)
def test_a_plain_question_may_come_from_many(message: str):
    assert spam.is_plain_question(evidence(message=message))


@pytest.mark.parametrize(
    "message",
    [
        "Boost sales: https://x.example",
        "Escríbeme por WhatsApp y te cuento",
        "We can bring your shop to the first page of Google within weeks, just reply and ask for our prices",
    ],
)
def test_an_offer_is_no_plain_question(message: str):
    assert not spam.is_plain_question(evidence(message=message))


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("see https://User:pw@X.example:8080/a?b#c", ("x.example",)),
        ("hxxps://x.example and https ://y.example", ("x.example", "y.example")),
        ("www.x.es/oferta", ("x.es",)),
        ("https://loza.example.evil.example/", ("loza.example.evil.example",)),
        ("https://notloza.example/", ("notloza.example",)),
        ("shop.loza.example loza.example", ()),
        ("ana@example.com", ()),
        ("Llega mañana.Gracias", ()),
        ("precio 12.50 v1.2.3", ()),
    ],
)
def test_links_are_found_as_bots_write_them(text: str, hosts: tuple[str, ...]):
    assert links.hosts(text, OWN) == hosts
