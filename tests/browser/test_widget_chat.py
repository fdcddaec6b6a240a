"""A shopper chats with an agent: what is written is never lost, arrives once, and is the same in every tab."""

import re

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, Route, WebSocket, expect
from widget_agent import at_the_counter
from widget_shopper import SOLVING, Shopper
from widget_stage import Stage

from mostrador.domain.shop import Chat

QUESTION = "Hola, ¿cuándo llega mi pedido?"
ANSWER = "Salió ayer: te llega mañana."
THANKS = "¡Genial, gracias!"
SAYS = "token => { window.token = token; Mostrador.identify(async () => window.token) }"
BLOCKED = """if (location.pathname.startsWith("/widget/")) {
    const Real = WebSocket
    window.WebSocket = function (...all) { return new Real(...(window.free ? all : [`${all[0]}-is-blocked`, all[1]])) }
}"""


@pytest.fixture
def bo(stage: Stage, new_context) -> Shopper:
    """Somebody in another browser."""
    return Shopper(new_context().new_page(), stage)


def in_a_chat(page: Page, stage: Stage) -> Shopper:
    """Ana has asked, and nobody has answered yet."""
    ana = Shopper(page, stage)
    ana.opens_chat()
    ana.says(QUESTION)
    is_sent(ana)
    return ana


def is_sent(ana: Shopper) -> None:
    expect(ana.panel.locator(".foot.me").last).to_contain_text("Enviado", timeout=SOLVING)
    expect(ana.panel.locator(".foot.sending")).to_have_count(0)


def frame_of(ana: Shopper) -> Frame:
    return next(frame for frame in ana.page.frames if "/widget/frame/" in frame.url)


def lines_of(page: Page) -> list[WebSocket]:
    lines: list[WebSocket] = []
    page.on("websocket", lambda line: lines.append(line))
    return lines


def test_a_shopper_asks_and_an_agent_answers(page: Page, stage: Stage) -> None:
    ana = in_a_chat(page, stage)
    with at_the_counter(stage) as marta:
        marta.hears(QUESTION)
        marta.types()
        expect(ana.panel.locator(".typing")).to_contain_text("Marta está escribiendo")
        marta.says(ANSWER)
        ana.sees(ANSWER)
        expect(ana.panel.locator(".typing")).to_have_count(0)
        expect(ana.panel.locator("h1")).to_have_text("Marta")
        marta.line.frame("state")
        marta.reads()
        expect(ana.panel.locator(".foot.me")).to_contain_text("Leído")
        ana.says(THANKS)
        marta.hears(THANKS)
    assert stage.texts(stage.ids()[0]) == [QUESTION, ANSWER, THANKS]


def test_the_agent_sees_that_the_shopper_types_and_has_read(page: Page, stage: Stage) -> None:
    ana = in_a_chat(page, stage)
    with at_the_counter(stage) as marta:
        marta.hears(QUESTION)
        ana.panel.locator("#chat-text").press_sequentially("Es que")
        assert marta.line.frame("signal")["typing"] == [{"role": "customer"}]
        marta.says(ANSWER)
        ana.sees(ANSWER)
        marta.is_read()


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
    ana.is_at("chat-lost")
    context.set_offline(False)
    is_sent(ana)
    assert stage.conversations() == [QUESTION]


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
        with page.expect_websocket(lambda line: line.url.endswith("/live")):
            frame_of(ana).evaluate("window.free = true; dispatchEvent(new Event('online'))")
        asked = len(ana.asked)
        marta.says("Llega el viernes.")
        ana.sees("Llega el viernes.")
        ana.says(THANKS)
        marta.hears(THANKS)
        assert len(ana.asked) == asked
    assert stage.texts(stage.ids()[0]) == [QUESTION, ANSWER, "Es para el sábado.", "Llega el viernes.", THANKS]


def test_a_refusal_keeps_the_text_and_says_why(page: Page, stage: Stage, context: BrowserContext) -> None:
    ana = Shopper(page, stage)
    ana.opens_chat()
    answer = '{"code": "too_many", "status": 429, "retry_after": 240}'
    context.route("**/widget/api/conversations", lambda route: refuses(route, answer))
    ana.writes(QUESTION)
    ana.is_at("chat-refused")
    expect(ana.panel.get_by_role("alert")).to_contain_text("podrás enviarlo en 4 minutos")
    expect(ana.panel.locator("#chat-text")).to_have_value(QUESTION)
    context.unroute("**/widget/api/conversations")
    ana.panel.locator("#chat-text").press("Enter")
    is_sent(ana)
    assert stage.conversations() == [QUESTION]


def refuses(route: Route, body: str) -> None:
    route.fulfill(status=429, content_type="application/problem+json", body=body)


