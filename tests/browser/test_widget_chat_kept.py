"""What is written in a chat is never lost, arrives once, and is the same in every tab."""

import re

from playwright.sync_api import BrowserContext, Page, WebSocket, expect
from widget_agent import at_the_counter
from widget_chatter import ANSWER, LOGS_IN, QUESTION, THANKS, frame_of, in_a_chat, is_sent
from widget_shopper import SOLVING, Shopper
from widget_stage import Stage

BLOCKED = """if (location.pathname.startsWith("/widget/")) {
    const Real = WebSocket
    window.WebSocket = function (...all) { return new Real(...(window.free ? all : [`${all[0]}-is-blocked`, all[1]])) }
}"""


def lines_of(page: Page) -> list[WebSocket]:
    lines: list[WebSocket] = []
    page.on("websocket", lambda line: lines.append(line))
    return lines


def test_the_chat_and_the_half_written_text_are_still_there_after_a_reload(page: Page, stage: Stage) -> None:
    ana = in_a_chat(page, stage)
    ana.panel.locator("#chat-text").fill("Es para el cumpleaños de")
    page.reload()
    with at_the_counter(stage) as marta:
        marta.says(ANSWER)
    ana.button.click()
    ana.sees(QUESTION)
    ana.sees(ANSWER)
    expect(ana.panel.locator("#chat-text")).to_have_value("Es para el cumpleaños de")
    expect(ana.panel.locator("#chat-text")).to_be_focused()


def test_a_closed_panel_counts_what_is_unread_also_on_the_next_page(page: Page, stage: Stage) -> None:
    ana = in_a_chat(page, stage)
    ana.button.click()
    with at_the_counter(stage) as marta:
        marta.says(ANSWER)
        expect(ana.button).to_have_accessible_name("Ayuda y contacto, 1 sin leer", timeout=SOLVING)
        ana.visits("/?lang=es")
        expect(ana.button).to_have_accessible_name("Ayuda y contacto, 1 sin leer", timeout=SOLVING)
        marta.says("¿Algo más?")
        expect(ana.button).to_have_accessible_name("Ayuda y contacto, 2 sin leer", timeout=SOLVING)
        ana.button.click()
        ana.sees(ANSWER)
        expect(ana.button).to_have_accessible_name("Ayuda y contacto")
        marta.is_read()
    ana.button.click()
    expect(ana.button).to_have_accessible_name("Ayuda y contacto")


def test_two_tabs_are_equal_and_share_one_line(page: Page, stage: Stage, context: BrowserContext) -> None:
    lines = lines_of(page)
    ana = in_a_chat(page, stage)
    other = Shopper(context.new_page(), stage)
    others = lines_of(other.page)
    other.visits()
    other.button.click()
    other.sees(QUESTION)
    other.says("Es para el sábado.")
    ana.sees("Es para el sábado.")
    is_sent(other)
    is_sent(ana)
    assert (len(lines), len(others)) == (1, 0)
    with at_the_counter(stage) as marta:
        marta.says(ANSWER)
        ana.sees(ANSWER)
        other.sees(ANSWER)
        page.close()
        marta.says("¿Algo más?")
        other.sees("¿Algo más?")
        other.says(THANKS)
        marta.hears(THANKS)
    assert len(others) == 1
    assert stage.texts(stage.ids()[0]) == [QUESTION, "Es para el sábado.", ANSWER, "¿Algo más?", THANKS]


def test_a_chat_opened_in_one_tab_appears_in_the_other(page: Page, stage: Stage, context: BrowserContext) -> None:
    ana = Shopper(page, stage)
    ana.opens_chat()
    other = Shopper(context.new_page(), stage)
    other.opens_chat()
    other.says(QUESTION)
    ana.sees(QUESTION)
    assert stage.conversations() == [QUESTION]


def test_a_tab_that_fell_asleep_with_the_line_loses_it_to_the_one_in_use(
    page: Page, stage: Stage, context: BrowserContext
) -> None:
    ana = in_a_chat(page, stage)
    frame_of(ana).evaluate("BroadcastChannel.prototype.postMessage = () => {}")  # it tells the others nothing any more
    other = Shopper(context.new_page(), stage)
    lines = lines_of(other.page)
    other.visits()
    other.button.click()
    other.sees(QUESTION)
    other.says(THANKS)
    is_sent(other)
    ana.sees(THANKS)
    assert len(lines) == 1
    assert stage.texts(stage.ids()[0]) == [QUESTION, THANKS]


def test_each_tab_has_a_line_of_its_own_where_there_are_no_locks(
    page: Page, stage: Stage, context: BrowserContext
) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    ana = in_a_chat(page, stage)
    other = Shopper(context.new_page(), stage)
    other.visits()
    other.button.click()
    other.says(THANKS)
    ana.sees(THANKS)
    assert stage.texts(stage.ids()[0]) == [QUESTION, THANKS]


def test_what_is_written_offline_goes_out_once_the_network_is_back(
    page: Page, stage: Stage, context: BrowserContext
) -> None:
    ana = in_a_chat(page, stage)
    context.set_offline(True)
    ana.is_at("chat-lost")
    ana.says("¿Seguís ahí?")
    ana.says("Es urgente.")
    expect(ana.panel.locator(".lost")).to_contain_text("guardado")
    expect(ana.panel.locator(".foot.me").last).to_have_text("Enviando…")
    with at_the_counter(stage) as marta:
        marta.says(ANSWER)
        context.set_offline(False)
        marta.hears("Es urgente.")
    ana.sees(ANSWER)
    is_sent(ana)
    ana.is_at("chat")
    assert stage.texts(stage.ids()[0]) == [QUESTION, ANSWER, "¿Seguís ahí?", "Es urgente."]


