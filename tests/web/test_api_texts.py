"""Whatever a shop's server puts into a text, it hears what is wrong: no database is given what it cannot keep."""

from collections.abc import Iterator
from copy import copy
from typing import Any
from urllib.parse import quote

import pytest

from mostrador.web.api import OPERATIONS
from mostrador_sdk import Address, Customer, Return, Shipment
from office import Office
from shop_server import ANA, ShopServer, order
from surveyors import SCORE, asks

ODD = ("a\x00b", "a\x1bb", "a\u2028b", "\x00")
ODD_IDS = ("%00", "a%00b", "a%1bb", "a%2Fb%00")
SPAIN = Address(
    name="Ana Núñez", lines=["Calle Mayor 1"], postcode="28001", city="Madrid", region="Madrid", country="ES"
)
WEBHOOK = {"url": "https://hooks.example/mostrador", "types": ["survey.answered"]}


@pytest.fixture
def shop(office: Office) -> ShopServer:
    office.run(asks(office.desk, office.shop, SCORE, id="svy_page", moment="page"))
    shop = ShopServer(office)
    shop.tells("customer.created", ANA)
    return shop


def bodies(shop: ShopServer) -> dict[str, tuple[str, list[Any]]]:
    """Of each operation that takes one: its path, and bodies that it takes, with something in every field."""
    writer = {"id": "7", "email": "ana@example.com", "name": "Ana"}
    opened = shop.opens().json()["id"]
    told = {"text": "Hola.", "subject": "Taza", "order": "1042", "language": "es"}
    asked = {"key": "thanks-1042", "order": "1042", "survey": "svy_page"}
    events = [
        shop.event(
            "order.placed", order(number="G-1042", address=SPAIN, language="es", url="https://loza.example/1042")
        ),
        shop.event("shipment.created", Shipment(order="1042", number="PK1", carrier="correos", note="Tercero")),
        shop.event("return.requested", Return(order="1042", number="R1", reason="Pequeña")),
        shop.event("customer.updated", Customer(id="7", name="Ana", email="ana@example.com", language="es")),
    ]
    return {
        "tellEvents": ("/events", [[each] for each in events]),
        "openConversation": ("/conversations", [{"key": "open-0001", "customer": writer, **told}]),
        "answerConversation": (f"/conversations/{opened}/messages", [{"key": "answer-0001", "text": "Hola."}]),
        "changeCustomer": ("/customers/7", [{"name": "Ana", "email": "ana@example.com", "language": "es"}]),
        "exportGuest": ("/guests/export", [{"email": "luz@example.com"}]),
        "eraseGuest": ("/guests/erase", [{"email": "luz@example.com"}]),
        "inviteToSurvey": ("/surveys/invitations", [{**asked, "by": "page"}, {**asked, "by": "mail"}]),
        "addWebhook": ("/webhooks", [WEBHOOK]),
    }


def spoilt(body: Any, odd: str) -> Iterator[tuple[str, Any]]:
    """The body with one of its texts put otherwise, for each text, and where that stands."""
    if isinstance(body, str):
        yield "", odd
    places: Any = body if isinstance(body, dict) else range(len(body)) if isinstance(body, list) else ()
    for place in places:
        for where, other in spoilt(body[place], odd):
            spoiled = copy(body)
            spoiled[place] = other
            yield f"{place} {where}".strip(), spoiled


@pytest.mark.parametrize("name", [each.name for each in OPERATIONS if each.takes])
def test_a_text_with_controls_in_it_breaks_nothing(office: Office, shop: ShopServer, name: str):
    method = next(each.method for each in OPERATIONS if each.name == name)
    path, taken = bodies(shop)[name]
    answers = {
        (where, odd): shop.http.request(method, f"/api/v1{path}", json=body)
        for odd in ODD
        for each in taken
        for where, body in spoilt(each, odd)
    }
    assert answers
    broken = {place: answer.text for place, answer in answers.items() if answer.status_code >= 500}
    assert broken == {}


@pytest.mark.parametrize("by", ["page", "mail"])
def test_an_order_or_survey_that_cannot_be_is_named_in_the_refusal(office: Office, shop: ShopServer, by: str):
    body = {"key": "thanks-1042", "order": "1042", "survey": "svy_page", "by": by}
    for field in ("order", "survey"):
        for odd in ODD:
            refused = shop.http.post("/api/v1/surveys/invitations", json={**body, field: odd})
            assert (refused.status_code, list(refused.json()["fields"])) == (422, [field])
    nothing = shop.http.post("/api/v1/surveys/invitations", json={**body, "order": ""})
    assert (nothing.status_code, nothing.json()["fields"]["order"]["code"]) == (422, "order_missing")
    assert shop.http.post("/api/v1/surveys/invitations", json={**body, "key": "thanks\x001042"}).status_code == 422


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if "{" in each.path], ids=lambda each: each.name)
def test_an_id_with_controls_in_it_is_nobodys(office: Office, shop: ShopServer, operation: Any):
    for odd in ODD_IDS:
        path = operation.path.replace("{customer}", odd).replace("{conversation}", odd).replace("{webhook}", odd)
        body = {"key": "answer-0001", "text": "Hola."} if operation.path.endswith("/messages") else {}
        answer = shop.http.request(operation.method, f"/api/v1{path}", json=body if operation.takes else None)
        assert answer.status_code in {400, 404, 422}, (odd, answer.text)


def test_a_question_with_controls_in_it_is_refused(office: Office, shop: ShopServer):
    for name in ("customer", "order", "after"):
        for odd in ODD:
            assert shop.http.get(f"/api/v1/conversations?{name}={quote(odd)}").status_code in {400, 422}
