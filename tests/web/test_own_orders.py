"""The orders that a shopper sees in the widget: a customer's own, and those that a browser has proven."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from live_callers import LiveShopper
from mostrador.storage import order_conversations
from mostrador.storage.schema import conversation, order_proof
from mostrador_sdk import Customer, Return, Shipment
from office import Office
from order_askers import asks, code_in, logs_in, numbers, proves, shop_with_orders
from services.mail_server import MailServer
from shop_server import ShopServer, order

BO = Customer(id="8", email="bo@example.com", name="Bo Lind")


@pytest.fixture
def office_settings(post: MailServer) -> dict[str, Any]:
    return {"smtp_port": post.port}


@pytest.fixture
def shop(office: Office) -> ShopServer:
    return shop_with_orders(office)


def test_a_customer_sees_her_own_orders_and_nobody_elses(office: Office, shop: ShopServer):
    shop.tells("order.placed", order("1043", customer=BO))
    shop.tells("order.paid", order("1044", currency="JPY", total=500), at=office.now() + timedelta(minutes=1))
    shop.tells("shipment.created", Shipment(order="1042", number="PX9", carrier="Correos", url="https://c.example/PX9"))
    shop.tells("return.requested", Return(order="1042", number="R1", reason="It pinches."))
    ana, bo, nobody = LiveShopper(office), LiveShopper(office), LiveShopper(office)
    logs_in(ana, "7")
    logs_in(bo, "8")
    assert numbers(ana) == ["1044", "1042"]
    assert numbers(bo) == ["1043"]
    assert numbers(nobody) == []
    yen, euro = ana.http.get("orders").json()["orders"]
    assert (yen["total"], yen["currency"], yen["decimals"]) == (500, "JPY", 0)
    assert (euro["total"], euro["currency"], euro["decimals"]) == (11980, "EUR", 2)
    assert [bool(step) for step in euro["steps"]] == [True, True, True, False]
    assert euro["items"] == [{"name": "Taza azul", "quantity": 2, "total": 2400}]
    assert euro["parcels"][0]["url"] == "https://c.example/PX9"
    assert euro["returns"][0]["number"] == "R1"
    assert "ana@example.com" not in str(euro)
    assert "Núñez" not in str(euro)


def test_a_customer_whose_session_is_over_sees_nothing_any_more(office: Office, shop: ShopServer):
    ana = LiveShopper(office)
    logs_in(ana, "7")
    assert ana.http.post("logout", json={}).status_code == 204
    assert ana.http.get("orders").status_code == 401


def test_an_address_that_the_shop_has_not_verified_opens_no_guests_order(office: Office, shop: ShopServer):
    luz = LiveShopper(office)
    logs_in(luz, "9", email="luz@example.com")
    assert numbers(luz) == []
    logs_in(luz, "9", email="luz@example.com", email_verified=True)
    assert numbers(luz) == ["G-50"]


def test_nobody_asks_without_a_token(office: Office, shop: ShopServer):
    stranger = office.browser()
    for token in ("", "Bearer nobody"):
        headers = {"Authorization": token, "Content-Type": "application/json"}
        assert stranger.http.get("/widget/api/orders", headers=headers).status_code == 401
        for path, body in (("code", {"number": "1"}), ("proof", {"number": "1", "code": "1"})):
            answer = stranger.http.post(f"/widget/api/orders/{path}", json=body, headers=headers)
            assert answer.status_code == 401


def test_a_conversation_about_an_order_is_linked_with_it_where_it_is_theirs(
    office: Office, shop: ShopServer, post: MailServer
):
    luz, thief = LiveShopper(office), LiveShopper(office)
    asks(luz)
    assert proves(luz, code_in(post)) == 200
    own, claimed = luz.opens(order="G-50"), thief.opens(order="G-50")

    def about(id: str) -> tuple[str, list[str]]:
        number = select(conversation.c.order_number).where(conversation.c.id == id)
        return office.read(
            lambda tx: (
                tx.execute(number).scalar_one(),
                [each.number for each in order_conversations.linked(tx, office.shop, id)],
            )
        )

    assert about(own) == ("G-50", ["G-50"])
    assert about(claimed) == ("G-50", [])


def test_who_logs_in_leaves_what_was_proven_before_behind(office: Office, shop: ShopServer, post: MailServer):
    luz = LiveShopper(office)
    asks(luz)
    assert proves(luz, code_in(post)) == 200
    before = luz.http.headers["Authorization"]
    logs_in(luz, "9")
    assert numbers(luz) == []
    luz.http.headers["Authorization"] = before
    assert luz.http.get("orders").status_code == 401


def test_a_proven_order_is_closed_again_after_a_day(office: Office, shop: ShopServer, post: MailServer):
    luz = LiveShopper(office)
    logs_in(luz, "9")
    asks(luz)
    assert proves(luz, code_in(post)) == 200
    later = office.now() + timedelta(hours=24)
    office.write(lambda tx: tx.execute(order_proof.update().values(proven_at=later - timedelta(hours=48))))
    assert numbers(luz) == []


def test_a_shop_that_tells_of_no_orders_offers_to_look_for_none(office: Office):
    def boot() -> str:
        answer = office.browser().http.get(f"/widget/frame/{office.shop}", headers={"Sec-Fetch-Dest": "iframe"})
        return answer.text

    assert '"orders":false' in boot()
    shop_with_orders(office)
    assert '"orders":true' in boot()
