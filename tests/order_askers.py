"""Shoppers who want to know of their orders, in front of a running server."""

import re
from typing import Any

from live_callers import LiveShopper
from mostrador.actions import identity
from mostrador.actions.visitors import digest
from mostrador.storage import secrets
from mostrador_sdk import identity_token
from office import Office
from services.mail_server import MailServer
from shop_server import GUEST, ShopServer, order

CODE = re.compile(r"^ +(\d{4} \d{4})\r?$", re.MULTILINE)
SECRET = "the shop's identity secret, long enough"


def shop_with_orders(office: Office) -> ShopServer:
    """An order of Ana's, who has an account, and one of Luz's, who has none."""
    shop = ShopServer(office)
    shop.tells("order.paid", order("1042"))
    shop.tells("order.paid", order("1050", number="G-50", customer=GUEST))
    return shop


def logs_in(shopper: LiveShopper, sub: str, **facts: Any) -> None:
    """The shop says who this is."""
    office, kid = shopper.office, shopper.office.desk.new("idk")
    sealed = office.desk.keyring.seal(SECRET.encode(), kid)
    office.write(lambda tx: secrets.add(tx, office.shop, kid, "identity", sealed, at=office.now()))
    token = identity_token(SECRET, key_id=kid, shop=office.shop, sub=sub, now=office.now(), **facts)
    admitted = office.run(identity.identify(office.desk, shopper.mark, token))
    if admitted is None:
        return  # the same customer, in the same session
    shopper.token, shopper.mark = admitted.token, digest(admitted.token)
    shopper.http.headers["Authorization"] = f"Bearer {admitted.token}"


def numbers(shopper: LiveShopper) -> list[str]:
    answer = shopper.http.get("orders")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return [each["number"] for each in answer.json()["orders"]]


def asks(shopper: LiveShopper, number: str = "G-50") -> None:
    answer = shopper.http.post("orders/code", json={"number": number})
    assert (answer.status_code, answer.json()) == (202, {"asked": True}), answer.text
    shopper.office.settles()


def code_in(post: MailServer) -> str:
    found = CODE.search(post.text())
    assert found, post.text()
    return found[1]


def proves(shopper: LiveShopper, code: str, number: str = "G-50") -> int:
    return shopper.http.post("orders/proof", json={"number": number, "code": code}).status_code