def test_what_came_too_late_for_the_chat_begins_another(page: Page, stage: Stage, context: BrowserContext) -> None:
    ana = in_a_chat(page, stage)
    context.set_offline(True)
    ana.says("¿Y en azul?")
    with at_the_counter(stage) as marta:
        marta.says(ANSWER)
        marta.ends()
        marta.line.frame("state")
    context.set_offline(False)
    ana.is_at("chat-ended")
    expect(ana.panel.locator(".foot.failed")).to_contain_text("había terminado")
    ana.panel.get_by_role("button", name="Empezar otro chat").click()
    ana.is_at("chat-new")
    expect(ana.panel.locator("#chat-text")).to_have_value("¿Y en azul?")
    ana.panel.locator("#chat-text").press("Enter")
    is_sent(ana)
    assert stage.conversations() == [QUESTION, "¿Y en azul?"]


def test_when_the_agent_ends_the_chat_the_shopper_says_how_it_went(page: Page, stage: Stage) -> None:
    ana = in_a_chat(page, stage)
    with at_the_counter(stage) as marta:
        marta.says(ANSWER)
        marta.ends()
    ana.is_at("chat-ended")
    ana.panel.get_by_role("radio", name="Muy bien").check(force=True)
    ana.panel.get_by_label("¿Quieres contarnos algo más?").fill("Muy amables.")
    ana.panel.get_by_role("button", name="Enviar").click()
    ana.is_at("chat-rated")
    assert stage.kinds(stage.ids()[0])[-2:] == ["ended", "rated"]
    ana.panel.get_by_role("button", name="Empezar otro chat").click()
    ana.is_at("chat-new")
    ana.says("Otra cosa.")
    is_sent(ana)
    assert stage.conversations() == [QUESTION, "Otra cosa."]


def test_the_shopper_is_asked_once_before_the_chat_ends(page: Page, stage: Stage) -> None:
    ana = in_a_chat(page, stage)
    ana.chooses("Terminar el chat")
    ana.is_at("chat-ending")
    ana.panel.get_by_role("button", name="Seguir hablando").click()
    ana.is_at("chat")
    expect(ana.panel.locator("#chat-text")).to_be_focused()
    ana.chooses("Terminar el chat")
    ana.panel.locator(".ask").get_by_role("button", name="Terminar el chat").click()
    ana.is_at("chat-ended")
    assert "ended" in stage.kinds(stage.ids()[0])


def test_who_waits_too_long_leaves_an_address(page: Page, stage: Stage) -> None:
    stage.looks(chat=Chat(answer_within=60))
    page.clock.install()
    ana = in_a_chat(page, stage)
    ana.is_at("chat")
    page.clock.fast_forward(90_000)
    ana.is_at("chat-address")
    ana.panel.locator("#chat-email").fill("ana@gmial")
    ana.panel.get_by_role("button", name="Dejar mi correo").click()
    expect(ana.panel.locator("#chat-email")).to_be_focused()
    expect(ana.panel.locator("#chat-email-error")).to_contain_text("le falta algo")
    ana.panel.locator("#chat-email").fill("ana@example.com")
    ana.panel.get_by_role("button", name="Dejar mi correo").click()
    ana.is_at("chat-mail")
    expect(ana.panel.locator(".happened")).to_have_text("Te contestaremos a ana@example.com")
    assert "left_address" in stage.kinds(stage.ids()[0])


def test_a_shop_may_ask_for_an_address_first(page: Page, stage: Stage) -> None:
    stage.looks(chat=Chat(asks_email=True))
    ana = Shopper(page, stage)
    ana.opens_chat()
    ana.writes(QUESTION)
    expect(ana.panel.locator("#chat-email")).to_be_focused()
    expect(ana.panel.get_by_role("alert")).to_contain_text("Tu mensaje sigue aquí")
    ana.panel.locator("#chat-email").fill("ana@example.com")
    ana.panel.locator("#chat-text").press("Enter")
    is_sent(ana)
    expect(ana.panel.locator("#chat-email")).to_have_count(0)
    assert stage.conversations() == [QUESTION]


def test_a_shop_without_chat_shows_none(page: Page, stage: Stage) -> None:
    stage.looks(chat=Chat(on=False))
    ana = Shopper(page, stage)
    ana.opens()
    expect(ana.panel.locator(".card")).to_have_count(1)
    page.evaluate("Mostrador.open('chat')")
    ana.is_at("home")


