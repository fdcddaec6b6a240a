"""Marketing tells agents what runs; they see it in the inbox, and beside what it is about."""

from datetime import timedelta
from typing import Any

import pytest
from test_console_orders import written_by

from mostrador.storage import shops
from office import Browser, Office
from shop_server import ShopServer, order

CAMPAIGNS = "/console/settings/campaigns"


def keeps(supervisor: Browser, path: str = "", **sent: str) -> Any:
    office = supervisor.office
    version = str(office.read(lambda tx: shops.find(tx, office.shop)).version)
    begins, ends = office.now() - timedelta(days=1), office.now() + timedelta(days=2)
    usual = {"title": "Rebajas <b>", "text": "Un 30 %.", "version": version}
    moments = {"from_at": f"{begins:%Y-%m-%dT%H:%M}", "until_at": f"{ends:%Y-%m-%dT%H:%M}"}
    return supervisor.posts(CAMPAIGNS + path, **{**usual, **moments, **sent})


def test_every_agent_sees_in_the_inbox_what_is_about_all_products(office: Office):
    sam, marta = office.at_work("sam@loza.example", "supervisor"), office.at_work("marta@loza.example")
    assert keeps(sam).status_code == 200
    assert "Rebajas &lt;b&gt;" in marta.gets("/console/inbox/open").text
    office.moves(timedelta(days=3))
    late = office.at_work("late@loza.example")
    assert "Rebajas" not in late.gets("/console/inbox/open").text


def test_what_is_about_a_product_is_seen_beside_its_orders_alone(office: Office):
    sam, marta, shop = (
        office.at_work("sam@loza.example", "supervisor"),
        office.at_work("marta@loza.example"),
        ShopServer(office),
    )
    keeps(sam, products="taza azul\n")
    shop.tells("order.placed", order("1042"))
    about, other = written_by(office, external_id="7"), written_by(office, external_id="8")
    assert "Rebajas" in marta.gets(f"/console/conversations/{about}").text
    assert "Rebajas" not in marta.gets(f"/console/conversations/{other}").text
    assert "Rebajas" not in marta.gets("/console/inbox/open").text


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"until_at": "2020-01-01T00:00"}, {"from_at": "soon"}, {"until_at": "9999-12-31T23:59"}]
)
def test_a_wrong_campaign_says_what_is_wrong_and_keeps_what_was_typed(office: Office, wrong: dict[str, str]):
    sam = office.at_work("sam@loza.example", "supervisor")
    answer = keeps(sam, text="Todo al 30 %", **wrong)
    assert answer.status_code in ({200} if "9999" in str(wrong) else {422})
    assert "Todo al 30 %" in answer.text
