"""A thank-you page, the event of its order and a second tab come at the same moment."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from mostrador.storage.schema import survey_coupon, survey_invitation
from mostrador_sdk import Customer
from office import Office
from shop_server import ShopServer, order
from surveyors import SCORE, WHY, asks, rows
from thank_you_pages import SVY, gives, invites, sends, token_for

ORDERS = [str(number) for number in range(2000, 2012)]


@pytest.fixture
def shop(office: Office) -> ShopServer:
    """It asks on its thank-you page."""
    office.run(asks(office.desk, office.shop, SCORE, WHY, id=SVY, moment="page"))
    return ShopServer(office)


def test_an_order_that_is_told_while_its_page_asks_is_tied_to_it(office: Office, shop: ShopServer):
    teller = ShopServer(office)
    buyers = {number: Customer(email=f"p{number}@example.com") for number in ORDERS}
    told = {number: teller.event("order.placed", order(number, customer=buyers[number])) for number in ORDERS}
    with ThreadPoolExecutor(6) as pool:
        asked = [
            pool.submit(do)
            for number in ORDERS
            for do in (
                lambda number=number: invites(shop, number),
                lambda number=number: teller.posts([told[number]]),
                lambda number=number: invites(shop, number),
            )
        ]
        codes = Counter(each.result().status_code for each in asked)
    assert codes == {201: len(ORDERS), 200: len(ORDERS), 202: len(ORDERS)}
    kept = office.run(rows(office.desk, survey_invitation))
    assert sorted(each.email for each in kept if each.order_id) == sorted(each.email for each in buyers.values())


def test_one_order_is_asked_about_once_however_many_keys_come_at_once(office: Office, shop: ShopServer):
    with ThreadPoolExecutor(6) as pool:
        others = list(pool.map(lambda number: invites(shop, "4000", f"thanks-{number:04d}"), range(9)))
        same = list(pool.map(lambda _: invites(shop, "4001", "thanks-same"), range(9)))
    assert Counter(each.status_code for each in others) == {201: 1, 409: 8}
    assert len({each.json()["token"] for each in same}) == 1


def test_one_address_takes_one_code_from_however_many_tabs(office: Office, shop: ShopServer):
    gives(office, *(f"C{number}" for number in range(9)))
    tokens = []
    for number in ("3000", "3001", "3002"):
        shop.tells("order.placed", order(number, customer=Customer(email="una@example.com")))
        tokens.append(token_for(shop, number, survey="svy_gift"))
        assert sends(office, "answers", tokens[-1]).status_code == 204
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda token: sends(office, "gift", token), tokens * 3))
    assert {each.status_code for each in taken} <= {200, 409}
    assert len([each for each in office.run(rows(office.desk, survey_coupon)) if each.claimed_at]) == 1