def test_a_first_message_that_was_written_offline_opens_one_chat(
    page: Page, stage: Stage, context: BrowserContext
) -> None:
    ana = Shopper(page, stage)
    ana.opens_chat()
    context.set_offline(True)
    ana.says(QUESTION)
    ana.says("Es urgente.")
    ana.is_at("chat-lost")
    context.set_offline(False)
    is_sent(ana)
    expect(ana.panel.locator(".said")).to_have_count(2)
    assert stage.conversations() == [QUESTION]
    assert stage.texts(stage.ids()[0]) == [QUESTION, "Es urgente."]


def test_what_was_not_sent_is_sent_from_the_next_page(page: Page, stage: Stage, context: BrowserContext) -> None:
    ana = in_a_chat(page, stage)
    context.set_offline(True)
    ana.says("¿Seguís ahí?")
    with page.expect_event("load"):
        frame_of(ana).evaluate("window.stop()")
        context.set_offline(False)
        page.reload()
    ana.button.click()
    ana.sees("¿Seguís ahí?")
    is_sent(ana)
    assert stage.texts(stage.ids()[0]) == [QUESTION, "¿Seguís ahí?"]


def test_a_server_that_restarts_loses_nothing(page: Page, stage: Stage) -> None:
    ana = in_a_chat(page, stage)
    stage.counter.close()
    ana.is_at("chat-lost")
    ana.says("¿Seguís ahí?")
    stage.counter.open()
    is_sent(ana)
    ana.is_at("chat")
    assert stage.texts(stage.ids()[0]) == [QUESTION, "¿Seguís ahí?"]


def test_where_websockets_are_blocked_the_chat_goes_on_by_itself_and_back(
    page: Page, stage: Stage, context: BrowserContext
) -> None:
    context.add_init_script(BLOCKED)
    ana = in_a_chat(page, stage)
    with at_the_counter(stage) as marta:
        with page.expect_request(re.compile("/events\\?.*wait=25")):
            marta.says(ANSWER)
        ana.sees(ANSWER)
        ana.says("Es para el sábado.")
        marta.hears("Es para el sábado.")
        marta.is_read()
        heard: list[str | bytes] = []
        page.on("websocket", lambda line: line.on("framereceived", lambda frame: heard.append(frame)))
        with page.expect_websocket(lambda line: line.url.endswith("/live")) as line:
            frame_of(ana).evaluate("window.free = true; dispatchEvent(new Event('online'))")
        if not heard:
            line.value.wait_for_event("framereceived")
        asked = len(ana.asked)
        marta.says("Llega el viernes.")
        ana.sees("Llega el viernes.")
        ana.says(THANKS)
        marta.hears(THANKS)
        assert [request.url for request in ana.asked[asked:] if request.method == "POST"] == []
    assert stage.texts(stage.ids()[0]) == [QUESTION, ANSWER, "Es para el sábado.", "Llega el viernes.", THANKS]


def test_nobody_of_before_is_left_when_another_customer_logs_in(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    page.evaluate(LOGS_IN, stage.identity_of("ana"))
    with page.expect_response("**/widget/api/identity"):
        ana.button.click()
    ana.panel.locator(".card").first.click()
    ana.says(QUESTION)
    is_sent(ana)
    ana.panel.locator("#chat-text").fill("Mi número es")
    page.evaluate("Mostrador.close()")
    page.evaluate("Mostrador.logout()")
    assert frame_of(ana).evaluate("Object.keys(localStorage)") == []
    page.evaluate(LOGS_IN, stage.identity_of("bo"))
    with page.expect_response("**/widget/api/identity"):
        ana.button.click()
    ana.is_at("home")
    ana.panel.locator(".card").first.click()
    ana.is_at("chat-new")
    expect(ana.panel.locator(".said")).to_have_count(0)
    expect(ana.panel.locator("#chat-text")).to_have_value("")
    ana.says("Hola, soy Bo.")
    is_sent(ana)
    expect(ana.panel.locator(".said")).to_have_count(1)
    assert stage.conversations() == [QUESTION, "Hola, soy Bo."]


def test_a_customer_finds_their_chat_again_after_logging_in_elsewhere(page: Page, stage: Stage, bo: Shopper) -> None:
    ana = Shopper(page, stage)
    for shopper in (ana, bo):
        shopper.visits()
        shopper.page.evaluate(LOGS_IN, stage.identity_of("ana"))
        with shopper.page.expect_response("**/widget/api/identity"):
            shopper.button.click()
        shopper.is_at("home")
    ana.panel.locator(".card").first.click()
    ana.says(QUESTION)
    is_sent(ana)
    bo.panel.locator(".card").first.click()
    bo.sees(QUESTION)


def test_logging_out_in_one_tab_empties_the_other(page: Page, stage: Stage, context: BrowserContext) -> None:
    ana = in_a_chat(page, stage)
    other = Shopper(context.new_page(), stage)
    other.visits()
    other.button.click()
    other.sees(QUESTION)
    other.panel.locator("#chat-text").fill("Mi número es")
    page.evaluate("Mostrador.logout()")
    other.is_at("chat-new")
    expect(other.panel.locator("#chat-text")).to_have_value("")
    expect(ana.panel.locator(".said")).to_have_count(0)
