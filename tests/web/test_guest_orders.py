"""A guest proves by a code from its mailbox that an order is theirs."""

import json
import threading
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, select

from live_callers import LiveShopper
from mostrador.domain import order_code
from mostrador.domain.shop import Limits
from mostrador.storage import senders, shops, sweeping
from mostrador.storage.schema import due, metadata, order_proof
from mostrador_sdk import Customer
from office import Office
from order_askers import CODE, asks, code_in, numbers, proves, shop_with_orders
from services.mail_server import MailServer
from shop_server import ShopServer, order

JSON = {"Content-Type": "application/json"}
BO = Customer(id="8", email="bo@example.com", name="Bo Lind")


@pytest.fixture
def office_settings(post: MailServer) -> dict[str, Any]:
    return {"smtp_port": post.port}


@pytest.fixture
def shop(office: Office) -> ShopServer:
    return shop_with_orders(office)


def test_a_guest_proves_an_order_and_sees_it_for_a_day_in_this_browser_alone(
    office: Office, shop: ShopServer, post: MailServer
):
    luz, stranger = LiveShopper(office), LiveShopper(office)
    asks(luz, " #g-50 ")
    assert post.taken[-1]["To"] == "luz@example.com"
    assert post.taken[-1]["Auto-Submitted"] == "auto-generated"
    code = code_in(post)
    assert numbers(luz) == []
    assert proves(stranger, code) == 403
    shown = luz.http.post("orders/proof", json={"number": "G-50", "code": code})
    assert shown.status_code == 200
    assert shown.json()["number"] == "G-50"
    assert numbers(luz) == ["G-50"]
    assert numbers(stranger) == []
    luz.http.get("me")
    office.moves(timedelta(hours=23, minutes=59))
    assert numbers(luz) == ["G-50"]


def test_the_mail_says_the_code_and_for_how_long_and_nothing_of_the_order(
    office: Office, shop: ShopServer, post: MailServer
):
    asks(LiveShopper(office))
    mail = post.taken[-1].as_string()
    for secret in ("G-50", "Taza", "119", "Luz Ibarra"):
        assert secret not in mail
    assert "diez minutos" in post.text()
    assert CODE.search(post.text())


def test_s_24_all_that_can_be_wrong_is_refused_with_the_same_words(office: Office, shop: ShopServer, post: MailServer):
    luz = LiveShopper(office)
    asks(luz)
    right = code_in(post)
    wrong = f"{(int(right.replace(' ', '')) + 1) % 10**8:08}"
    asks(luz, "nobody's")
    tried = [("G-50", wrong), ("nobody's", right), ("never asked", right), ("1042", right), ("G-50", "x")]
    answers = [luz.http.post("orders/proof", json={"number": number, "code": code}) for number, code in tried]
    assert {each.status_code for each in answers} == {403}
    assert len({each.text for each in answers}) == 1
    assert proves(luz, right) == 200


def test_a_code_is_over_after_five_tries(office: Office, shop: ShopServer, post: MailServer):
    luz = LiveShopper(office)
    asks(luz)
    for _ in range(5):
        assert proves(luz, "00000000") == 403
    assert proves(luz, code_in(post)) == 403
    asks(luz)
    assert proves(luz, code_in(post)) == 200


def test_a_code_is_over_after_ten_minutes(office: Office, shop: ShopServer, post: MailServer):
    luz = LiveShopper(office)
    asks(luz)
    office.moves(timedelta(minutes=10))
    assert proves(luz, code_in(post)) == 403


def test_who_asks_again_may_type_the_code_of_the_first_mail(office: Office, shop: ShopServer, post: MailServer):
    luz = LiveShopper(office)
    asks(luz)
    first = code_in(post)
    asks(luz)
    assert code_in(post) != first
    assert proves(luz, first) == 200


def test_s23_a_mailbox_gets_three_codes_an_hour_and_ten_a_day_whoever_asks(
    office: Office, shop: ShopServer, post: MailServer
):
    shop.tells("order.paid", order("1051", number="G-51", customer=Customer(email="LUZ+x@example.com")))
    asked = [LiveShopper(office) for _ in range(4)]
    for number, shopper in zip(("G-50", "G-51", "G-50", "G-50"), asked, strict=True):
        asks(shopper, number)
    assert len(post.taken) == 3
    unsent = office.read(
        lambda tx: tx.execute(select(order_proof.c.id).where(order_proof.c.sent_at.is_(None)))
    ).scalar()
    assert unsent
    for _ in range(4):
        office.moves(timedelta(hours=1, seconds=1))
        for _ in range(3):
            asks(LiveShopper(office))
    assert len(post.taken) == 10


