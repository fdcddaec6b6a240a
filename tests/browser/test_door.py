"""The console's door in a real browser, under its real policy: login, second factor, links from mails."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from office import PASSWORD, Office, code
from services.mail_server import MailServer, mail_server

BO, CARLA = "bo@loza.example", "carla@loza.example"
AT_LOGIN = re.compile(r"/console/login")
NEW_PASSWORD = "siete platos hondos verdes"


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path, post: MailServer) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path, smtp_port=post.port) as office:
        yield office


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "locale": "en-GB"}


def logs_in(page: Page, office: Office, email: str, password: str = PASSWORD) -> None:
    page.goto(f"{office.url}/console/login")
    page.get_by_label("Mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def link_in(post: MailServer) -> str:
    found = re.search(r"http://\S+#\S+", post.text())
    assert found
    return found[0]


def test_bo_mistypes_logs_in_and_leaves(page: Page, office: Office) -> None:
    office.hires(BO)
    logs_in(page, office, BO, "not this password")
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    expect(page.get_by_label("Mail address")).to_have_value(BO)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    page.wait_for_url("**/console/inbox/mine")
    page.locator("summary", has_text="Bo").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(AT_LOGIN)
    expect(page.get_by_text("You are logged out.")).to_be_visible()


def test_bo_sets_a_second_factor_up_and_uses_it(page: Page, office: Office) -> None:
    office.hires(BO)
    logs_in(page, office, BO)
    page.wait_for_url("**/console/inbox/mine")
    page.goto(f"{office.url}/console/account")
    page.get_by_role("button", name="Set it up").click()
    picture = page.get_by_alt_text("QR code for the app")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100
    secret = page.locator(".enrol code").inner_text()
    form = page.locator("form", has=page.get_by_label("Code"))
    form.get_by_label("Code").fill(code(office, secret))
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Turn on").click()
    expect(page.locator("ul.codes li")).to_have_count(10)
    office.moves(timedelta(seconds=30))
    page.goto("about:blank")
    page.context.clear_cookies()
    logs_in(page, office, BO)
    page.get_by_label("Code").fill(code(office, secret))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/console/inbox/mine")


def test_carla_follows_her_invitation_and_later_forgets_her_password(
    page: Page, office: Office, post: MailServer
) -> None:
    owner = office.at_work("ana@loza.example", "administrator")
    owner.posts("/console/settings/team/invite", version="1", email=CARLA, role="agent")
    office.settles()
    page.goto(link_in(post))
    page.get_by_label("Your name").fill("Carla Ruiz")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("All set. Log in with your password.")).to_be_visible()
    page.get_by_role("link", name="I forgot my password").click()
    page.get_by_label("Mail address").fill(CARLA)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    office.settles()
    page.goto(link_in(post))
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_text("Password changed.")).to_be_visible()
    logs_in(page, office, CARLA, NEW_PASSWORD)
    page.wait_for_url("**/console/inbox/mine")


def test_carla_has_an_account_already_and_joins_with_it(page: Page, office: Office, post: MailServer) -> None:
    office.hires(CARLA, shop=office.other_shop)
    owner = office.at_work("ana@loza.example", "administrator")
    owner.posts("/console/settings/team/invite", version="1", email=CARLA, role="agent")
    office.settles()
    page.goto(link_in(post))
    page.get_by_label("Your name").fill("Somebody Else")
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_contain_text("You have an account here already.")
    page.get_by_role("button", name="Join with my account").click()
    expect(page.get_by_text("All set. Log in with your password.")).to_be_visible()
    logs_in(page, office, CARLA, PASSWORD)
    page.wait_for_url("**/console/inbox/mine")


def test_a_session_that_ended_elsewhere_sends_the_page_to_the_login(page: Page, office: Office) -> None:
    office.hires(BO)
    logs_in(page, office, BO)
    page.wait_for_url("**/console/inbox/mine")
    elsewhere = office.browser()
    elsewhere.logs_in(BO)
    elsewhere.posts("/console/account/sessions/end")
    page.wait_for_url(AT_LOGIN, timeout=20_000)
