"""Writing and reading a chat: with the keyboard, at length, with links, and with a sound."""

import re

from playwright.sync_api import Page, expect
from widget_agent import at_the_counter
from widget_chatter import QUESTION, in_a_chat, is_sent
from widget_shopper import Shopper
from widget_stage import Stage


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
