"""A frame comes in once with its boot token. Whatever goes wrong then mends itself, and nothing typed is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Response, Route, expect
from widget_shopper import MESSAGE, SOLVING, Shopper
from widget_stage import RETURNS, Stage

A_DAY_AND_MORE, QUARTER_OF_AN_HOUR = timedelta(hours=25), timedelta(minutes=15)
COMING_IN = "**/widget/api/visitors"
SAYS = "token => { window.token = token; Mostrador.identify(async () => window.token) }"


def loses_answers(page: Page, most: int) -> list[int]:
    """The network breaks after the server has let the visitor in, this many times. Says what the server answered."""
    lost: list[int] = []

    def lose(route: Route) -> None:
        if len(lost) >= most:
            return route.continue_()
        answer = route.fetch()
        lost.append(answer.status)
        return route.abort("connectionreset") if answer.ok else route.fulfill(response=answer)

    page.route(COMING_IN, lose)
    return lost


def frames(ana: Shopper) -> int:
    """How often a frame was loaded so far."""
    return sum("/widget/frame/" in path for path in ana.paths_asked())


def says(method: str, path: str) -> Callable[[Response], bool]:
    return lambda answer: answer.request.method == method and answer.url.endswith(path)


def test_an_answer_that_got_lost_on_the_way_in_is_mended_when_the_shopper_sends(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    lost = loses_answers(page, 1)
    ana.opens_form()
    ana.fills(order="100042")
    ana.panel.locator("#name").press("End")
    ana.panel.locator("#name").press_sequentially(" de la Vega")
    assert (lost, frames(ana)) == ([201], 1)  # while she writes, the frame stays
    with page.expect_request("**/widget/api/forms") as sent:
        ana.sends()
        ana.has_sent()
    assert frames(ana) == 2
    assert sent.value.post_data_json["name"] == "Ana García de la Vega"
    assert sent.value.post_data_json["order"] == "100042"
    assert stage.conversations() == [MESSAGE]


def test_answers_that_never_come_make_no_loop_and_end_when_the_network_is_back(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    lost = loses_answers(page, 1000)
    ana.opens_form()
    ana.fills()
    ana.sends()
    ana.is_at("form-refused")
    assert frames(ana) == 2
    assert set(lost) == {201, 401}
    expect(ana.panel.locator("#message")).to_have_value(MESSAGE)
    page.unroute(COMING_IN)
    ana.sends()
    ana.has_sent()
    assert frames(ana) == 3
    assert stage.conversations() == [MESSAGE]


def test_a_page_that_gets_no_boot_token_is_not_loaded_again_and_again(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    elsewhere = {"referer": "https://elsewhere.example/"}
    page.route(
        "**/widget/frame/**",
        lambda route: route.fulfill(response=route.fetch(headers=route.request.headers | elsewhere)),
    )
    ana.opens_form()
    assert '"boot":""' in ana.panel.locator("#boot").inner_html()
    ana.fills()
    for _ in range(2):
        ana.sends()
        ana.is_at("form-refused")
    assert frames(ana) == 1
    expect(ana.panel.locator("#message")).to_have_value(MESSAGE)


def test_a_form_in_a_page_whose_first_answer_got_lost_keeps_what_is_typed(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    lost = loses_answers(page, 1)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/visitors")):
        ana.visits("/contact")
    inline = page.frame_locator("mostrador-contact iframe")
    ana.fills(inline)
    assert (lost, frames(ana)) == ([201], 1)
    inline.locator("button.primary").click()
    expect(inline.locator("#app")).to_have_attribute("data-state", "sent", timeout=SOLVING)
    assert frames(ana) == 2
    assert stage.conversations() == [MESSAGE]
    page.reload()
    frame = next(frame for frame in page.frames if "mode=inline" in frame.url)
    assert frame.evaluate("Object.keys(localStorage).filter(name => name.endsWith('visitor')).length") == 1


def test_a_form_in_a_page_that_is_loaded_anew_before_anybody_touched_it_keeps_nothing(page: Page, stage: Stage) -> None:
    """The shop knows her, the answer on the way in got lost: there is nobody to disturb, so it mends at once."""
    ana = Shopper(page, stage)
    loses_answers(page, 1)
    token = stage.identity_of("ana")
    page.add_init_script(f"(window.Mostrador ||= []).push(['identify', async () => '{token}'])")
    with page.expect_response("**/widget/api/identity") as answer:
        ana.visits("/contact")
    assert answer.value.status == 201
    assert frames(ana) == 2
    frame = next(frame for frame in page.frames if "mode=inline" in frame.url)
    assert frame.evaluate("[...Object.keys(localStorage), window.name].filter(Boolean)") == []


def test_a_form_in_a_page_is_loaded_anew_by_itself_once_and_then_when_the_shopper_sends(
    page: Page, stage: Stage
) -> None:
    ana = Shopper(page, stage)
    lost = loses_answers(page, 1000)
    token = stage.identity_of("ana")
    page.add_init_script(f"(window.Mostrador ||= []).push(['identify', async () => '{token}'])")
    refused: list[Response] = []  # an answer that got lost is none
    coming_in = says("POST", "/visitors")
    page.on("response", lambda answer: refused.append(answer) if coming_in(answer) else None)
    ana.visits("/contact")
    while len(refused) < 2:  # once to each frame
        page.wait_for_event("response", coming_in)
    inline = page.frame_locator("mostrador-contact iframe")
    ana.fills(inline)
    assert (lost, frames(ana)) == ([201, 401, 201, 401], 2)
    page.unroute(COMING_IN)
    inline.locator("button.primary").click()
    expect(inline.locator("#app")).to_have_attribute("data-state", "sent", timeout=SOLVING)
    assert frames(ana) == 3


def test_who_logs_out_and_writes_on_the_same_page_is_somebody_new(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    page.evaluate(SAYS, stage.identity_of("ana"))
    with page.expect_response("**/widget/api/identity"):
        ana.button.click()
    page.evaluate("Mostrador.close()")
    page.evaluate("Mostrador.logout()")
    page.evaluate("Mostrador.open('form')")
    ana.is_at("form")
    ana.fills()
    ana.sends()
    ana.has_sent()
    assert stage.conversations() == [MESSAGE]
    assert frames(ana) == 2


def test_who_logs_in_again_on_the_same_page_is_that_customer(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    page.evaluate(SAYS, stage.identity_of("ana"))
    with page.expect_response("**/widget/api/identity"):
        ana.button.click()
    for customer in ("bo", "ana"):
        page.evaluate("Mostrador.close()")
        page.evaluate("Mostrador.logout()")
        page.evaluate(SAYS, stage.identity_of(customer))
        with page.expect_response("**/widget/api/identity") as answer:
            ana.button.click()
        assert answer.value.status == 201
        ana.is_at("home")
    assert frames(ana) == 3


def test_a_frame_that_waited_too_long_for_its_click_still_opens_what_was_asked_for(page: Page, stage: Stage) -> None:
    """Who was here before has the frame fetched unseen; after ten minutes its boot token is over."""
    ana = Shopper(page, stage)
    ana.opens()
    page.clock.install()
    ana.visits()
    frame = page.locator("mostrador-counter iframe")
    with page.expect_response(says("GET", "/me")):
        page.clock.run_for(5_000)
    stage.moves(A_DAY_AND_MORE)
    expect(frame).not_to_be_visible()
    page.frames[-1].evaluate("localStorage.clear()")  # another tab heard that the visitor's token is over
    with page.expect_response(says("POST", "/visitors"), timeout=SOLVING):
        page.evaluate("Mostrador.open('form')")
    ana.is_at("form")
    ana.fills()
    ana.sends()
    ana.has_sent()
    assert stage.conversations() == [MESSAGE]


def test_a_visitor_who_was_forgotten_a_moment_after_coming_in_sends_all_the_same(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.opens_form()
    ana.fills()
    stage.moves(A_DAY_AND_MORE)
    ana.sends()
    ana.has_sent()
    assert stage.conversations() == [MESSAGE]
    assert frames(ana) == 2


def test_a_frame_that_does_not_come_back_is_told_and_the_next_click_goes_on(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    page.clock.install()
    ana.opens_form()
    ana.fills()
    stage.moves(A_DAY_AND_MORE)
    page.route("**/widget/frame/**", lambda route: route.abort("connectionrefused"))
    with page.expect_event("requestfailed"):
        ana.sends()
    page.clock.run_for(10_000)
    expect(page.locator("mostrador-counter div")).to_have_text("Ahora mismo no se puede abrir.")
    page.unroute("**/widget/frame/**")
    ana.button.click()
    ana.button.click()
    ana.has_sent()
    assert stage.conversations() == [MESSAGE]


def test_two_tabs_whose_visitor_was_forgotten_send_one_message_each(
    page: Page, stage: Stage, context: BrowserContext
) -> None:
    ana = Shopper(page, stage)
    ana.opens_form()
    other = Shopper(context.new_page(), stage)
    other.opens_form()
    ana.fills()
    stage.moves(A_DAY_AND_MORE)
    ana.sends()
    ana.has_sent()
    other.fills(message="¿Y las tenéis en azul?")
    other.sends()
    other.has_sent()
    assert stage.conversations() == [MESSAGE, "¿Y las tenéis en azul?"]


@pytest.mark.parametrize("there_and_back", ["reload", "history"])
def test_who_comes_back_to_the_page_comes_in_with_a_fresh_frame(page: Page, stage: Stage, there_and_back: str) -> None:
    ana = Shopper(page, stage)
    ana.opens_form()
    ana.fills()
    page.frames[-1].evaluate("localStorage.removeItem(Object.keys(localStorage).find(n => n.endsWith('visitor')))")
    if there_and_back == "reload":
        page.reload()
    else:
        page.goto(f"{stage.shop.url}/privacy")
        page.go_back()
    before = frames(ana)
    ana.button.click()
    ana.is_at("form")
    expect(ana.panel.locator("#topic")).to_have_value(RETURNS)
    ana.sends()
    ana.has_sent()
    assert stage.conversations() == [MESSAGE]
    assert frames(ana) - before <= 1
