"""Marta makes a survey in the console, in a real browser under the console's own policy."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from office import PASSWORD, Office
from services import axe

MARTA = "marta@loza.example"


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        yield office


@pytest.fixture
def marta(page: Page, office: Office) -> Page:
    office.hires(MARTA, "supervisor")
    page.goto(f"{office.url}/console/login")
    page.get_by_label("Mail address").fill(MARTA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/console/inbox/mine")
    page.goto(f"{office.url}/console/settings/surveys")
    return page


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "locale": "en-GB"}


def adds(page: Page, kind: str, text: str) -> None:
    """The next question, in the shop's first language."""
    new = page.locator("details[id^=new-]")
    if not new.get_attribute("open") and new.get_attribute("open") != "":
        new.locator("summary").click()
    new.get_by_label("Kind of answer").select_option(kind)
    new.get_by_label("Question (Spanish)").fill(text)
    new.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".survey .card.fold summary", has_text=text)).to_be_visible()


def shown(page: Page) -> FrameLocator:
    return page.frame_locator("iframe.survey-preview")


def test_marta_makes_a_survey_clicks_through_it_and_starts_it(marta: Page, office: Office) -> None:
    page = marta
    page.get_by_label("Name", exact=True).fill("After delivery")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".survey")).to_be_visible()
    adds(page, "nps", "¿Nos recomendarías?")
    adds(page, "text", "¿Por qué?")
    expect(shown(page).get_by_role("group", name="¿Nos recomendarías?")).to_be_visible()
    shown(page).get_by_role("radio", name="9", exact=True).check()
    shown(page).get_by_role("button", name="Confirmar").click()
    shown(page).get_by_label("¿Por qué?").fill("Porque sí.")
    shown(page).get_by_role("button", name="Enviar").click()
    expect(shown(page).get_by_role("heading", name="Gracias")).to_be_visible()
    assert axe.complaints(page, alone=True) == []
    page.get_by_label("State").select_option("live")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator(".survey > summary .tag")).to_have_text("Live")


def test_a_survey_that_asks_nothing_says_so_where_marta_wanted_to_start_it(marta: Page) -> None:
    page = marta
    page.get_by_label("Name", exact=True).fill("After delivery")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(shown(page).get_by_text(re.compile("asks nothing"))).to_be_visible()
    page.get_by_label("State").select_option("live")
    page.locator(".survey > .part > footer").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Add a question first.")).to_be_visible()
    assert axe.complaints(page, alone=True) == []
