"""Every state of the console, looked at with assistive technology's eyes and at every size."""

from collections.abc import Callable, Iterator
from operator import itemgetter

import pytest
from console_stage import ConsoleStage, visit
from console_states import CONSOLE
from playwright.sync_api import BrowserContext, Page

from services import axe

NewContext = Callable[..., BrowserContext]
AT_ONCE = 8  # states in one test: a browser context is dearer than a page
SMALLEST_TARGET = 32  # CSS px
SMALLEST_IN_A_LINE = 24  # of text, or inside a tag: WCAG 2.2, 2.5.8
TOO_SMALL = """([least, inLine]) => [...document.querySelectorAll(
      "button, summary, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio]), a.btn, a.nav-item")]
    .filter(element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter(element => !element.closest(".heard, .skip"))
    .map(element => [element, element.matches(".copy, .small, .tag *, .tag-form *") ? inLine : least])
    .filter(([element, enough]) => element.getBoundingClientRect().height < enough - 0.5)
    .map(([element]) => element.outerHTML.slice(0, 120))"""


@pytest.fixture(
    params=[sorted(CONSOLE)[start : start + AT_ONCE] for start in range(0, len(CONSOLE), AT_ONCE)], ids=itemgetter(0)
)
def states(request: pytest.FixtureRequest) -> list[str]:
    """Some of the states; all of them come."""
    return list(request.param)


@pytest.fixture(scope="module")
def console() -> Iterator[ConsoleStage]:
    with ConsoleStage().open() as stage:
        yield stage


def test_nobody_is_kept_out_of_the_console(new_context: NewContext, console: ConsoleStage, states: list[str]):
    page = new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce").new_page()
    complaints = []
    for name in states:
        visit(page, console, name)
        complaints += [f"{name}: {said}" for said in axe.complaints(page, alone=True)]
        complaints += layout_complaints(page, name)
    assert complaints == []


def test_nobody_is_kept_out_on_a_phone_in_the_dark(new_context: NewContext, console: ConsoleStage, states: list[str]):
    page = new_context(viewport={"width": 390, "height": 844}, color_scheme="dark", reduced_motion="reduce").new_page()
    complaints = []
    for name in states:
        visit(page, console, name)
        complaints += [f"{name}: {said}" for said in axe.complaints(page, alone=True, only=("color-contrast",))]
        complaints += layout_complaints(page, name)
    assert complaints == []


def test_nothing_is_cut_off_on_a_tablet(new_context: NewContext, console: ConsoleStage, states: list[str]):
    page = new_context(viewport={"width": 1024, "height": 768}, reduced_motion="reduce").new_page()
    complaints = []
    for name in states:
        visit(page, console, name, "en")
        complaints += layout_complaints(page, name)
    assert complaints == []


CUT_OFF = """() => [...document.querySelectorAll(".said")]
  .filter((text) => text.scrollWidth > text.clientWidth + 1).map((text) => text.textContent.slice(0, 40))"""


def layout_complaints(page: Page, name: str) -> list[str]:
    """What does not fit, and what is too small to be hit."""
    sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    small = page.evaluate(TOO_SMALL, [SMALLEST_TARGET, SMALLEST_IN_A_LINE])
    cut = page.evaluate(CUT_OFF)
    return [
        *[f"{name}: has to be scrolled sideways"] * sideways,
        *(f"{name}: too small: {element}" for element in small),
        *(f"{name}: does not wrap: {text}" for text in cut),
    ]
