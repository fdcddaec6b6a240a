"""The services that the other tests stand on."""

import asyncio
import sqlite3

import psycopg
import pytest
from playwright.sync_api import BrowserContext, Page
from redis import Redis

from mostrador.storage import migrate
from services import axe
from services.chromium import PageErrors
from services.postgresql import PostgreSQL


def test_an_empty_database_is_there_on_both_kinds(database_url):
    if database_url.startswith("sqlite"):
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
            tables = connection.execute("select name from sqlite_master").fetchall()
    else:
        with psycopg.connect(database_url) as connection:
            tables = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    assert tables == []


def test_nobody_finds_what_somebody_else_left_in_a_database(postgres: PostgreSQL):
    with postgres.database() as ours, psycopg.connect(ours) as connection:
        connection.execute("create table note (text text)")
    with postgres.database() as theirs, psycopg.connect(theirs) as connection:
        assert connection.execute("select to_regclass('note')").fetchone() == (None,)


def test_a_database_can_begin_as_a_copy(postgres: PostgreSQL):
    with postgres.database() as first:
        with psycopg.connect(first) as connection:
            connection.execute("create table note (text text)")
        with postgres.database(template=first.rsplit("/", 1)[1]) as copy, psycopg.connect(copy) as connection:
            assert connection.execute("select to_regclass('note')::text").fetchone() == ("note",)


def test_a_database_in_todays_shape_is_there_on_both_kinds(migrated_url):
    engine = migrate.engine_for(migrated_url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        assert migrate.is_current(engine)
    finally:
        engine.dispose()


@pytest.mark.parametrize("turn", [1, 2])
def test_redis_is_empty_each_time(redis_url: str, turn: int):
    with Redis.from_url(redis_url) as client:
        assert client.get("turn") is None
        client.set("turn", turn)


def test_a_browser_shows_a_page(page: Page):
    page.set_content("<h1>Hello, Ana</h1>")
    assert page.get_by_role("heading").inner_text() == "Hello, Ana"


def test_an_error_in_a_page_is_noticed(page: Page, page_errors: PageErrors):
    page_errors.expect("the till is stuck")
    page_errors.expect("the drawer is empty")
    page.set_content("<script>setTimeout(() => { throw new Error('the till is stuck') })</script>")
    page.evaluate("console.error('the drawer is empty')")
    page.wait_for_function("true")
    assert page_errors.complaints() == []


def test_an_error_nobody_expected_is_a_complaint(new_context, page_errors: PageErrors):
    context: BrowserContext = new_context()
    context.new_page().evaluate("console.error('the drawer is empty')")
    context.close()
    assert [complaint.split(": ", 1)[1] for complaint in page_errors.complaints()] == ["the drawer is empty"]
    page_errors.expect("the drawer is empty")


def test_the_browsers_own_report_of_a_failed_request_is_no_error_of_ours(page: Page, page_errors: PageErrors):
    page.route("**/*", lambda route: route.fulfill(status=429 if "form" in route.request.url else 200, body="ok"))
    page.goto("http://localhost:1/")
    assert page.evaluate("fetch('/form').then(answer => answer.status)") == 429
    assert page_errors.complaints() == []


def test_the_browser_finds_nobody_outside_this_machine(page: Page):
    assert page.evaluate("fetch('https://shop.example/', {mode: 'no-cors'}).catch(() => 'nobody')") == "nobody"


STRICT = "default-src 'none'; frame-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"


def test_axe_looks_into_a_page_and_its_frames_under_a_strict_policy(page: Page):
    pages = {
        "http://localhost:1/": '<html lang="en"><title>Shop</title><main><h1>Shop<iframe title="Help" src="/help">',
        "http://localhost:1/help": '<html lang="en"><title>Help</title><main><h1>Help</h1><input>',
    }
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body=pages[route.request.url], content_type="text/html", headers={"Content-Security-Policy": STRICT}
        ),
    )
    page.goto("http://localhost:1/")
    found = axe.complaints(page)
    assert [sentence.split(", ")[0] for sentence in found] == ["http://localhost:1/help: label"]


def test_our_own_event_loop_still_starts_beside_the_browsers():
    assert asyncio.run(asyncio.sleep(0, "started")) == "started"
