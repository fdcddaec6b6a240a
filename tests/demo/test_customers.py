"""People with an account at the demo shop."""

import re

import jwt
import pytest
from examples.shop_demo import languages
from examples.shop_demo.shop import FOLDER


def test_a_customer_finds_her_orders_after_logging_in_again(shopper, stranger):
    shopper.registers("orders@example.com")
    shopper.takes("cala", 38)
    path = shopper.pays().url.path
    assert stranger.logs_in("orders@example.com").url.path == "/account"
    assert path in stranger.get("/account").text
    assert stranger.get(path).status_code == 200


def test_logging_in_gives_the_session_a_new_name_and_keeps_the_basket(shopper, stranger):
    shopper.takes("teide", 42)
    planted = shopper.cookies["lola_session"]
    shopper.registers("basket@example.com")
    assert shopper.cookies["lola_session"] != planted
    assert "Teide" in shopper.get("/cart").text
    stranger.headers["Cookie"] = f"lola_session={planted}"
    assert "nothing in your basket" in stranger.get("/cart").text


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(shopper, stranger):
    shopper.registers("known@example.com")
    known = stranger.logs_in("known@example.com", "not the password")
    unknown = stranger.logs_in("unknown@example.com", "not the password")
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert known.text.replace("known@example.com", "") == unknown.text.replace("unknown@example.com", "")


def test_an_address_is_registered_once_whatever_its_case(shopper, stranger):
    shopper.registers("once@example.com")
    answer = stranger.registers("Once@Example.com")
    assert answer.status_code == 422
    assert "There is an account with this address already" in answer.text


@pytest.mark.parametrize(
    "email", ["ana", "ana@example", "a na@example.com", "ana@example.com\nBcc: bo@example.com", ""]
)
def test_an_address_that_cannot_be_one_is_refused(shopper, email):
    assert shopper.registers(email).status_code == 422


def test_only_who_is_logged_in_gets_a_support_token(shopper, street):
    assert shopper.token().status_code == 401
    shopper.takes()
    assert shopper.token().status_code == 401
    shopper.registers("support@example.com")
    answer = shopper.token()
    assert answer.headers["cache-control"] == "no-store"
    told = jwt.decode(
        answer.json()["token"], "a secret of two and thirty bytes", ["HS256"], audience="shop_aaaaaaaaaaaaaaaa"
    )
    assert (told["email"], told["email_verified"]) == ("support@example.com", False)
    assert told["exp"] - told["iat"] <= 15 * 60
    foreign = shopper.post("/account/support-token", headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 403
    shopper.logs_out()
    assert shopper.token().status_code == 401


def test_an_address_counts_as_confirmed_after_the_button_behind_the_mailed_link(shopper, mails):
    shopper.registers("confirm@example.com")
    link = re.search(r"http://localhost:\d+(/account/confirm/\S+)", mails("confirm@example.com")[0]["text"])[1]
    assert "Yes, it is mine" in shopper.get(link).text
    assert "not confirmed yet" in shopper.get("/account").text
    assert "Address confirmed" in shopper.post(link).text
    assert "not confirmed yet" not in shopper.get("/account").text
    told = jwt.decode(shopper.token().json()["token"], options={"verify_signature": False})
    assert told["email_verified"] is True
    assert shopper.post(link).status_code == 404


def test_logging_out_ends_the_session_on_the_server_and_tells_the_widget(shopper, stranger):
    shopper.registers("leaves@example.com")
    copied = shopper.cookies["lola_session"]
    assert "data-goodbye" in shopper.logs_out().text
    stranger.headers["Cookie"] = f"lola_session={copied}"
    assert stranger.token().status_code == 401
    assert stranger.get("/account").url.path == "/account/login"


def test_a_logged_in_customer_is_named_to_the_widget_by_the_page(shopper):
    assert "data-customer" not in shopper.get("/").text
    shopper.registers("named@example.com")
    assert 'data-customer="c-' in shopper.get("/").text


def test_both_languages_say_the_same_things():
    spoken = languages.read(FOLDER / "locale")
    assert set(spoken) == {"es", "en"}
    assert spoken["es"].words.keys() == spoken["en"].words.keys()
    for key, words in spoken["es"].words.items():
        assert _names(words) == _names(spoken["en"].words[key]), key


def _names(words: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", words))