def test_the_page_opens_the_chat(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    page.evaluate("Mostrador.open('chat')")
    ana.is_at("chat-new")
    expect(ana.panel.locator("#chat-text")).to_be_focused()
    panel = page.locator("mostrador-counter div")
    assert panel.evaluate("panel => panel.scrollTop") == 0
    assert frame_of(ana).evaluate("document.documentElement.scrollTop") == 0
    before_typing = [path for path in ana.paths_asked() if not re.search("room.js|form-tokens|proof-worker", path)]
    assert len(before_typing) <= 1 + 8  # the first is the loader, on each page of the shop


def test_nobody_of_before_is_left_when_another_customer_logs_in(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    page.evaluate(SAYS, stage.identity_of("ana"))
    with page.expect_response("**/widget/api/identity"):
        ana.button.click()
    ana.panel.locator(".card").first.click()
    ana.says(QUESTION)
    is_sent(ana)
    ana.panel.locator("#chat-text").fill("Mi número es")
    page.evaluate("Mostrador.close()")
    page.evaluate("Mostrador.logout()")
    assert frame_of(ana).evaluate("Object.keys(localStorage)") == []
    page.evaluate(SAYS, stage.identity_of("bo"))
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
        shopper.page.evaluate(SAYS, stage.identity_of("ana"))
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


def test_markup_stays_text_and_only_harmless_addresses_become_links(page: Page, stage: Stage) -> None:
    ana = in_a_chat(page, stage)
    with at_the_counter(stage) as marta:
        marta.says("<b>Mira</b> (https://correos.example/PX9), javascript:alert(1) o mailto:ana@example.com.")
        bubble = ana.panel.locator(".said.them").last
        expect(bubble).to_have_text(re.compile("^<b>Mira</b> .*javascript:alert"))
        links = bubble.locator("a")
        expect(links).to_have_text(["https://correos.example/PX9", "mailto:ana@example.com"])
        expect(links.first).to_have_attribute("rel", "noopener noreferrer nofollow")


def test_enter_sends_and_begins_a_line_with_shift_and_leaves_words_in_the_making_alone(
    page: Page, stage: Stage
) -> None:
    ana = Shopper(page, stage)
    ana.opens_chat()
    text = ana.panel.locator("#chat-text")
    text.press_sequentially("Hola")
    text.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True})
    expect(text).to_have_value("Hola")
    text.press("Shift+Enter")
    text.press_sequentially("¿Hay alguien?")
    text.press("Enter")
    expect(ana.panel.locator(".said.me")).to_have_text("Tú: Hola\n¿Hay alguien?", use_inner_text=True)
    text.fill("   ")
    text.press("Enter")
    expect(ana.panel.locator(".said")).to_have_count(1)


def test_too_long_a_text_is_counted_and_not_sent(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.opens_chat()
    ana.writes("a" * 10_003)
    expect(ana.panel.locator("#chat-count")).to_have_text("Sobran 3 caracteres")
    expect(ana.panel.locator(".said")).to_have_count(0)
    ana.writes("a" * 10_000)
    is_sent(ana)
    assert stage.conversations() == ["a" * 10_000]


def test_who_reads_further_up_stays_there_and_is_told_of_new_messages(page: Page, stage: Stage) -> None:
    ana = in_a_chat(page, stage)
    with at_the_counter(stage) as marta:
        for number in range(12):
            marta.says(f"{number}. Una línea\ny otra\ny otra.")
        ana.sees("11. Una línea")
        newer = ana.panel.get_by_role("button", name="Mensajes nuevos")
        expect(newer).to_be_hidden()
        log = ana.panel.get_by_role("log")
        log.evaluate("log => { log.scrollTop = 0 }")
        marta.says("¿Sigues ahí?")
        expect(newer).to_be_visible()
        assert log.evaluate("log => log.scrollTop") == 0
        newer.click()
        expect(newer).to_be_hidden()
        expect(ana.panel.locator(".said").last).to_be_in_viewport()


def test_the_sound_can_be_switched_off_and_stays_off(page: Page, stage: Stage) -> None:
    ana = in_a_chat(page, stage)
    sound = ana.panel.locator(".menu [aria-pressed]")
    expect(sound).to_have_attribute("aria-pressed", "true")
    ana.chooses("Sonido")
    expect(sound).to_have_attribute("aria-pressed", "false")
    page.reload()
    ana.button.click()
    ana.sees(QUESTION)
    expect(sound).to_have_attribute("aria-pressed", "false")


def test_a_chat_with_the_keyboard_alone(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    keys = page.keyboard
    page.get_by_role("link").focus()
    keys.press("Tab")
    keys.press("Enter")
    ana.is_at("home")
    assert ana.focused().startswith("Hola.")
    keys.press("Tab")
    keys.press("Enter")
    ana.is_at("chat-new")
    assert ana.focused() == "chat-text"
    keys.type(QUESTION)
    keys.press("Enter")
    is_sent(ana)
    assert ana.focused() == "chat-text"
    for wanted in ("Conversación", "Cerrar", "Más"):
        keys.press("Shift+Tab")
        assert ana.focused() == wanted
    keys.press("Enter")
    for _ in range(2):
        keys.press("Tab")
    assert ana.focused() == "Terminar el chat"
    keys.press("Escape")
    assert ana.focused() == "Más"
    keys.press("Enter")
    for _ in range(2):
        keys.press("Tab")
    keys.press("Enter")
    ana.is_at("chat-ending")
    assert ana.focused() == "Seguir hablando"
    keys.press("Tab")
    keys.press("Enter")
    ana.is_at("chat-ended")
    for _ in range(5):
        keys.press("ArrowRight")
    keys.press("Tab")
    assert ana.focused() == "comment"
    keys.type("Todo bien.")
    keys.press("Tab")
    keys.press("Enter")
    ana.is_at("chat-rated")
    assert ana.focused() == "Empezar otro chat"
    keys.press("Enter")
    ana.is_at("chat-new")
    keys.press("Escape")
    expect(ana.button).to_be_focused()
