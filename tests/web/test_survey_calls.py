"""A shop's server has customers asked: the same call is one invitation, and a key is good for one."""

from typing import Any

import httpx
import pytest

from mostrador.storage.schema import survey_invitation
from office import Office
from services.mail_server import MailServer
from shop_server import ShopServer, order
from surveyors import SCORE, asks, rows

PAGE, CALL = "svy_page", "svy_call"


@pytest.fixture
def office_settings(post: MailServer) -> dict[str, Any]:
    return {"smtp_port": post.port}


@pytest.fixture
def shop(office: Office) -> ShopServer:
    """It asks on its thank-you page, and by calls; two orders are told."""
    for id, moment in ((PAGE, "page"), (CALL, "call"), ("svy_late", "delivered"), ("svy_other", "page")):
        office.run(asks(office.desk, office.shop, SCORE, id=id, moment=moment))
    shop = ShopServer(office)
    for number in ("1042", "1043"):
        shop.tells("order.placed", order(number))
    return shop


def invites(shop: ShopServer, **more: str) -> httpx.Response:
    body = {"key": "thanks-1042", "order": "1042", **more}
    return shop.http.post("/api/v1/surveys/invitations", json=body)


@pytest.mark.parametrize(("by", "survey"), [("page", PAGE), ("mail", CALL)])
def test_the_same_call_is_the_same_invitation(office: Office, shop: ShopServer, by: str, survey: str):
    first = invites(shop, by=by, survey=survey)
    assert first.status_code == 201
    [made] = office.run(rows(office.desk, survey_invitation))
    for again in ({}, {"survey": survey}, {"order": made.order_id}):
        answer = invites(shop, by=by, **again)
        assert (answer.status_code, answer.json()["id"]) == (200, first.json()["id"])
        assert answer.json()["token"] == first.json()["token"]


@pytest.mark.parametrize(
    ("by", "other"),
    [
        ("page", {"order": "1043"}),
        ("page", {"order": "1044"}),
        ("page", {"survey": "svy_other"}),
        ("page", {"by": "mail"}),
        ("page", {"by": "mail", "survey": ""}),
        ("mail", {"order": "1043"}),
        ("mail", {"survey": PAGE}),
        ("mail", {"by": "page"}),
        ("mail", {"by": "page", "survey": ""}),
    ],
)
def test_a_key_that_was_used_for_something_else_makes_nothing(
    office: Office, shop: ShopServer, by: str, other: dict[str, str]
):
    first = {"by": by, "survey": PAGE if by == "page" else CALL}
    assert invites(shop, **first).status_code == 201
    refused = invites(shop, **{**first, **other})
    assert (refused.status_code, refused.json()["code"]) == (409, "key_used")
    assert "token" not in refused.json()
    assert len(office.run(rows(office.desk, survey_invitation))) == 1


@pytest.mark.parametrize("survey", [PAGE, "svy_late"])
def test_what_no_call_asks_is_not_mailed(office: Office, shop: ShopServer, post: MailServer, survey: str):
    refused = invites(shop, survey=survey, by="mail")
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_ask")
    office.settles()
    assert post.taken == []


@pytest.mark.parametrize("id", ["pedido/1042", " 1042", "ñ\u0301é", "A\u200bB", "\U0001f600", "' OR 1=1 --", "a" * 200])
def test_an_order_is_called_as_the_shop_calls_it(office: Office, shop: ShopServer, id: str):
    assert invites(shop, order=id, by="page", survey=PAGE).status_code == 201
    shop.tells("order.placed", order(id))
    [made] = office.run(rows(office.desk, survey_invitation))
    assert (made.order_key, made.order_id is not None) == (id, True)


def test_an_order_that_no_shop_could_tell_of_is_asked_about_by_nobody(office: Office, shop: ShopServer):
    assert invites(shop, order="a" * 201, by="page").status_code == 422
