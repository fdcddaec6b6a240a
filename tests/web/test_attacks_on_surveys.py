"""What scanners and strangers try with a survey's links, called directly, past every page."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from mostrador.domain import mail_links
from mostrador.storage.schema import opt_out, survey_invitation
from office import Office
from services.mail_server import MailServer, mail_server
from surveyors import SCORE, asks, delivers, link, rows, stored, unsubscribe

ROUTES = ("open", "answers", "gift")
NEVER = [
    "",
    " ",
    "%20",
    "null",
    "lnk_aaaaaaaaaaaaaaaa",
    "lnk_aaaaaaaaaaaaaaaa.",
    "lnk_aaaaaaaaaaaaaaaa." + "A" * 43,
    jwt.encode({"sub": "inv_a"}, key="", algorithm="none"),
    "x" * 5000,
]


@pytest.fixture(scope="module")
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path, post: MailServer) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path, smtp_port=post.port) as office:
        yield office


@pytest.fixture
def token(office: Office, post: MailServer) -> str:
    """The one in Ana's mail."""
    office.run(asks(office.desk, office.shop, SCORE))
    office.run(delivers(office.desk, office.shop))
    office.settles()
    return link(post)


def sends(office: Office, route: str, token: Any, **headers: str) -> httpx.Response:
    body = {
        "open": {"token": token},
        "answers": {"token": token, "key": "visit-0001", "answers": {"qst_score": 3}, "finished": True},
        "gift": {"token": token, "key": "visit-0001", "consent": True},
    }
    headers = {"Origin": office.url, **headers}
    return httpx.post(f"{office.url}/s/api/{route}", json=body[route], headers=headers, timeout=60)


def counts(office: Office) -> list[Any]:
    office.moves(timedelta(seconds=16))
    office.settles()
    return office.run(stored(office.desk))


@pytest.mark.parametrize("route", ROUTES)
def test_s13_a_token_that_never_was_opens_nothing(office: Office, token: str, route: str) -> None:
    answers = [sends(office, route, never) for never in NEVER]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.json()["code"] for answer in answers} == {"link_over"}
    assert counts(office) == []


@pytest.mark.parametrize("route", ROUTES)
def test_s15_without_a_token_every_route_refuses(office: Office, token: str, route: str) -> None:
    headers = {"Origin": office.url, "Content-Type": "application/json"}
    for body in ("{}", '{"token": null}', '{"token": []}', '{"token": {"$ne": ""}}', "[]", "null"):
        answer = httpx.post(f"{office.url}/s/api/{route}", content=body, headers=headers, timeout=60)
        assert answer.status_code == 422, answer.text
    assert sends(office, route, None).status_code == 422
    assert counts(office) == []


def test_s14_a_link_made_for_something_else_is_nothing_here_and_this_one_nothing_elsewhere(
    office: Office, token: str, post: MailServer
) -> None:
    id = token.partition(".")[0]
    for purpose in ("conversation", "reset", "invitation", "unsubscribe"):
        other = mail_links.make(office.desk.keyring.links, purpose, id, 1)
        assert sends(office, "open", other).status_code == 404
    assert sends(office, "open", unsubscribe(post)).status_code == 404
    assert httpx.post(f"{office.url}/u/{token}").status_code == 404
    opened = httpx.post(f"{office.url}/c/api/open", json={"token": token}, headers={"Origin": office.url})
    assert opened.status_code == 404
    assert office.run(rows(office.desk, opt_out)) == []


def test_s14_a_link_of_one_survey_takes_no_answers_to_another(office: Office, token: str) -> None:
    body = {"token": token, "key": "visit-0001", "answers": {"qst_other": 3}, "finished": True}
    answer = httpx.post(f"{office.url}/s/api/answers", json=body, headers={"Origin": office.url}, timeout=60)
    assert answer.status_code == 422
    assert answer.json()["fields"]["qst_other"]["code"] == "not_asked"
    assert counts(office) == []


def test_s13_unknown_used_and_expired_links_look_alike(office: Office, token: str) -> None:
    assert sends(office, "answers", token).status_code == 204
    assert len(counts(office)) == 1
    used, never = sends(office, "open", token), sends(office, "open", NEVER[6])
    office.moves(timedelta(days=31))
    over = sends(office, "open", token)
    assert used.json() == never.json() == over.json()
    assert used.status_code == never.status_code == over.status_code == 404


def test_s13_a_link_that_nobody_used_is_over_after_thirty_days(office: Office, token: str) -> None:
    office.moves(timedelta(days=30, minutes=1))
    assert {sends(office, route, token).status_code for route in ROUTES} == {404}
    assert counts(office) == []


def test_s15_a_link_is_good_for_one_answer_whoever_calls_past_the_page(office: Office, token: str) -> None:
    assert sends(office, "answers", token).status_code == 204
    assert len(counts(office)) == 1
    body = {"token": token, "key": "visit-0002", "answers": {"qst_score": 10}, "finished": True}
    again = httpx.post(f"{office.url}/s/api/answers", json=body, headers={"Origin": office.url}, timeout=60)
    assert again.status_code == 404
    assert counts(office) == [("qst_score", 3, None)]


def test_a_scanner_that_follows_every_link_of_the_mail_records_nothing(
    office: Office, token: str, post: MailServer
) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        for path in ("/s/", "/s/api/open", "/s/api/answers", "/s/api/gift", f"/u/{unsubscribe(post)}"):
            answer = httpx.request(method, office.url + path)
            assert answer.status_code < 500
            assert "set-cookie" not in answer.headers
    [invitation] = office.run(rows(office.desk, survey_invitation))
    assert (invitation.opened_at, invitation.started_at, invitation.draft) == (None, None, None)
    assert office.run(rows(office.desk, opt_out)) == []


def test_s25_a_page_of_another_site_answers_nothing(office: Office, token: str) -> None:
    for origin in ("https://evil.example", "null"):
        for route in ROUTES:
            assert sends(office, route, token, Origin=origin).status_code == 403
    assert sends(office, "answers", token, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert counts(office) == []


def test_a_mail_programs_one_click_ends_the_questions_at_once(office: Office, token: str, post: MailServer) -> None:
    mail = post.taken[-1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>")
    button = httpx.get(address)
    assert button.status_code == 200
    assert httpx.get(f"{office.url}/u/never").text.replace("never", "") == button.text.replace(address, "")
    answer = httpx.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    [out] = office.run(rows(office.desk, opt_out))
    assert out.address == "ana@example.com"
    for never in NEVER[3:]:
        assert httpx.post(f"{office.url}/u/{never}").status_code == 404


def test_neither_page_is_kept_says_where_one_came_from_or_is_in_an_index(
    office: Office, token: str, post: MailServer
) -> None:
    for path in ("/s/", f"/u/{unsubscribe(post)}"):
        headers = httpx.get(office.url + path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_no_table_holds_a_surveys_link(office: Office, token: str) -> None:
    file = Path(office.settings.database.removeprefix("sqlite:///"))
    kept = b"".join(each.read_bytes() for each in file.parent.glob(file.name + "*"))
    assert token.encode() not in kept
    assert token.partition(".")[2].encode() not in kept
