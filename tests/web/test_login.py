"""Getting into the console, and what keeps others out."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import func, select

from mostrador.storage import audit, members
from mostrador.storage.schema import audit as audit_log
from mostrador.storage.schema import session
from office import PASSWORD, Office

BO = "bo@loza.example"


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_url, tmp_path) as office:
        yield office


def test_bo_logs_in_and_out(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    assert bo.logs_in(BO).headers["HX-Redirect"] == "/console/inbox/mine"
    assert bo.is_in()
    bo.posts("/console/logout")
    assert not bo.is_in()


def test_whoever_is_not_logged_in_is_sent_to_the_login_and_back_to_where_they_wanted(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    sent = bo.http.get("/console/inbox/open?department=dep_x")
    assert sent.status_code == 303
    assert sent.headers["Location"] == "/console/login?next=/inbox/open%3Fdepartment%3Ddep_x"
    page = bo.gets(sent.headers["Location"]).text
    assert 'value="/inbox/open?department=dep_x"' in page
    answer = bo.posts("/console/login", email=BO, password=PASSWORD, next="/inbox/open?department=dep_x")
    assert answer.headers["HX-Redirect"] == "/console/inbox/open?department=dep_x"


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/../healthz", "/\\evil.example", "/%2e%2e/", "inbox", "/a\n"]
)
def test_after_the_login_nobody_is_sent_out_of_the_console(
    migrated_sqlite_url: str, tmp_path: Path, wanted: str
) -> None:
    with Office(migrated_sqlite_url, tmp_path) as office:
        office.hires(BO)
        answer = office.browser().posts("/console/login", email=BO, password=PASSWORD, next=wanted)
        assert answer.headers["HX-Redirect"] == "/console/inbox/mine"


def test_a_swap_without_a_session_is_told_to_go_to_the_login(office: Office) -> None:
    answer = office.browser().http.get(
        "/console/inbox/mine", headers={"HX-Request": "true", "HX-Current-URL": f"{office.url}/console/search?q=ana"}
    )
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/console/login?next=/search")


def test_a_plain_form_logs_in_without_any_script(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    form = {"email": BO, "password": PASSWORD, "next": ""}
    answer = bo.http.post("/console/login", data=form, headers={"Origin": office.url})
    assert answer.status_code == 303
    assert bo.is_in()


def test_wrong_passwords_and_unknown_accounts_hear_the_same_after_the_same_work(office: Office) -> None:
    office.hires(BO)
    answers, times = [], []
    for email in (BO, "nobody@loza.example", "no address at all", ""):
        began = perf_counter()
        answer = office.browser().posts("/console/login", email=email, password="a wrong one, all the same", next="")
        times.append(perf_counter() - began)
        text = re.sub(r'nonce="[^"]+"|value="[^"]*"|/static/\w+/|autofocus(="[^"]*")?', "", answer.text)
        answers.append((answer.status_code, text.replace(" ", "").replace("nonce-", "")))
    assert {status for status, _ in answers} == {422}
    assert len({text for _, text in answers[:3]}) == 1
    assert min(times) > max(times) / 20, "One hash of work, whoever it is; the rest is noise."


def test_a_former_agent_without_a_shop_is_nobody(office: Office) -> None:
    agent = office.hires(BO)
    member = office.read(lambda tx: members.find(tx, office.shop, agent))
    office.write(lambda tx: members.remove_member(tx, member, at=office.now()))
    assert office.browser().logs_in(BO).status_code == 422


def test_each_login_makes_a_new_session_and_ends_the_one_before(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    bo.http.cookies.set("mostrador_session", "fixed-by-somebody-else", domain="127.0.0.1")
    bo.logs_in(BO)
    first = bo.http.cookies["mostrador_session"]
    assert first != "fixed-by-somebody-else"
    bo.logs_in(BO)
    assert bo.http.cookies["mostrador_session"] != first
    before = office.browser()
    before.http.cookies.set("mostrador_session", first, domain="127.0.0.1")
    assert not before.is_in()


def test_the_session_is_kept_as_a_hash_alone(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    bo.logs_in(BO)
    kept = office.read(lambda tx: tx.execute(select(session.c.digest)).scalar_one())
    assert bo.http.cookies["mostrador_session"].encode() not in kept
    assert len(bo.http.cookies["mostrador_session"]) >= 43


def test_the_cookie_is_for_this_host_and_for_no_script(office: Office) -> None:
    office.hires(BO)
    set_cookie = office.browser().posts("/console/login", email=BO, password=PASSWORD, next="").headers["Set-Cookie"]
    assert "mostrador_session=" in set_cookie
    assert set_cookie.count("HttpOnly") == set_cookie.count("Path=/") == set_cookie.count("SameSite=")
    assert "Domain" not in set_cookie


def test_a_session_ends_after_twelve_idle_hours(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    bo.logs_in(BO)
    office.moves(timedelta(hours=11))
    assert bo.is_in()
    office.moves(timedelta(hours=11))
    assert bo.is_in()
    office.moves(timedelta(hours=12, minutes=1))
    assert not bo.is_in()


def test_a_session_ends_after_fourteen_days_however_it_is_used(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    bo.logs_in(BO)
    for _ in range(28):
        assert bo.is_in()
        office.moves(timedelta(hours=11, minutes=59))
    office.moves(timedelta(hours=1))
    assert not bo.is_in()


def test_a_console_that_only_waits_for_news_logs_out(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    bo.logs_in(BO)
    for _ in range(3):
        office.moves(timedelta(hours=5))
        answer = bo.http.get("/console/news")
    assert answer.status_code in {303, 401}


def test_guessing_gets_ever_slower_and_the_owner_gets_in_all_the_same(office: Office) -> None:
    office.hires(BO)
    bo = office.browser()
    bo.logs_in(BO)
    thief = office.browser()
    refused = [thief.posts("/console/login", email=BO, password=f"guess number {n}", next="") for n in range(7)]
    assert [answer.status_code for answer in refused] == [422] * 5 + [429, 429]
    assert thief.logs_in(BO).status_code == 429, "even the right one, from where the guesses came"
    bo.http.cookies.delete("mostrador_session")
    bo.logs_in(BO)
    assert bo.is_in(), "but a browser that Bo logged in with before has an allowance of its own"
    office.moves(timedelta(seconds=3))
    assert thief.posts("/console/login", email=BO, password="guess again, after a wait", next="").status_code == 422
    office.moves(timedelta(seconds=3))
    assert thief.posts("/console/login", email=BO, password="and the wait has doubled", next="").status_code == 429


def test_guessing_at_nobodys_account_is_slowed_down_alike(office: Office) -> None:
    thief = office.browser()
    answers = [thief.posts("/console/login", email="no@body.example", password=f"guess {n}", next="") for n in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]


def test_a_shower_of_guesses_at_once_is_counted_one_by_one(office: Office) -> None:
    from concurrent.futures import ThreadPoolExecutor

    office.hires(BO)
    thieves = [office.browser() for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        statuses = list(
            pool.map(
                lambda thief: thief.posts("/console/login", email=BO, password="all at once now", next="").status_code,
                thieves,
            )
        )
    assert statuses.count(422) == 5


def test_the_login_is_written_into_the_audit_log_with_a_shortened_address(office: Office) -> None:
    agent = office.hires(BO)
    office.browser().logs_in(BO)
    rows = office.read(lambda tx: tx.execute(select(audit_log)).all())
    assert [(row.actor, row.action, row.shop_id, row.address) for row in rows] == [
        (agent, "agent.logged_in", office.shop, "127.0.0.0")
    ]
    assert office.read(lambda tx: audit.first_broken(tx, office.desk.keyring.audit)) is None


@pytest.mark.parametrize("sent", [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}])
def test_another_sites_page_cannot_log_anybody_in(
    migrated_sqlite_url: str, tmp_path: Path, sent: dict[str, str]
) -> None:
    with Office(migrated_sqlite_url, tmp_path) as office:
        office.hires(BO)
        form = {"email": BO, "password": PASSWORD, "next": ""}
        assert office.browser().http.post("/console/login", data=form, headers=sent).status_code == 403
        assert office.read(lambda tx: tx.execute(select(func.count()).select_from(session)).scalar_one()) == 0


def test_a_change_needs_the_origin_the_same_site_and_the_token_of_its_own_session(office: Office) -> None:
    bo, eve = office.at_work(BO), office.at_work("eve@loza.example")
    fields = {"name": "Bo Lind", "language": "es"}
    assert bo.posts("/console/account", csrf=False, **fields).status_code == 403
    assert bo.posts("/console/account", headers={"X-CSRF-Token": ""}, **fields).status_code == 403
    assert bo.posts("/console/account", headers={"X-CSRF-Token": eve.csrf}, **fields).status_code == 403
    assert bo.posts("/console/account", headers={"Origin": "https://evil.example"}, **fields).status_code == 403
    assert bo.posts("/console/account", headers={"Sec-Fetch-Site": "same-site"}, **fields).status_code == 403
    no_origin = {"X-CSRF-Token": bo.csrf, "Sec-Fetch-Site": "same-origin"}
    assert bo.http.post("/console/account", data=fields, headers=no_origin).status_code == 403
    assert bo.posts("/console/account", **fields).status_code == 200
    in_the_form = {"Origin": office.url, "Sec-Fetch-Site": "same-origin"}
    assert bo.http.post("/console/account", data={**fields, "csrf": bo.csrf}, headers=in_the_form).status_code == 200
