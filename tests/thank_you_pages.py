"""A shop's page that asks about an order, and whoever answers there."""

from datetime import timedelta
from typing import Any

import httpx

from mostrador.domain.incentive import Incentive
from mostrador.storage import survey_coupons
from office import Office
from shop_server import ShopServer
from surveyors import SCORE, asks, stored

SVY = "svy_page"
HELD = timedelta(seconds=30)


def invites(shop: ShopServer, order: str = "1042", key: str = "", **more: Any) -> httpx.Response:
    body = {"key": key or f"thanks-{order}", "order": order, "by": "page", **more}
    return shop.http.post("/api/v1/surveys/invitations", json=body)


def token_for(shop: ShopServer, order: str = "1042", **more: Any) -> str:
    answer = invites(shop, order, **more)
    assert answer.status_code == 201, answer.text
    token: str = answer.json()["token"]
    return token


def sends(office: Office, what: str, token: Any, **more: Any) -> httpx.Response:
    """What the frame says; `more` is what it says besides, or instead."""
    usual: dict[str, dict[str, Any]] = {
        "open": {"language": "es"},
        "answers": {"key": "visit-0001", "answers": {"qst_score": 9}, "finished": True},
        "gift": {"key": "visit-0001", "consent": True},
    }
    return httpx.post(f"{office.url}/widget/api/surveys/{what}", json={"token": token, **usual[what], **more})


def opens(office: Office, token: Any, language: str = "es") -> Any:
    """What the page shows; nothing for a token that opens nothing."""
    answer = sends(office, "open", token, language=language)
    assert answer.status_code == 200, answer.text
    return answer.json()["shown"]


def counts(office: Office, after: timedelta = HELD) -> list[Any]:
    office.moves(after)
    office.settles()
    return office.run(stored(office.desk))


def gives(office: Office, *codes: str) -> None:
    gift = Incentive(
        kind="coupon", terms={"es": "Uno por pedido."}, until=(office.now() + HELD * 9999).date().isoformat()
    )
    office.run(asks(office.desk, office.shop, SCORE, id="svy_gift", moment="page", incentive=gift))
    office.write(lambda tx: survey_coupons.add(tx, office.shop, "svy_gift", codes, at=office.now()))
