"""A shop's server looks after its webhooks by itself, and has customers asked."""

from pathlib import Path

import pytest

from mostrador_sdk import Mostrador
from mostrador_sdk.errors import NotFound as NotThere
from office import Office
from shop_server import ShopServer, order
from surveyors import asks

HOOK = {"url": "https://example.com/hook", "types": ["survey.answered"]}


def test_a_shop_adds_lists_and_removes_an_address_and_sees_its_secret_once(office: Office):
    shop = ShopServer(office)
    made = shop.http.post("/api/v1/webhooks", json=HOOK)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    listed = shop.http.get("/api/v1/webhooks").json()["webhooks"]
    assert listed == [{"id": made.json()["id"], "state": "on", **HOOK}]
    assert shop.http.delete(f"/api/v1/webhooks/{listed[0]['id']}").status_code == 204
    assert shop.http.delete(f"/api/v1/webhooks/{listed[0]['id']}").status_code == 404
    assert shop.http.get("/api/v1/webhooks").json() == {"webhooks": []}


def test_s19_an_address_in_our_network_or_a_type_that_is_none_is_refused(office: Office):
    shop = ShopServer(office)
    for wrong in ({"url": "http://127.0.0.1:1/"}, {"url": "https://127.0.0.1/"}, {"types": ["all.that.happens"]}):
        answer = shop.http.post("/api/v1/webhooks", json=HOOK | wrong)
        assert answer.status_code == 422, answer.text
    assert shop.http.get("/api/v1/webhooks").json() == {"webhooks": []}


def test_a_key_without_the_scope_and_another_shops_key_reach_nothing(office: Office):
    shop, limited = ShopServer(office), ShopServer(office, scopes=["events:write"])
    other = ShopServer(office, shop=office.other_shop)
    made = shop.http.post("/api/v1/webhooks", json=HOOK).json()["id"]
    assert limited.http.get("/api/v1/webhooks").status_code == 403
    assert limited.http.post("/api/v1/surveys/invitations", json={"key": "invite-1", "order": "1"}).status_code == 403
    assert other.http.delete(f"/api/v1/webhooks/{made}").status_code == 404
    assert other.http.get("/api/v1/webhooks").json() == {"webhooks": []}


def test_a_shop_has_the_customer_of_an_order_asked_by_the_sdk(office: Office, tmp_path: Path):
    shop = ShopServer(office)
    shop.tells("order.placed", order("1042"))
    survey = office.run(asks(office.desk, office.shop, moment="call"))
    with Mostrador(office.url, api_key=shop.key, outbox=str(tmp_path / "outbox.sqlite3")) as support:
        made = support.surveys.invite(order="1042", key="invite-1")
        assert (made.survey, made.order) == (survey, "1042")
        assert support.surveys.invite(order="1042", key="invite-1").id == made.id
        with pytest.raises(NotThere):
            support.surveys.invite(order="nope", key="invite-2")


def test_a_shop_gets_a_token_for_its_page_by_the_sdk_also_where_it_is_quicker_than_the_outbox(
    office: Office, tmp_path: Path
):
    shop = ShopServer(office)
    survey = office.run(asks(office.desk, office.shop, moment="page"))
    with Mostrador(office.url, api_key=shop.key, outbox=str(tmp_path / "outbox.sqlite3")) as support:
        made = support.surveys.invite(order="1042", by="page")
        assert (made.survey, made.order) == (survey, "1042")
        assert made.token
        support.orders.placed(order("1042"))
        assert support.flush() == 0
        assert support.surveys.invite(order="1042", by="page") == made
