"""What strangers, scanners and neighbours try with the link that stands in a customer's mail."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from mostrador.domain import mail_links
from mostrador.storage import contacts, customers, links
from mostrador.storage.links import Link
from office import Office
from office_conversations import opened

MONTH = timedelta(days=30)


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        yield office


def linked(office: Office, purpose: mail_links.Purpose = "conversation", shop: str | None = None) -> tuple[str, str]:
    """A conversation and the token of its link; any two are of different customers."""
    shop = shop or office.shop
    conversation, link, customer = opened(office, None, shop=shop)[0], office.desk.new("lnk"), office.desk.new("cus")
    token = mail_links.make(office.desk.keyring.links, purpose, link, 1)

    def work(tx: Any) -> None:
        customers.add(tx, shop, customer, name="Ana", language="es", at=office.now(), claimed_email="ana@example.com")
        contacts.set_customer(tx, shop, conversation, customer)
        row = Link(link, shop, purpose, conversation, {}, 1, office.now() + MONTH, None)
        links.add(tx, row, mail_links.digest(token), at=office.now())

    office.write(work)
    return conversation, token


def is_proven(office: Office) -> bool:
    return office.read(lambda tx: customers.by_email(tx, office.shop, "ana@example.com")) is not None


def clicks(office: Office, token: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{office.url}/c/api/open", json={"token": token}, headers={"Origin": office.url, **headers})


def test_a_scanner_that_follows_the_link_proves_nothing_and_gets_no_cookie(office: Office) -> None:
    conversation, token = linked(office)
    for method in ("GET", "HEAD", "OPTIONS"):
        for path in ("/c/", f"/c/{conversation}", f"/c/api/{conversation}/events", "/c/api/open", f"/c/{token}"):
            answer = httpx.request(method, office.url + path)
            assert answer.status_code < 500
            assert "set-cookie" not in answer.headers
    assert not is_proven(office)
    assert clicks(office, token).status_code == 200
    assert is_proven(office)


def test_the_page_behind_the_link_is_kept_by_nobody_and_says_nothing_on(office: Office) -> None:
    conversation, token = linked(office)
    cookie = clicks(office, token).headers["set-cookie"].partition(";")[0]
    for path in ("/c/", f"/c/{conversation}"):
        headers = httpx.get(office.url + path, headers={"Cookie": cookie}).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        policy = headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://127.0.0.1"])
def test_s25_a_page_of_another_site_neither_opens_a_link_nor_writes_behind_it(office: Office, origin: str) -> None:
    conversation, token = linked(office)
    assert clicks(office, token, Origin=origin).status_code == 403
    assert clicks(office, token, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not is_proven(office)
    cookie = clicks(office, token).headers["set-cookie"].partition(";")[0]
    for path in ("form-tokens", "messages"):
        address = f"{office.url}/c/api/{conversation}/{path}"
        answer = httpx.post(address, json={}, headers={"Cookie": cookie, "Origin": origin})
        assert answer.status_code == 403


def test_the_cookie_of_one_conversation_opens_no_other(office: Office) -> None:
    mine, token = linked(office)
    neighbours = [linked(office)[0], linked(office, shop=office.other_shop)[0]]
    name, _, value = clicks(office, token).headers["set-cookie"].partition(";")[0].partition("=")
    assert httpx.get(f"{office.url}/c/api/{mine}/events", headers={"Cookie": f"{name}={value}"}).status_code == 200
    for theirs in neighbours:
        renamed = name.replace(mine.removeprefix("cnv_"), theirs.removeprefix("cnv_"))
        headers = {"Cookie": f"{name}={value}; {renamed}={value}"}
        assert httpx.get(f"{office.url}/c/api/{theirs}/events", headers=headers).status_code == 401
        assert httpx.get(f"{office.url}/c/{theirs}", headers=headers).status_code == 303


def test_after_thirty_days_neither_the_link_nor_the_cookie_opens_anything(office: Office) -> None:
    conversation, token = linked(office)
    cookie = clicks(office, token).headers["set-cookie"].partition(";")[0]
    office.moves(timedelta(days=31))
    assert clicks(office, token).status_code == 404
    address = f"{office.url}/c/api/{conversation}/events"
    assert httpx.get(address, headers={"Cookie": cookie}).status_code == 401


@pytest.mark.parametrize("purpose", ["reset", "invitation"])
def test_s13_a_link_made_for_something_else_opens_no_conversation(office: Office, purpose: Any) -> None:
    _, token = linked(office, purpose)
    assert clicks(office, token).status_code == 404
    for invented in ("", " ", "%20", "\0", token[:-1], token + "A", token.partition(".")[0]):
        assert clicks(office, invented).status_code == 404


@pytest.mark.parametrize("query", ["after=-1", "after=1e9", "after=nan", "wait=inf", "wait=-1", "after=" + "9" * 30])
def test_a_place_in_the_log_that_is_no_number_is_refused(office: Office, query: str) -> None:
    conversation, token = linked(office)
    cookie = clicks(office, token).headers["set-cookie"].partition(";")[0]
    answer = httpx.get(f"{office.url}/c/api/{conversation}/events?{query}", headers={"Cookie": cookie})
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed"
