"""Whose words an answer on the thank-you page is: nobody has proven there the address that the order has."""

from typing import Any

import pytest

from mostrador.storage.schema import conversation, customer, participant, survey_invitation
from mostrador_sdk import Customer
from office import Office
from services.mail_server import MailServer, text
from shop_server import GUEST, ShopServer, order
from surveyors import SCORE, WHY, asks, confirms, link, rows, stored
from thank_you_pages import SVY, counts, gives, sends, token_for

EVA = Customer(id="8", name="Eva Real", email="eva@example.com", email_verified=True)
WORDS = "Soy Eva: cambien mi dirección a Calle Falsa 1."
SAID = {"qst_score": 0, "qst_why": WORDS}
TYPO, RIGHT = (Customer(email=f"{name}@example.com", name="Ana") for name in ("typo", "right"))


@pytest.fixture
def office_settings(post: MailServer) -> dict[str, Any]:
    return {"smtp_port": post.port}


@pytest.fixture
def shop(office: Office) -> ShopServer:
    """It asks on its thank-you page."""
    office.run(asks(office.desk, office.shop, SCORE, WHY, id=SVY, moment="page"))
    return ShopServer(office)


def heard(office: Office) -> Any:
    """The conversation that an unhappy answer has opened."""
    [found] = office.run(rows(office.desk, conversation, channel="survey"))
    return found


def known(office: Office, key: str) -> Any:
    [found] = office.run(rows(office.desk, customer, external_id=key))
    return found


def says(office: Office, token: str, **more: Any) -> None:
    assert sends(office, "answers", token, answers=SAID, **more).status_code == 204
    counts(office)


@pytest.mark.parametrize("id", ["", "7"])
def test_whoever_types_evas_address_at_the_checkout_does_not_speak_as_eva(office: Office, shop: ShopServer, id: str):
    shop.tells("customer.created", EVA)
    shop.tells("order.placed", order(customer=Customer(id=id, name="Malo", email="eva@example.com")))
    says(office, token_for(shop))
    eva, opened = known(office, "8"), heard(office)
    assert opened.customer_id != eva.id
    assert office.run(rows(office.desk, participant, who=eva.id)) == []
    export = shop.http.get("/api/v1/customers/8/export").text
    assert WORDS not in export
    assert shop.reads("/customers/8/export")["surveys"] == []
    agent = office.at_work("marta@loza.example")
    assert opened.id not in agent.gets(f"/console/customers/{eva.id}").text
    assert opened.id in agent.gets(f"/console/conversations/{opened.id}").text


def test_a_guest_only_says_to_be_the_orders_address_and_nobody_takes_part(office: Office, shop: ShopServer):
    shop.tells("order.placed", order(customer=GUEST))
    says(office, token_for(shop))
    opened = heard(office)
    [claimed] = office.run(rows(office.desk, customer, id=opened.customer_id))
    assert (claimed.email, claimed.external_id, claimed.claimed_email) == (None, None, "luz@example.com")
    assert office.run(rows(office.desk, participant, conversation_id=opened.id)) == []
    assert (
        "Says to be luz@example.com"
        in office.at_work("marta@loza.example").gets(f"/console/conversations/{opened.id}").text
    )
    export = shop.http.post("/api/v1/guests/export", json={"email": "luz@example.com"})
    assert WORDS in export.text
    assert export.json()["surveys"]


def test_the_orders_own_customer_is_whom_the_shop_means_by_its_id(office: Office, shop: ShopServer):
    shop.tells("customer.created", EVA)
    shop.tells("order.placed", order(customer=EVA))
    says(office, token_for(shop))
    eva, opened = known(office, "8"), heard(office)
    assert (opened.customer_id, opened.contact_email) == (eva.id, "eva@example.com")
    assert WORDS in shop.http.get("/api/v1/customers/8/export").text


def test_marta_quotes_nothing_to_an_address_that_was_only_typed(office: Office, shop: ShopServer, post: MailServer):
    shop.tells("customer.created", EVA)
    shop.tells("order.placed", order(customer=Customer(name="Malo", email="eva@example.com")))
    says(office, token_for(shop))
    assert shop.answers(heard(office).id, "Lo sentimos mucho.").status_code == 201
    office.settles()
    assert post.taken[-1]["To"] == "eva@example.com"
    assert "Lo sentimos mucho." in text(post.taken[-1])
    assert "Calle Falsa" not in text(post.taken[-1])


def test_r10_what_a_guest_said_on_the_page_is_forgotten_with_them(office: Office, shop: ShopServer):
    shop.tells("order.placed", order(customer=GUEST))
    says(office, token_for(shop))
    assert shop.http.post("/api/v1/guests/erase", json={"email": "luz@example.com"}).status_code == 200
    assert WORDS not in shop.http.get(f"/api/v1/conversations/{heard(office).id}").text
    claimed = office.run(rows(office.desk, customer, id=heard(office).customer_id))
    assert [(each.claimed_email, each.name) for each in claimed] == [(None, "")]
    assert WORDS not in str(office.run(stored(office.desk)))


@pytest.mark.parametrize("placed", [TYPO, Customer(name="Ana")])
def test_an_address_that_was_put_right_before_the_answer_counts_is_written_to(
    office: Office, shop: ShopServer, placed: Customer
):
    shop.tells("order.placed", order(customer=placed))
    token = token_for(shop)
    assert sends(office, "answers", token, answers=SAID).status_code == 204
    shop.tells("order.updated", order(version=2, customer=RIGHT))
    counts(office)
    assert heard(office).contact_email == "right@example.com"
    [asked] = office.run(rows(office.desk, survey_invitation))
    assert asked.email == "right@example.com"


def test_an_address_that_was_put_right_gets_one_code_as_any_other(office: Office, shop: ShopServer):
    gives(office, "UNO", "DOS")
    for number, who in (("1042", TYPO), ("1043", RIGHT)):
        shop.tells("order.placed", order(number, customer=who))
    one, two = (token_for(shop, id, survey="svy_gift") for id in ("1042", "1043"))
    shop.tells("order.updated", order("1042", version=2, customer=RIGHT))
    for token in (one, two):
        assert sends(office, "answers", token).status_code == 204
    assert [sends(office, "gift", token).status_code for token in (one, two)] == [200, 409]


def test_what_was_mailed_is_answered_by_whoever_it_was_mailed_to(office: Office, shop: ShopServer, post: MailServer):
    office.run(asks(office.desk, office.shop, SCORE, WHY, id="svy_mail", moment="placed"))
    shop.tells("order.placed", order(customer=TYPO))
    office.settles()
    shop.tells("order.updated", order(version=2, customer=RIGHT))
    office.run(confirms(office.desk, link(post), score=0))
    counts(office)
    assert heard(office).contact_email == "typo@example.com"
