"""A survey on the thank-you page that knows its order, by a token that the shop's server asked for and prints there."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from mostrador.domain import mail_links
from mostrador.storage.schema import conversation, survey_answer, survey_invitation
from mostrador_sdk import Address, Customer
from office import Office
from services.mail_server import MailServer
from shop_server import ANA, ShopServer, order
from surveyors import SCORE, WHY, asks, counted, funnel, link, rows
from thank_you_pages import SVY, counts, gives, invites, opens, sends, token_for

NEVER = "lnk_aaaaaaaaaaaaaaaa." + "A" * 43
VISIT: dict[str, Any] = {"key": "visit-0002"}
ALL: list[tuple[str, dict[str, Any]]] = [("open", {}), ("answers", VISIT), ("gift", VISIT)]
SPAIN = Address(lines=["Calle Mayor 1"], postcode="28001", city="Madrid", country="ES")


@pytest.fixture
def office_settings(post: MailServer) -> dict[str, Any]:
    return {"smtp_port": post.port}


@pytest.fixture
def shop(office: Office) -> ShopServer:
    """It asks on its thank-you page."""
    office.run(asks(office.desk, office.shop, SCORE, WHY, id=SVY, moment="page"))
    return ShopServer(office)


def test_what_is_answered_on_the_thank_you_page_is_about_its_order_and_nobody_is_mailed(
    office: Office, shop: ShopServer, post: MailServer
):
    shop.tells("order.placed", order(address=SPAIN))
    token = token_for(shop)
    opened = opens(office, token, "en")
    assert (opened["lang"], opened["questions"][0]["text"]) == ("en", "Would you recommend us?")
    assert sends(office, "answers", token).status_code == 204
    assert counts(office) == [("qst_score", 9, None)]
    assert office.run(counted(office.desk, "product", "TZ-1")) == {("qst_score", 9): 1}
    assert office.run(counted(office.desk, "country", "ES")) == {("qst_score", 9): 1}
    assert office.run(funnel(office.desk)) == (0, 1, 1, 1)
    [kept] = office.run(rows(office.desk, survey_invitation))
    assert (kept.channel, kept.customer_key, kept.email) == ("page", "7", "ana@example.com")
    office.moves(timedelta(days=10))
    office.settles()
    assert post.taken == []


def test_the_page_is_quicker_than_the_event_of_its_order(office: Office, shop: ShopServer):
    """What the SDK captures leaves a moment later; what was said meanwhile waits for it."""
    token = token_for(shop)
    assert opens(office, token)
    said = {"qst_score": 1, "qst_why": "La página iba lenta."}
    assert sends(office, "answers", token, answers=said).status_code == 204
    assert counts(office) == []
    shop.tells("order.placed", order(address=SPAIN))
    assert len(counts(office, timedelta(minutes=5))) == 2
    assert office.run(counted(office.desk, "product", "TZ-1"))[("qst_score", 1)] == 1
    [kept] = office.run(rows(office.desk, survey_invitation))
    assert (kept.customer_key, kept.email) == ("7", "ana@example.com")
    [heard] = office.run(rows(office.desk, conversation, channel="survey"))
    assert (heard.order_number, heard.contact_email) == ("1042", "ana@example.com")


def test_where_the_order_is_never_told_the_answer_counts_all_the_same(office: Office, shop: ShopServer):
    token = token_for(shop)
    assert sends(office, "answers", token).status_code == 204
    assert counts(office, timedelta(hours=1)) == []
    assert counts(office, timedelta(hours=1, minutes=5)) == [("qst_score", 9, None)]
    shop.tells("order.placed", order())
    [kept] = office.run(rows(office.desk, survey_invitation))
    assert kept.order_id is not None  # so that it is exported, and forgotten, with her


def test_a_page_that_is_loaded_again_gets_the_same_token_and_one_order_is_asked_once(office: Office, shop: ShopServer):
    token = token_for(shop)
    again = invites(shop)
    assert (again.status_code, again.json()["token"]) == (200, token)
    other = invites(shop, key="thanks-other")
    assert (other.status_code, other.json()["code"]) == (409, "already_asked")
    shop.tells("order.placed", order())
    assert invites(shop).json()["token"] == token
    ours = office.run(rows(office.desk, survey_invitation))[0].order_id
    assert invites(shop, ours, key="thanks-by-our-id").json()["code"] == "already_asked"
    assert token_for(shop, "1043") != token
    theirs = ShopServer(office, shop=office.other_shop)
    assert invites(theirs, survey=SVY).status_code == 404


def test_an_order_without_an_address_is_asked_and_an_unhappy_word_of_nobody_opens_nothing(
    office: Office, shop: ShopServer
):
    shop.tells("order.placed", order(customer=Customer(name="Ana")))
    token = token_for(shop)
    assert sends(office, "answers", token, answers={"qst_score": 0}).status_code == 204
    assert counts(office) == [("qst_score", 0, None)]
    assert office.run(rows(office.desk, conversation)) == []


def test_an_order_that_was_cancelled_and_a_survey_that_no_page_asks_are_refused(office: Office, shop: ShopServer):
    shop.tells("order.cancelled", order())
    office.run(asks(office.desk, office.shop, SCORE, id="svy_mail", moment="delivered"))
    office.run(asks(office.desk, office.shop, SCORE, id="svy_off", moment="page", state="paused"))
    office.run(asks(office.desk, office.shop, SCORE, id="svy_call", moment="call"))
    cancelled = invites(shop)
    assert (cancelled.status_code, cancelled.json()["code"]) == (409, "order_cancelled")
    for survey in ("svy_mail", "svy_call", "svy_off"):
        refused = invites(shop, "1043", survey=survey)
        assert (refused.status_code, refused.json()["code"]) == (409, "cannot_ask")
    assert invites(shop, "1043", survey="svy_none").status_code == 404
    assert invites(shop, "1043", by="pigeon").status_code == 422


def test_an_order_that_was_cancelled_meanwhile_is_asked_nothing(office: Office, shop: ShopServer):
    token = token_for(shop)
    shop.tells("order.cancelled", order())
    assert opens(office, token) is None


def test_s13_unknown_used_and_expired_tokens_of_a_page_look_alike(office: Office, shop: ShopServer):
    shop.tells("order.placed", order())
    token, unused = token_for(shop), token_for(shop, "1043")
    assert sends(office, "answers", token).status_code == 204
    assert len(counts(office)) == 1
    used, never = ([sends(office, what, of, **another).json() for what, another in ALL] for of in (token, NEVER))
    office.moves(timedelta(days=31))
    over = [sends(office, what, unused, **another).json() for what, another in ALL]
    assert used == never == over
    assert [over[0], over[1]["code"], over[2]["code"]] == [{"shown": None}, "link_over", "link_over"]
    for nothing in ("", "null"):
        assert opens(office, nothing) is None
    for nothing in (None, [], {}):
        assert sends(office, "open", nothing).status_code == 422


def test_s14_a_token_of_a_page_and_a_mails_link_are_nothing_to_each_other(
    office: Office, shop: ShopServer, post: MailServer
):
    office.run(asks(office.desk, office.shop, SCORE, id="svy_mail", moment="placed"))
    shop.tells("order.placed", order())
    office.settles()
    mailed, token = link(post), token_for(shop)
    assert opens(office, mailed) is None
    assert sends(office, "answers", mailed).status_code == 404
    own = {"Origin": office.url}
    assert httpx.post(f"{office.url}/s/api/open", json={"token": token}, headers=own).status_code == 404
    body = {"token": token, "key": "visit-0001", "answers": {"qst_score": 9}}
    assert httpx.post(f"{office.url}/s/api/answers", json=body, headers=own).status_code == 404
    other = mail_links.make(office.desk.keyring.links, "survey", token.partition(".")[0], 1)
    assert opens(office, other) is None
    assert opens(office, token)


def test_a_token_takes_so_many_words_and_no_more(office: Office, shop: ShopServer):
    token = token_for(shop)
    codes = [sends(office, "answers", token, finished=False).status_code for _ in range(101)]
    assert codes[:100] == [204] * 100
    assert codes[100] == 429


def test_whoever_answers_on_the_page_gets_a_code_once_the_order_is_there(office: Office, shop: ShopServer):
    gives(office, "DOS", "UNO")
    token, other = (token_for(shop, id, survey="svy_gift") for id in ("1042", "1043"))
    assert opens(office, token)["incentive"]["terms"] == "Uno por pedido."
    assert sends(office, "gift", token).status_code == 404  # not answered
    assert sends(office, "answers", token).status_code == 204
    early = sends(office, "gift", token)
    assert (early.status_code, early.json()["code"]) == (409, "order_awaited")
    nobody = Customer(name="Ana")
    shop.tells("order.placed", order(customer=nobody))
    shop.tells("order.placed", order("1043", customer=nobody))
    assert sends(office, "gift", token, consent=False).status_code == 422
    assert [sends(office, "gift", token).json()["code"] for _ in range(2)] == ["DOS", "DOS"]
    assert sends(office, "answers", other).status_code == 204
    assert sends(office, "gift", other).json()["code"] == "UNO"  # another order, of whom no address is known either


def test_r10_what_was_said_of_an_order_that_is_told_late_is_forgotten_with_its_buyer(office: Office, shop: ShopServer):
    shop.tells("customer.created", ANA)
    placed = shop.event("order.placed", order())
    token = token_for(shop)
    said = {"qst_score": 2, "qst_why": "Soy Ana y estoy de baja."}
    assert sends(office, "answers", token, answers=said).status_code == 204
    office.moves(timedelta(minutes=1))
    assert shop.http.delete("/api/v1/customers/7").status_code == 204
    shop.posts([placed])
    counts(office, timedelta(minutes=10))
    texts = office.read(lambda tx: list(tx.execute(select(survey_answer.c.text)).scalars()))
    assert not any(texts)
    [kept] = office.run(rows(office.desk, survey_invitation))
    assert (kept.draft, kept.email, kept.customer_key) == (None, "", "")
    assert opens(office, token) is None


def test_r10_what_was_said_on_the_page_is_exported_and_forgotten(office: Office, shop: ShopServer):
    shop.tells("customer.created", ANA)
    shop.tells("order.placed", order())
    said = {"qst_score": 9, "qst_why": "Soy Ana y estoy de baja."}
    assert sends(office, "answers", token_for(shop), answers=said).status_code == 204
    counts(office)
    assert "de baja" in shop.http.get("/api/v1/customers/7/export").text
    assert shop.http.delete("/api/v1/customers/7").status_code == 204
    assert ("qst_why", None, "") in counts(office)
