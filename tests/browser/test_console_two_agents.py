"""Two agents at one counter, each in a browser of their own, against the real server."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from agents_counter import AgentsCounter
from playwright.sync_api import BrowserContext, Page, expect

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def at(tmp_path: Path, migrated_sqlite_url: str) -> Iterator[AgentsCounter]:
    with AgentsCounter(tmp_path, migrated_sqlite_url).open() as at:
        yield at


def comes(at: AgentsCounter, new_context: NewContext, name: str) -> Page:
    context = new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.add_cookies([at.cookie(name)])
    return context.new_page()


def test_an_answer_is_taken_back_and_its_text_is_there_again(at: AgentsCounter, new_context: NewContext) -> None:
    conversation = at.writes("Ana", "Where is my parcel?")
    bo = comes(at, new_context, "Bo")
    bo.goto(at.address(conversation))
    bo.get_by_label("Text", exact=True).fill("It left today.")
    bo.get_by_role("button", name="Send", exact=True).click()
    expect(bo.locator("[data-countdown]")).to_be_visible()
    expect(bo.get_by_label("Text", exact=True)).to_have_value("")
    bo.get_by_role("button", name="Undo").click()
    expect(bo.locator("[data-countdown]")).to_have_count(0)
    expect(bo.get_by_label("Text", exact=True)).to_have_value("It left today.")
    bo.get_by_role("button", name="Send", exact=True).click()
    expect(bo.locator("[data-countdown]")).to_be_visible()
    at.moves(timedelta(minutes=1))
    expect(bo.locator(".bubble.mine:not(.held)", has_text="It left today.")).to_be_visible()
    expect(bo.locator("[data-countdown]")).to_have_count(0)
    assert at.said(conversation) == ["Where is my parcel?", "It left today."]


def test_the_second_of_two_answers_is_asked_about_and_can_be_sent_anyway(
    at: AgentsCounter, new_context: NewContext
) -> None:
    conversation = at.writes("Ana", "Where is my parcel?")
    bo, cid = comes(at, new_context, "Bo"), comes(at, new_context, "Cid")
    cid.goto(at.address(conversation))
    cid.get_by_label("Text", exact=True).fill("I will look into it.")
    bo.goto(at.address(conversation))
    expect(bo.get_by_text("Cid is")).to_be_visible()
    expect(cid.get_by_text("Bo is here too")).to_be_visible()
    bo.get_by_label("Text", exact=True).fill("It left today.")
    bo.get_by_role("button", name="Send", exact=True).click()
    expect(bo.locator("[data-countdown]")).to_be_visible()
    cid.get_by_role("button", name="Send", exact=True).click()
    expect(cid.get_by_role("alert")).to_contain_text("Bo has just answered")
    expect(cid.get_by_label("Text", exact=True)).to_have_value("I will look into it.")
    cid.get_by_role("button", name="Send anyway").click()
    expect(cid.locator("[data-countdown]")).to_be_visible()
    at.moves(timedelta(minutes=1))
    for text in ("I will look into it.", "It left today."):
        expect(cid.locator(".bubble.mine:not(.held)", has_text=text)).to_be_visible()
    assert sorted(at.said(conversation)[1:]) == ["I will look into it.", "It left today."]


def test_what_comes_in_and_what_another_does_is_seen_without_a_reload(
    at: AgentsCounter, new_context: NewContext
) -> None:
    first = at.writes("Ana", "Where is my parcel?")
    bo, cid = comes(at, new_context, "Bo"), comes(at, new_context, "Cid")
    bo.goto(at.console + "/inbox/open")
    expect(bo.locator(".row")).to_have_count(1)
    second = at.writes("Eve", "My cup is broken.")
    expect(bo.locator(f"#row-{second}")).to_be_visible()
    bo.locator(f"#row-{first} a").click()
    expect(bo.locator("#log")).to_contain_text("Where is my parcel?")
    expect(bo.locator(f"#row-{first}")).not_to_have_class(re.compile(r"\bnew\b"))
    cid.goto(at.address(first))
    cid.get_by_role("button", name="Resolve", exact=True).click()
    expect(bo.locator("#log")).to_contain_text("Cid resolved it")
    expect(bo.get_by_role("button", name="Reopen").first).to_be_visible()
    bo.reload()
    expect(bo.locator(f"#row-{second}")).to_have_class(re.compile(r"\bnew\b"))
