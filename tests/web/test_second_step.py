"""The second factor at the login: asked for, set up, recovered, and never skipped."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from mostrador.domain.shop import Profile
from mostrador.storage import members
from office import OFFER, PASSWORD, RECOVERY, SECRET, Browser, Office, code

ANA, BO = "ana@loza.example", "bo@loza.example"


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def test_the_second_factor_is_asked_for_after_the_right_password(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    bo.logs_in(BO)
    secret, codes = bo.sets_up_second_factor()
    assert len(codes) == 10
    elsewhere = office.browser()
    answer = elsewhere.posts("/console/login", email=BO, password=PASSWORD, next="/search")
    assert answer.headers["HX-Redirect"] == "/console/second-factor"
    assert not elsewhere.is_in(), "a right password is not a session"
    assert "mostrador_session" not in elsewhere.http.cookies
    assert elsewhere.posts("/console/second-factor", code="000000").status_code == 422
    office.moves(timedelta(seconds=30))
    answer = elsewhere.posts("/console/second-factor", code=code(office, secret))
    assert answer.headers["HX-Redirect"] == "/console/search"
    assert elsewhere.is_in()


def test_a_code_of_the_app_counts_once(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    bo.logs_in(BO)
    secret, _ = bo.sets_up_second_factor()
    office.moves(timedelta(seconds=30))
    seen = code(office, secret)
    first, second = office.browser(), office.browser()
    for browser in (first, second):
        browser.posts("/console/login", email=BO, password=PASSWORD, next="")
    assert first.posts("/console/second-factor", code=seen).status_code == 204
    answer = second.posts("/console/second-factor", code=seen)
    assert answer.status_code == 422
    assert "That code has been used." in answer.text


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 204), (1, 204), (2, 422)])
def test_clocks_may_differ_by_one_step(migrated_sqlite_url: str, tmp_path: Path, steps: int, status: int) -> None:
    with Office(migrated_sqlite_url, tmp_path) as office:
        office.hires(BO)
        bo = office.browser()
        bo.logs_in(BO)
        secret, _ = bo.sets_up_second_factor()
        office.moves(timedelta(minutes=3))
        elsewhere = office.browser()
        elsewhere.logs_in(BO)
        assert elsewhere.posts("/console/second-factor", code=code(office, secret, steps=steps)).status_code == status


def test_five_wrong_codes_close_the_second_factor_for_a_quarter_of_an_hour(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    bo.logs_in(BO)
    secret, codes = bo.sets_up_second_factor()
    thief = office.browser()
    thief.logs_in(BO)
    answers = [thief.posts("/console/second-factor", code="123456").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert thief.posts("/console/second-factor/recovery", code=codes[0]).status_code == 429, "recovery codes too"
    office.moves(timedelta(minutes=9))
    thief.logs_in(BO)
    assert thief.posts("/console/second-factor", code=code(office, secret)).status_code == 429
    office.moves(timedelta(minutes=7))
    assert thief.posts("/console/second-factor", code=code(office, secret)).status_code == 204


def test_a_recovery_code_lets_in_once(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    bo.logs_in(BO)
    _, codes = bo.sets_up_second_factor()
    first, second = office.browser(), office.browser()
    for browser in (first, second):
        browser.logs_in(BO)
    assert first.posts("/console/second-factor/recovery", code=codes[3].lower().replace("-", " ")).status_code == 204
    assert first.is_in()
    assert second.posts("/console/second-factor/recovery", code=codes[3]).status_code == 422
    assert second.posts("/console/second-factor/recovery", code=codes[4]).status_code == 204
    assert "You have 8 recovery codes left." in first.gets("/console/account").text


def test_the_right_password_of_ten_minutes_ago_is_asked_for_again(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    bo.logs_in(BO)
    secret, _ = bo.sets_up_second_factor()
    late = office.browser()
    late.logs_in(BO)
    office.moves(timedelta(minutes=11))
    answer = late.posts("/console/second-factor", code=code(office, secret))
    assert answer.headers["HX-Redirect"] == "/console/login?notice=session_over"
    assert not late.is_in()


def test_without_a_right_password_there_is_no_second_step(office: Office) -> None:
    stranger = office.browser()
    assert stranger.http.get("/console/second-factor").headers["Location"].startswith("/console/login")
    for path in ("/console/second-factor", "/console/second-factor/recovery"):
        answer = stranger.posts(path, code="123456")
        assert answer.headers["HX-Redirect"].startswith("/console/login")
    stranger.http.cookies.set("mostrador_halfway", "made.up!/inbox/mine", domain="127.0.0.1")
    assert (
        stranger.posts("/console/second-factor/new", offer="x", code="1")
        .headers["HX-Redirect"]
        .startswith("/console/login")
    )


def test_a_shop_that_asks_for_it_lets_nobody_in_without_a_second_factor(office: Office) -> None:
    strict = office.opens_shop("Banco", Profile(require_second_factor=True))
    office.hires(BO, shop=strict)
    bo = office.browser()
    assert bo.logs_in(BO).headers["HX-Redirect"] == "/console/second-factor"
    page = bo.gets("/console/second-factor").text
    offer, secret = OFFER.search(page), SECRET.search(page)
    assert offer
    assert secret
    assert "data:image/svg+xml" in page
    assert not bo.is_in()
    wrong = bo.posts("/console/second-factor/new", offer=offer[1], code="000000")
    assert wrong.status_code == 422
    assert secret[1] in wrong.text, "the same secret is shown again"
    done = bo.posts("/console/second-factor/new", offer=offer[1], code=code(office, secret[1]))
    assert len(RECOVERY.findall(done.text)) == 10
    assert bo.is_in()
    kept = office.read(lambda tx: members.agent_row(tx, members.of_shop(tx, strict)[0].id).totp_sealed)
    assert secret[1].encode() not in kept, "the secret is sealed"


def test_who_has_no_second_factor_cannot_ask_the_team_for_one(office: Office) -> None:
    ana = office.at_work(ANA, "administrator")
    answer = asks_for_it(ana)
    assert answer.status_code == 409
    assert "Set up your own second step before you require it of others." in answer.text
    assert 'href="/console/account"' in answer.text
    assert ana.is_in()
    ana.sets_up_second_factor()
    assert asks_for_it(ana).status_code == 200
    assert ana.is_in()


def test_a_team_that_begins_to_ask_for_it_leads_everybody_through_it_at_their_next_page(office: Office) -> None:
    ana, bo = office.at_work(ANA, "administrator"), office.at_work(BO)
    ana.sets_up_second_factor()
    assert asks_for_it(ana).status_code == 200
    sent_to = bo.http.get("/console/search?q=cup").headers["Location"]
    assert sent_to == "/console/login?notice=second_factor&next=/search%3Fq%3Dcup"
    assert "Your team now asks for a second step." in bo.gets(sent_to).text
    answer = bo.posts("/console/login", email=BO, password=PASSWORD, next="/search?q=cup")
    assert answer.headers["HX-Redirect"] == "/console/second-factor"
    page = bo.gets("/console/second-factor").text
    offer, secret = OFFER.search(page), SECRET.search(page)
    assert offer
    assert secret
    done = bo.posts("/console/second-factor/new", offer=offer[1], code=code(office, secret[1]))
    assert 'href="/console/search?q=cup"' in done.text
    assert bo.is_in()


def asks_for_it(owner: Browser) -> httpx.Response:
    page = owner.gets("/console/settings/team").text
    version = re.search(r"&#34;version&#34;: (\d+)", page) or re.search(r"version[^0-9]{1,12}(\d+)", page)
    assert version
    return owner.posts("/console/settings/team/second-factor", version=version[1], require="1")
