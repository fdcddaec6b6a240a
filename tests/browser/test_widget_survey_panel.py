"""`Mostrador.survey("svy_…")`: a survey in a panel over the shop's own page."""

from datetime import timedelta
from typing import Literal

import pytest
from page_surveys import asked
from playwright.sync_api import ConsoleMessage, FrameLocator, Locator, Page, expect
from sqlalchemy import select
from targets import SMALLEST_TARGET, TOO_SMALL
from widget_shopper import SOLVING, Shopper
from widget_stage import Stage

from mostrador.storage.schema import survey_answer
from services import axe
from services.chromium import PageErrors

PARTS = ("region", "landmark-one-main", "page-has-heading-one", "heading-order")  # the shop's own
NO_STORAGE = """if (window === top)
    Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError") } })"""
MORE = '() => { document.querySelector("h1").after(document.createElement("input")) }'


class Asked(Shopper):
    """Somebody whose shop's page asks how it went."""

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("dialog", name="¿Qué tal ha ido?")

    @property
    def survey(self) -> FrameLocator:
        return self.page.frame_locator("mostrador-counter .survey iframe")

    def is_asked(self, survey: str = "svy_page", path: str = "/") -> None:
        """The page calls, and the panel comes."""
        self.visits(path)
        self.page_calls(survey)
        expect(self.box).to_be_visible()

    def page_calls(self, survey: str = "svy_page") -> None:
        self.page.evaluate("id => Mostrador.survey(id)", survey)

    def is_left_alone(self) -> None:
        """Not even the frame was asked for."""
        self.asked.clear()
        self.page_calls()
        expect(self.page.locator("mostrador-counter .survey iframe")).to_have_count(0)
        assert not any("/widget/frame/" in path for path in self.paths_asked())

    def answers(self, score: str = "9") -> None:
        self.survey.get_by_role("radio", name=score, exact=True).check()
        self.survey.get_by_role("button", name="Confirmar").click()
        expect(self.survey.get_by_label("¿Por qué?")).to_be_focused(timeout=SOLVING)

    def puts_it_away(self) -> None:
        """By a timer: Chromium never acknowledges a real click when the frame under it is gone by then."""
        self.survey.get_by_role("button", name="Cerrar").evaluate(
            "button => setTimeout(() => { button.focus(); button.click() })"
        )

    def focus_in_survey(self) -> Locator:
        return self.survey.locator(":focus")


@pytest.fixture
def ana(page: Page, stage: Stage) -> Asked:
    return Asked(page, stage)


def test_a_page_asks_by_a_call_and_the_answer_counts_once(ana: Asked, stage: Stage) -> None:
    asked(stage)
    ana.is_asked()
    ana.page.evaluate("Mostrador.on('surveyed', ({ survey }) => (document.title = survey))")
    ana.answers()
    ana.survey.get_by_label("¿Por qué?").fill("Muy fácil.")
    ana.survey.get_by_role("button", name="Enviar").click()
    expect(ana.survey.get_by_role("heading", name="Gracias")).to_be_focused()
    expect(ana.page).to_have_title("svy_page")
    stage.moves(timedelta(seconds=30))
    assert stage.waits_for(select(survey_answer.c.number, survey_answer.c.text)) == [(9, None), (None, "Muy fácil.")]
    ana.puts_it_away()
    expect(ana.box).not_to_be_visible()
    ana.is_left_alone()
    ana.visits()
    ana.is_left_alone()


def test_a_page_that_was_quicker_than_the_loader_is_heard(ana: Asked, stage: Stage) -> None:
    asked(stage)
    ana.page.goto(f"{stage.shop.url}/nothing")
    ana.page.evaluate("""(window.Mostrador ||= []).push(["survey", "svy_page"])""")
    ana.page.add_script_tag(url=f"{stage.url}/widget.js?shop=shop_aaaaaaaaaaaaaaaa")
    expect(ana.box).to_be_visible()


def test_it_comes_under_a_strict_policy(ana: Asked, stage: Stage) -> None:
    asked(stage)
    ana.is_asked(path="/strict")
    ana.answers()


def test_whoever_began_to_answer_is_not_asked_again(ana: Asked, stage: Stage) -> None:
    asked(stage)
    ana.is_asked()
    ana.answers()
    ana.visits()
    ana.is_left_alone()


def test_with_the_keyboard_alone(ana: Asked, stage: Stage) -> None:
    asked(stage)
    ana.visits()
    ana.page.get_by_role("link").focus()
    ana.page_calls()
    keys = ana.page.keyboard
    expect(ana.focus_in_survey()).to_have_accessible_name("0, Nada probable")
    keys.press("Shift+Tab")
    expect(ana.focus_in_survey()).to_have_accessible_name("Cerrar")
    keys.press("Tab")
    for _ in range(3):
        keys.press("ArrowRight")
    expect(ana.survey.get_by_role("radio", name="3", exact=True)).to_be_checked()
    keys.press("Tab")
    keys.press("Enter")
    expect(ana.survey.get_by_label("¿Por qué?")).to_be_focused(timeout=SOLVING)
    keys.type("No llegó.")
    for _ in range(2):
        keys.press("Tab")
    expect(ana.focus_in_survey()).to_have_accessible_name("Atrás")
    keys.press("Escape")
    expect(ana.box).not_to_be_visible()
    expect(ana.page.get_by_role("link")).to_be_focused()


