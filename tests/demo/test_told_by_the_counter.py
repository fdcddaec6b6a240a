"""What the help server tells the demo shop is believed if it is signed, and shown to the shop's people."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from demo_street import HELP, Shopper, Street, a_street

from mostrador_sdk.signing import secret_keys, sign

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
TALK = {"id": "cnv_1", "code": "M-7K3F-92", "channel": "chat", "order": "100042", "customer": None}


@pytest.fixture(scope="module")
def told_street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    with a_street(tmp_path_factory.mktemp("news"), replace(HELP, hook_secret=SECRET)) as street:
        yield street


def tells(
    street: Street, type: str, data: Any, *, id: str, secret: str = SECRET, client: httpx.Client | None = None
) -> httpx.Response:
    body = json.dumps({"type": type, "timestamp": "2026-05-04T12:00:00Z", "data": data}).encode()
    headers = sign(secret_keys(secret), body, id=id, time=datetime.now(UTC))
    return (client or httpx).post(f"{street.shop}/support/hook", content=body, headers=headers)


def shown(street: Street) -> str:
    with Shopper(street.shop) as somebody:
        return somebody.get("/back-office/news").text


def test_the_newest_stands_on_top_in_words_and_as_it_was_told(told_street: Street):
    order = {"id": "100042", "number": "100042"}
    assert tells(told_street, "conversation.opened", {"conversation": TALK}, id="msg_1").status_code == 204
    about = {"order": order, "problem": "not_shipped", "watch": "wat_1"}
    assert tells(told_street, "order.problem", about, id="msg_2").status_code == 204
    page = shown(told_street)
    assert page.index("An order is in trouble") < page.index("A conversation was opened")
    assert "Paid and not shipped · Order 100042" in page
    assert "Order 100042 · M-7K3F-92" in page
    assert "&#34;watch&#34;: &#34;wat_1&#34;" in page


def test_what_comes_twice_is_shown_once(told_street: Street):
    for _ in range(2):
        tells(
            told_street,
            "survey.answered",
            {"survey": "svy_1", "invitation": "inv_twice", "order": None},
            id="msg_twice",
        )
    assert shown(told_street).count("inv_twice") == 1


def test_what_comes_again_after_a_restart_stays_where_it_was(tmp_path: Path):
    for number in ("1", "2"):
        with a_street(tmp_path, replace(HELP, hook_secret=SECRET)) as street:
            tells(street, "webhook.test", {"webhook": "whk_first"}, id="msg_1")
            tells(street, "webhook.test", {"webhook": f"whk_of_start_{number}"}, id=f"msg_of_{number}")
            page = shown(street)
    assert page.count("whk_first") == 1
    assert page.index("whk_of_start_2") < page.index("whk_of_start_1") < page.index("whk_first")


def test_what_is_not_signed_by_the_help_server_is_neither_believed_nor_shown(told_street: Street):
    other = "whsec_" + base64.b64encode(bytes(32)).decode()
    forged = tells(
        told_street, "conversation.opened", {"conversation": {**TALK, "code": "F"}}, id="msg_f", secret=other
    )
    assert forged.status_code == 401
    assert httpx.post(f"{told_street.shop}/support/hook", content=b"{}").status_code == 401
    assert httpx.get(f"{told_street.shop}/support/hook").status_code == 405
    assert "msg_f" not in shown(told_street)


def test_a_kind_of_news_that_the_shop_does_not_know_is_shown_by_its_bare_name(told_street: Street):
    assert tells(told_street, "moon.risen", {"order": None, "text": "<b>full</b>"}, id="msg_moon").status_code == 204
    page = shown(told_street)
    assert "<h2>moon.risen</h2>" in page
    assert "<b>full</b>" not in page


def test_the_last_fifty_are_kept(told_street: Street):
    with httpx.Client() as client:
        for number in range(52):
            told = {"webhook": f"whk_{number:03}"}
            tells(told_street, "webhook.test", told, id=f"msg_many_{number}", client=client)
    page = shown(told_street)
    assert page.count("<pre>") == 50
    assert "whk_051" in page
    assert "whk_001" not in page


def test_a_shop_that_is_told_nothing_has_no_address_for_it(tmp_path: Path):
    with a_street(tmp_path, HELP) as street:
        assert httpx.post(f"{street.shop}/support/hook", content=b"{}").status_code == 404
