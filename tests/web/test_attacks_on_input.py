"""Strangers send what no page of ours would: each gets a reason, and never an error of ours."""

import base64
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mostrador.actions import visitors
from office import Browser, Office
from office_conversations import opened

OPERATORS = ('"', "'", "*", "a* OR b", "NEAR(a b)", "body:a", "^a", "-a", "\\", "(", "½", "a'b\\", "&|!:*")
ENCODINGS = ("unicode_escape", "raw_unicode_escape", "utf-7", "undefined", "punycode", "hex")


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def is_a_reason(answer: httpx.Response) -> bool:
    return 400 <= answer.status_code < 500


def test_a_stranger_who_asks_for_a_character_that_is_none_is_told_so(office: Office) -> None:
    for path in ("/widget/frame/%00", "/widget.js?shop=%00", "/widget.js?shop=shop_%00", "/c/cnv_%00"):
        assert is_a_reason(office.browser().gets(path)), path


def test_a_stranger_whose_page_has_no_real_address_is_sent_to_the_login(office: Office) -> None:
    for page in ("http://[", "http://a:b:c]/console"):
        answer = office.browser().gets("/console/inbox/mine", headers={"HX-Request": "true", "HX-Current-URL": page})
        assert answer.status_code == 401
        assert answer.headers["HX-Redirect"] == "/console/login"


def test_a_stranger_who_types_what_no_keyboard_has_is_told_so(office: Office) -> None:
    for path, field in (("login", "email"), ("reset", "email"), ("invitation", "token")):
        for typed in ("\0", "a\0b", "a\0"):
            assert is_a_reason(office.browser().posts(f"/console/{path}", **{field: typed})), path


def test_a_stranger_who_sends_a_form_in_an_encoding_of_their_own_is_told_so(office: Office) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n\\ud800+2AA-\r\n'
    fields = part.format("email") + part.format("password") + "--x--\r\n"
    for encoding in ENCODINGS:
        headers = {"Content-Type": f"multipart/form-data; boundary=x; charset={encoding}", "Origin": office.url}
        for path in ("/console/login", "/console/reset", "/console/invitation"):
            assert is_a_reason(office.browser().http.post(path, content=fields, headers=headers)), encoding


def test_a_proof_that_is_a_well_without_bottom_is_no_proof(office: Office) -> None:
    http = office.browser().http
    token = http.post("/widget/api/visitors", json={"boot": visitors.boot(office.desk, office.shop)}).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    form_token = http.post("/widget/api/form-tokens", json={"previous": None}, headers=headers).json()["token"]
    form = {
        "key": "a-key-of-mine",
        "token": form_token,
        "name": "Ana",
        "email": "ana@example.com",
        "topic": "",
        "message": "Hola",
        "consent": True,
    }
    for nested in ("[" * 2900, '{"challenge":' * 220, '{"challenge":{"parameters":{"data":' + "[" * 2900):
        proof = base64.b64encode(nested.encode()).decode()
        answer = http.post("/widget/api/forms", json={**form, "proof": proof}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "proof_invalid")


@pytest.fixture
def bo(office: Office) -> Browser:
    return office.at_work("bo@loza.example", "administrator")


def test_an_agent_who_searches_for_a_character_that_is_none_is_told_so(office: Office, bo: Browser) -> None:
    for address in (
        "search?q=a%00b",
        "search?q=%00",
        "conversations/%00",
        "inbox/dep_%00",
        "inbox/open?department=%00",
    ):
        assert is_a_reason(bo.gets(f"/console/{address}")), address


def test_s16_nothing_that_an_agent_searches_for_is_an_operator(office: Office, bo: Browser) -> None:
    opened(office, bo.agent)
    for typed in OPERATORS:
        assert bo.gets("/console/search", params={"q": typed}).status_code == 200, typed


def test_an_agent_who_comes_from_a_page_without_a_real_address_opens_the_conversation(
    office: Office, bo: Browser
) -> None:
    conversation = opened(office, bo.agent)[0]
    for page in ("http://[", f"{office.url}/console/inbox/open?from=dep_%00"):
        assert bo.gets(f"/console/conversations/{conversation}", headers={"HX-Current-URL": page}).status_code == 200


def test_a_number_that_no_database_holds_is_refused(office: Office, bo: Browser) -> None:
    conversation = opened(office, bo.agent)[0]
    at, huge = f"/console/conversations/{conversation}", "9" * 25
    assert bo.posts(f"{at}/read", seq=huge).status_code < 500
    assert bo.posts(f"{at}/read", seq="-1").status_code < 500
    assert is_a_reason(bo.posts(f"{at}/say", mode="answer", key="a-key-of-mine", text="Hola", seen=huge, then=""))
    assert is_a_reason(bo.posts("/console/settings/departments", version=huge, name="Almacén"))
    for query in (f"after={huge}.cnv_a", f"rows={huge}", f"{conversation}={huge}"):
        assert bo.gets(f"{at}/earlier?{query}").status_code < 500
        assert bo.gets(f"/console/inbox/open?{query}").status_code < 500


def test_a_time_beyond_all_calendars_is_no_time_to_snooze_to(office: Office, bo: Browser) -> None:
    conversation = opened(office, bo.agent)[0]
    for until in ("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59", "9" * 30):
        answer = bo.posts(f"/console/conversations/{conversation}/status", to="snoozed", until=until)
        assert answer.status_code == 422, until
        assert bo.gets(f"/console/conversations/{conversation}").status_code == 200
