"""What the console's browser code does: it stays alive, keeps still under the pointer, and loses no text."""

from collections.abc import Iterator

import pytest
from console_samples import listing, rows
from console_stage import ConsoleStage, arriving
from playwright.sync_api import Page, expect

from services.chromium import PageErrors


@pytest.fixture
def console() -> Iterator[ConsoleStage]:
    with ConsoleStage().open() as stage:
        yield stage


def arrives(console: ConsoleStage) -> None:
    """Somebody writes, and Jon's conversation leaves the list."""
    stay = [row for row in rows() if row["name"] != "Jon Pérez"]
    console.put("rows", list=listing(rows=[arriving(), *stay]))
    console.news()


def test_the_inbox_shows_what_comes_in_without_a_reload(page: Page, console: ConsoleStage):
    page.goto(console.at("inbox"))
    page.mouse.move(1200, 400)
    arrives(console)
    expect(page.locator(".row b").first).to_have_text("Nuria Sala")
    expect(page.get_by_text("Jon Pérez")).to_be_hidden()


def test_the_inbox_never_jumps_under_the_pointer(page: Page, console: ConsoleStage):
    page.goto(console.at("inbox"))
    jon = page.locator(".row", has_text="Jon Pérez")
    before = jon.bounding_box()
    jon.hover()
    arrives(console)

    bar = page.get_by_role("button", name="1 nueva")
    expect(bar).to_be_visible()
    assert jon.bounding_box() == before
    expect(page.get_by_text("Nuria Sala")).to_be_hidden()

    bar.click()
    expect(page.locator(".row b").first).to_have_text("Nuria Sala")
    expect(bar).to_be_hidden()


def test_the_inbox_catches_up_when_the_pointer_leaves(page: Page, console: ConsoleStage):
    page.goto(console.at("inbox"))
    page.locator(".row").nth(1).hover()
    arrives(console)
    expect(page.get_by_role("button", name="1 nueva")).to_be_visible()
    page.mouse.move(1200, 400)
    expect(page.locator(".row b").first).to_have_text("Nuria Sala")


def test_a_draft_survives_a_reload_and_goes_when_it_was_sent(page: Page, console: ConsoleStage):
    page.goto(console.at("conversation"))
    page.get_by_label("Texto").fill("Llega mañ")
    key = page.locator("[name=key]").input_value()
    page.reload()
    expect(page.get_by_label("Texto")).to_have_value("Llega mañ")
    assert page.locator("[name=key]").input_value() == key

    page.get_by_label("Texto").press("Control+Enter")
    expect(page.get_by_label("Texto")).to_have_value("")
    assert console.posted[0]["text"] == "Llega mañ"
    assert (console.posted[0]["mode"], console.posted[0]["key"]) == ("answer", key)
    page.reload()
    expect(page.get_by_label("Texto")).to_have_value("")
    assert page.locator("[name=key]").input_value() != key


def test_what_is_being_written_stays_while_news_come_in(page: Page, console: ConsoleStage):
    page.goto(console.at("conversation"))
    page.locator("#composer").get_by_text("Nota interna").click()
    page.get_by_label("Texto").fill("Llamar a las 12")
    page.get_by_role("group").filter(has=page.get_by_label("Posponer")).first.evaluate("menu => { menu.open = true }")
    console.put("conversation", others=[{"id": "agt_bo", "name": "Bo", "writing": True}])
    console.news()
    expect(page.locator(".others")).to_contain_text("Bo está escribiendo")
    expect(page.get_by_label("Texto")).to_have_value("Llamar a las 12")
    expect(page.get_by_role("button", name="Guardar nota")).to_be_visible()


def test_the_keyboard_alone_goes_through_the_list_and_answers(page: Page, console: ConsoleStage):
    page.goto(console.at("inbox"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Jon Pérez")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="¿Cuándo llega mi pedido?", level=1)).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_label("Texto")).to_be_focused()
    expect(page.get_by_role("button", name="Guardar nota")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Atajos de teclado")).to_be_visible()


def test_an_answer_that_waits_says_for_how_long_it_can_be_taken_back(
    page: Page, console: ConsoleStage, page_errors: PageErrors
):
    page_errors.expect("sandboxed")  # Playwright's clock tries to enter the empty frame of the preview
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    page.goto(console.at("conversation-held"))
    expect(page.get_by_text("Sale en 8 s")).to_be_visible()
    page.clock.run_for(250)  # the first look
    page.clock.run_for(5000)
    expect(page.get_by_text("Sale en 3 s")).to_be_visible()
    page.clock.run_for(3000)
    expect(page.get_by_text("Saliendo…")).to_be_visible()
    expect(page.get_by_role("button", name="Deshacer")).to_be_hidden()


def test_on_a_phone_one_pane_is_shown_at_a_time_and_there_is_a_way_back(page: Page, console: ConsoleStage):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(console.at("inbox"))
    page.get_by_role("link", name="Ana García").click()
    expect(page.get_by_role("heading", name="¿Cuándo llega mi pedido?", level=1)).to_be_visible()
    expect(page.locator("#rows")).to_be_hidden()
    expect(page.get_by_role("link", name="Volver a la lista")).to_be_visible()
    page.get_by_role("button", name="Cliente").click()
    expect(page.get_by_role("complementary", name="Cliente")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Cliente")).to_be_hidden()