def test_a_code_that_nobody_was_sent_opens_nothing(office: Office, shop: ShopServer, post: MailServer):
    """Else whoever makes us ask a thousand times could guess a thousand times as well."""
    for _ in range(3):
        asks(LiveShopper(office))
    thief = LiveShopper(office)
    asks(thief)
    assert len(post.taken) == 3
    row = office.read(
        lambda tx: tx.execute(select(order_proof.c.id).where(order_proof.c.visitor_id == thief.id)).scalar_one()
    )
    assert proves(thief, order_code.make(office.desk.keyring.links, row, 1)) == 403


def test_a_browser_that_asks_too_often_is_told_when_to_ask_again(office: Office, shop: ShopServer):
    bot, luz = LiveShopper(office), LiveShopper(office)
    for number in range(8):
        assert bot.http.post("orders/code", json={"number": f"1{number}"}).status_code == 202
    refused = bot.http.post("orders/code", json={"number": "G-50"})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert luz.http.post("orders/code", json={"number": "G-50"}).status_code == 202


def test_s23_a_network_that_asks_without_end_has_nothing_sent_and_hears_no_difference(
    office: Office, shop: ShopServer, post: MailServer
):
    known = office.run(office.desk.shop(office.shop))
    quiet = msgspec.structs.replace(known.profile, limits=Limits(network=2))
    office.write(lambda tx: shops.change(tx, office.shop, known.name, quiet))
    office.moves(timedelta(seconds=5))
    for number in ("1", "2", "G-50"):
        asks(LiveShopper(office), number)
    assert post.taken == []


def test_an_address_that_bounced_gets_no_code(office: Office, shop: ShopServer, post: MailServer):
    luz = LiveShopper(office)
    post.answer = "550 nobody here"
    asks(luz)
    assert office.read(lambda tx: senders.is_in_trouble(tx, office.shop, "luz@example.com"))
    post.answer = None
    asks(luz)
    assert post.taken == []


def test_a_code_that_is_mailed_again_is_the_same_and_counts_once(office: Office, shop: ShopServer, post: MailServer):
    luz = LiveShopper(office)
    post.answer = "451 later"
    luz.http.post("orders/code", json={"number": "G-50"})
    while not office.read(lambda tx: tx.execute(select(due.c.attempts)).scalar_one()):
        threading.Event().wait(0.02)
    post.answer = None
    office.moves(timedelta(seconds=31))
    office.settles()
    assert len(post.taken) == 1
    assert proves(luz, code_in(post)) == 200
    for _ in range(2):
        asks(LiveShopper(office))
    assert len(post.taken) == 3


def test_no_table_holds_a_code_or_the_number_that_was_asked_for(office: Office, shop: ShopServer, post: MailServer):
    asks(LiveShopper(office))
    asks(LiveShopper(office), "secret-77")
    code = code_in(post)

    def everything(tx: Connection) -> str:
        tables = (each for each in metadata.sorted_tables if each.name not in {"shop_order", "shop_event"})
        return "\n".join(str(row) for table in tables for row in tx.execute(select(table)))

    kept = office.read(everything)
    assert code not in kept
    assert code.replace(" ", "") not in kept
    assert "secret-77" not in kept
    assert "G-50" not in kept


def test_what_is_no_question_is_refused_and_odd_numbers_are_unknown_ones(office: Office):
    luz = LiveShopper(office)
    for body in ({}, {"number": ""}, {"number": "x" * 65}, {"number": 7}, {"number": "1", "more": 1}):
        assert luz.http.post("orders/code", json=body).status_code == 422
    for typed in ("\x00", "\u2066\u2069", "\ud800"):
        sent = json.dumps({"number": typed, "code": "1"})
        assert luz.http.post("orders/proof", content=sent, headers=JSON).status_code in {400, 403}
        sent = json.dumps({"number": typed})
        assert luz.http.post("orders/code", content=sent, headers=JSON).status_code in {400, 422}
    for typed in ("'; drop table shop_order; --", "%", "_"):
        asks(luz, typed)
        assert proves(luz, typed, typed) == 403


def test_an_order_of_another_shop_is_not_there(office: Office, shop: ShopServer, post: MailServer):
    other = LiveShopper(office, shop=office.other_shop)
    asks(other)
    assert post.taken == []


def test_what_was_asked_is_forgotten_after_two_days(office: Office, shop: ShopServer):
    asks(LiveShopper(office))
    later = office.now() + timedelta(days=2, seconds=1)
    while office.write(lambda tx: sweeping.forget(tx, now=later)):
        pass
    assert office.read(lambda tx: tx.execute(select(order_proof.c.id)).all()) == []
