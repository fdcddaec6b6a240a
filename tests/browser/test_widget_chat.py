"""A shopper chats with an agent: asks, is answered, waits in vain, and says how it went."""

import re

from playwright.sync_api import BrowserContext, Page, Route, expect
from widget_agent import at_the_counter
from widget_chatter import ANSWER, QUESTION, THANKS, frame_of, in_a_chat, is_sent
from widget_shopper import Shopper
from widget_stage import NEVER, Stage

from mostrador.domain.shop import Chat


def refuses(route: Route, body: str) -> None:
    route.fulfill(status=429, content_type="application/problem+json", body=body)


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
        for number in range(12):
            marta.says(f"{number}. Una línea\ny otra.")
        marta.ends()
    ana.is_at("chat-ended")
    expect(ana.panel.locator(".happened").last).to_be_in_viewport(ratio=1)
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


def test_a_shop_that_is_closed_does_not_say_that_somebody_comes(page: Page, stage: Stage) -> None:
    stage.looks(hours=NEVER)
    ana = in_a_chat(page, stage)
    expect(ana.panel.get_by_text("Ahora está cerrado.")).to_be_visible()
    expect(ana.panel.get_by_text("Enseguida estamos contigo")).to_have_count(0)