def test_whoever_thinks_for_a_quarter_of_an_hour_loses_nothing(ana: Asked, stage: Stage) -> None:
    """Their frame is loaded anew, for its way in was good for ten minutes."""
    asked(stage)
    ana.is_asked()
    stage.moves(timedelta(minutes=15))
    with ana.page.expect_request("**/widget/frame/**"):
        ana.answers("3")
    expect(ana.box).to_be_visible()
    ana.survey.get_by_role("button", name="Atrás").click()
    expect(ana.survey.get_by_role("radio", name="3", exact=True)).to_be_checked()
    assert ana.page.evaluate("Object.keys(JSON.parse(localStorage.mostradorInvited))") == ["svy_page"]


def test_whoever_puts_it_away_is_not_asked_again_and_may_be_asked_another(ana: Asked, stage: Stage) -> None:
    asked(stage)
    asked(stage, "svy_other")
    ana.is_asked()
    assert ana.page.evaluate("Object.keys(localStorage)") == []
    ana.puts_it_away()
    expect(ana.button).to_be_focused()
    ana.is_left_alone()
    ana.visits()
    ana.is_left_alone()
    ana.page_calls("svy_other")
    expect(ana.box).to_be_visible()


def test_where_storage_is_denied_a_page_asks_once(ana: Asked, stage: Stage) -> None:
    asked(stage)
    ana.page.add_init_script(NO_STORAGE)
    ana.is_asked()
    ana.puts_it_away()
    ana.is_left_alone()
    ana.is_asked()


def test_two_surveys_do_not_stand_on_each_other(ana: Asked, stage: Stage) -> None:
    asked(stage)
    asked(stage, "svy_other")
    ana.is_asked()
    ana.page_calls("svy_other")
    ana.page_calls()
    expect(ana.page.locator("mostrador-counter .survey")).to_have_count(1)


def test_nobody_is_interrupted_while_they_type(ana: Asked, stage: Stage) -> None:
    asked(stage)
    ana.visits()
    ana.page.evaluate(MORE)
    field = ana.page.locator("input")
    field.focus()
    ana.page_calls()
    expect(ana.box).to_be_visible()
    ana.page.keyboard.type("Calle Mayor 1")
    expect(field).to_have_value("Calle Mayor 1")
    ana.puts_it_away()
    expect(field).to_be_focused()


def test_whoever_opens_the_counter_meanwhile_finds_the_survey_behind_it(ana: Asked, stage: Stage) -> None:
    asked(stage)
    ana.is_asked()
    ana.survey.get_by_role("radio", name="7", exact=True).check()
    ana.button.click()
    frame = ana.page.locator("mostrador-counter div:not(.survey) iframe")
    expect(frame).to_be_visible()
    expect(ana.box).not_to_be_visible()
    ana.button.click()
    expect(ana.box).to_be_visible()
    expect(frame).not_to_be_visible()
    expect(ana.survey.get_by_role("radio", name="7", exact=True)).to_be_checked()


@pytest.mark.parametrize("settings", [{"state": "paused"}, {"moment": "delivered"}], ids=["paused", "by mail"])
def test_a_survey_that_is_not_asked_on_pages_shows_nothing_and_scares_nobody(
    ana: Asked, stage: Stage, settings: dict[str, str]
) -> None:
    asked(stage, **settings)
    said: list[ConsoleMessage] = []
    ana.page.on("console", lambda message: said.append(message))
    ana.visits()
    with ana.page.expect_response("**/widget/frame/**"):
        ana.page_calls()
    expect(ana.page.locator("mostrador-counter .survey")).to_have_count(0)
    assert said == []
    assert ana.page.evaluate("Object.keys(localStorage)") == []


def test_a_server_that_is_down_shows_nothing_and_breaks_nothing(ana: Asked, stage: Stage) -> None:
    asked(stage)
    ana.visits()
    stage.counter.close()
    ana.page_calls()
    expect(ana.page.locator("mostrador-counter .survey")).to_have_count(0)


def test_a_page_that_names_no_survey_is_told_so(ana: Asked, page_errors: PageErrors) -> None:
    page_errors.expect("Mostrador.survey wants")
    ana.visits()
    with ana.page.expect_console_message() as said:
        ana.page_calls("encuesta")
    assert said.value.text == 'Mostrador.survey wants a survey\'s id, such as "svy_…", and not "encuesta".'


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 320)])
def test_nobody_is_kept_out(ana: Asked, stage: Stage, scheme: Literal["light", "dark"], width: int) -> None:
    asked(stage)
    ana.page.emulate_media(color_scheme=scheme)
    ana.page.set_viewport_size({"width": width, "height": 600})
    ana.is_asked()
    frame = next(frame for frame in ana.page.frames if "survey=svy_page" in frame.url)
    for go_on in (lambda: None, ana.answers):
        go_on()
        assert axe.complaints(ana.page, without=PARTS) == []
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert frame.evaluate(TOO_SMALL, SMALLEST_TARGET) == []
