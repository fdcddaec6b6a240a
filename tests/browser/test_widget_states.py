"""Every state of the widget, looked at with assistive technology's eyes and at every size."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from targets import SMALLEST_TARGET, TOO_SMALL
from widget_shopper import Shopper
from widget_stage import Stage
from widget_states import PAGE_STATES, STATES, listed

from services import axe

# Each document in a frame is a page to axe; the shop's own headings and landmarks are the shop's.
PARTS = ("region", "landmark-one-main", "page-has-heading-one", "heading-order")


@pytest.fixture(params=[("light", 1440, 900), ("dark", 320, 568)], ids=["light and wide", "dark and narrow"])
def browser_context_args(browser_context_args: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    scheme, width, height = request.param
    return {
        **browser_context_args,
        "color_scheme": scheme,
        "viewport": {"width": width, "height": height},
        "reduced_motion": "reduce",
    }


def test_every_state_has_a_way_in() -> None:
    assert set(STATES) == listed("STATES")
    assert set(PAGE_STATES) == listed("PAGE_STATES")


@pytest.mark.parametrize("state", sorted(STATES))
def test_nobody_is_kept_out_of_the_frame(page: Page, context: BrowserContext, stage: Stage, state: str) -> None:
    ana = Shopper(page, stage)
    STATES[state](ana, context)
    ana.is_at(state)
    assert axe.complaints(page, without=PARTS) == []
    frame = next(frame for frame in page.frames if "/widget/frame/" in frame.url)
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert frame.evaluate(TOO_SMALL, SMALLEST_TARGET) == []


@pytest.mark.parametrize("state", sorted(PAGE_STATES))
def test_nobody_is_kept_out_on_the_shops_page(page: Page, context: BrowserContext, stage: Stage, state: str) -> None:
    ana = Shopper(page, stage)
    PAGE_STATES[state](ana, context)
    assert axe.complaints(page, without=PARTS) == []


def test_with_the_keyboard_alone(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    keys = page.keyboard
    page.get_by_role("link").focus()
    keys.press("Tab")
    expect(ana.button).to_be_focused()
    keys.press("Enter")
    ana.is_at("home")
    assert ana.focused().startswith("Hola.")
    keys.press("Tab")
    assert ana.focused().startswith("Chatea con nosotros")
    keys.press("Tab")
    assert ana.focused().startswith("Escríbenos")
    keys.press("Enter")
    ana.is_at("form")
    assert ana.focused() == "Escríbenos"
    for _ in range(2):  # past the button that closes
        keys.press("Tab")
    assert ana.focused() == "name"
    for typed in ("Ana García", "ana@example.com"):
        keys.type(typed)
        keys.press("Tab")
    assert ana.focused() == "topic"
    keys.press("ArrowDown")
    keys.press("Tab")
    assert ana.focused() == "order"
    keys.press("Tab")
    keys.type("Hola, ¿cuándo llega mi pedido?")
    keys.press("Tab")
    assert ana.focused() == "consent"
    keys.press("Space")
    keys.press("Tab")  # the link to the privacy page
    keys.press("Tab")
    keys.press("Enter")
    ana.has_sent()
    assert ana.focused() == "Ya lo tenemos"
    keys.press("Escape")
    expect(ana.button).to_be_focused()
    expect(ana.page.locator("mostrador-counter iframe")).not_to_be_visible()


def test_the_focus_goes_back_to_where_it_came_from(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    page.get_by_role("link").focus()
    page.evaluate("Mostrador.open('form')")
    ana.is_at("form")
    assert ana.focused() == "Escríbenos"
    page.keyboard.press("Escape")
    expect(page.get_by_role("link")).to_be_focused()


def test_on_a_phone_the_panel_takes_the_screen(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    page.set_viewport_size({"width": 390, "height": 844})
    ana.opens()
    box = page.locator("mostrador-counter iframe").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    expect(ana.button).not_to_be_visible()
    ana.panel.get_by_role("button", name="Cerrar").click()
    expect(ana.button).to_be_focused()


def test_who_wants_less_motion_sees_none(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.opens()
    assert ana.panel.locator(".view").evaluate("view => getComputedStyle(view).animationName") == "none"


def test_a_shops_own_look_is_worn(page: Page, stage: Stage) -> None:
    from mostrador.domain.shop import Look

    stage.looks(look=Look(color="#ffd400", position="left", greeting={"es": "Buenas,\n¿qué tal?"}))
    ana = Shopper(page, stage)
    ana.opens()
    expect(ana.panel.locator("h1")).to_have_text(re.compile("Buenas"))
    box = ana.page.locator("mostrador-counter").bounding_box()
    assert box
    assert box["x"] == 20
    assert axe.complaints(page, without=PARTS) == []
