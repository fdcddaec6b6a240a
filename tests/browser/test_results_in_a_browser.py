"""A supervisor with the results of a survey: by keyboard, under the real policy, and with the table taken along."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from office import Office
from respondents import answers, asks, crowd
from services import axe


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        people = crowd(120, until=office.now(), days=60)
        office.write(lambda tx: asks(tx, office.shop, at=office.now()))
        office.write(lambda tx: answers(tx, office.shop, "svy_after", people))
        yield office


@pytest.fixture
def eva(office: Office, new_context: Callable[..., BrowserContext]) -> Page:
    browser = office.at_work("eva@loza.example", "administrator")
    context = new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", reduced_motion="reduce")
    context.add_cookies(
        [{"name": cookie.name, "value": cookie.value or "", "url": office.url} for cookie in browser.http.cookies.jar]
    )
    page = context.new_page()
    page.on("console", lambda message: pytest.fail(f"The browser says: {message.text}"))
    return page


def test_eva_goes_from_the_list_to_a_figure_and_reads_its_plot_as_a_table(office: Office, eva: Page):
    eva.goto(f"{office.url}/console/inbox/mine")
    eva.get_by_role("link", name="Surveys").click()
    eva.get_by_role("link", name="Tras la entrega").click()
    expect(eva.get_by_role("heading", name="Would you recommend us?")).to_be_visible()
    plot = eva.get_by_role("img", name="How many gave each answer to “Would you recommend us?”")
    expect(plot).to_be_visible()
    assert plot.evaluate("element => getComputedStyle(element.querySelector('.rect.promoters')).fill") != "rgb(0, 0, 0)"
    table = eva.locator("section", has=plot).locator("table")
    expect(table).to_be_hidden()
    eva.locator("section", has=plot).get_by_text("Show as a table").focus()
    eva.keyboard.press("Enter")
    expect(table.get_by_role("row")).to_have_count(12)
    assert axe.complaints(eva) == []


def test_eva_asks_for_another_period_and_for_one_product_by_keyboard(office: Office, eva: Page):
    eva.goto(f"{office.url}/console/surveys/svy_after/results")
    eva.get_by_role("link", name="30 days").focus()
    eva.keyboard.press("Enter")
    expect(eva.get_by_role("link", name="30 days")).to_have_attribute("aria-current", "true")
    expect(eva.get_by_label("Step by step by")).to_have_value("day")
    eva.get_by_label("Compare by").select_option("carrier")
    eva.keyboard.press("Tab")
    eva.get_by_role("button", name="Show").press("Enter")
    section = eva.locator("section", has=eva.get_by_role("heading", name="By carrier"))
    section.get_by_text("Show as a table").press("Enter")
    section.get_by_role("link", name="SEUR").press("Enter")
    expect(eva.get_by_text("Only carrier: SEUR")).to_be_visible()
    eva.get_by_role("link", name="Show everything").press("Enter")
    expect(eva.get_by_text("Only carrier: SEUR")).to_be_hidden()


def test_eva_finds_what_people_wrote_and_takes_the_answers_along(office: Office, eva: Page):
    eva.goto(f"{office.url}/console/surveys/svy_after/results")
    eva.get_by_role("link", name="Read and search all").click()
    eva.get_by_label("Words in it").fill("ENVIO")
    eva.keyboard.press("Enter")
    expect(eva.locator(".comment")).not_to_have_count(0)
    assert set(eva.locator(".comment .words").all_inner_texts()) == {"El envío tardó demasiado."}
    eva.get_by_role("link", name="Tras la entrega").click()
    with eva.expect_download() as download:
        eva.get_by_role("button", name="Download CSV").click()
    assert download.value.suggested_filename == "svy_after.csv"
    assert len(Path(download.value.path()).read_text("utf-8-sig").splitlines()) == 121
