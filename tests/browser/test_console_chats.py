"""Agents chat with shoppers, in real browsers against the real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_agents import NewContext, at_the_counter, keeps_reply
from playwright.sync_api import expect

from live_callers import LiveShopper
from office import Office
from services import axe


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        yield office


def test_a_chat_rings_is_taken_and_both_talk(office: Office, new_context: NewContext):
    ana = LiveShopper(office)
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    chat = ana.opens("Hola, ¿tenéis la taza en azul?", name="Ana García")
    ring = marta.page.get_by_role("article", name="Ana García is ringing")
    expect(ring).to_contain_text("¿tenéis la taza en azul?")
    expect(marta.page.locator("#chats-count")).to_have_text("1")
    marta.takes("Ana García")
    expect(ring).to_be_hidden()
    marta.sees("Ana García", "¿tenéis la taza en azul?")
    with ana.line() as hers:
        marta.says("Ana García", "Sí, quedan tres.")
        assert hers.hears(chat, "Sí, quedan tres.")["author"]["name"] == "Marta"
        hers.says(chat, "Me quedo una.")
        marta.sees("Ana García", "Me quedo una.")
        hers.sends("typing", conversation=chat)
        expect(marta.chat("Ana García").locator(".typing")).to_be_visible()
        hers.sends("read", conversation=chat, seq=99)
        expect(marta.chat("Ana García").get_by_text("Read ·")).to_be_visible()


def test_a_canned_reply_goes_only_when_its_field_is_filled_in(office: Office, new_context: NewContext):
    keeps_reply(office, "Sale hoy", "{customer.first_name}, sale hoy y llega {?cuándo llega}. Un saludo.")
    ana = LiveShopper(office)
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    chat = ana.opens("¿Y mi pedido?", name="Ana García")
    column = marta.takes("Ana García")
    field = column.get_by_label("Text", exact=True)
    field.press_sequentially("/SALE")
    expect(column.get_by_role("option")).to_have_count(1)
    assert axe.complaints(marta.page) == []
    field.press("Enter")
    expect(field).to_have_value("Ana, sale hoy y llega {?cuándo llega}. Un saludo.")
    expect(column.get_by_role("button", name="Send")).to_be_disabled()
    expect(column.get_by_text("Missing: cuándo llega")).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value("Ana, sale hoy y llega {?cuándo llega}. Un saludo.")
    field.press_sequentially("mañana")
    field.press("Enter")
    with ana.line() as hers:
        hers.hears(chat, "Ana, sale hoy y llega mañana. Un saludo.")


def test_a_canned_reply_is_chosen_in_the_inbox_too(office: Office, new_context: NewContext):
    keeps_reply(office, "Saludo", "Hola, {customer.first_name}: {?qué}")
    chat = LiveShopper(office).opens("¿Hola?", name="Ana García", email="ana@example.com")
    marta = at_the_counter(office, new_context, "marta@loza.example")
    marta.page.goto(f"{office.url}/console/conversations/{chat}")
    field = marta.page.get_by_label("Text", exact=True)
    marta.page.get_by_role("button", name="Canned replies").click()
    marta.page.get_by_role("option", name="Saludo").click()
    expect(field).to_have_value("Hola, Ana: {?qué}")
    send = marta.page.get_by_role("button", name="Send", exact=True)
    expect(send).to_be_disabled()
    field.press_sequentially("sí")
    expect(send).to_be_enabled()
    expect(field).to_have_value("Hola, Ana: sí")


def test_a_reload_keeps_the_chats_the_draft_and_what_was_not_sent(office: Office, new_context: NewContext):
    ana, jon = LiveShopper(office), LiveShopper(office)
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    chat = ana.opens("¿Hay alguien?", name="Ana García")
    marta.takes("Ana García")
    over = jon.opens("Hola", name="Jon")
    marta.takes("Jon")
    with jon.line() as line:
        line.sends("end", conversation=over)
    expect(marta.chat("Jon").get_by_text("The chat has ended.")).to_be_visible()
    marta.page.context.set_offline(True)
    marta.page.evaluate("dispatchEvent(new Event('offline'))")
    marta.says("Ana García", "Sí, dime.")
    expect(marta.chat("Ana García").get_by_text("Sending…")).to_be_visible()
    marta.chat("Ana García").get_by_label("Text", exact=True).fill("Y además")
    marta.page.context.set_offline(False)
    marta.page.reload()
    marta.waits()
    with ana.line() as hers:
        hers.hears(chat, "Sí, dime.")
        assert hers.texts(chat).count("Sí, dime.") == 1
    marta.sees("Ana García", "Sí, dime.")
    expect(marta.chat("Ana García").get_by_label("Text", exact=True)).to_have_value("Y además")
    expect(marta.chat("Jon").get_by_text("The chat has ended.")).to_be_visible()
    marta.chat("Jon").get_by_role("button", name="Close").click()
    expect(marta.chat("Jon")).to_be_hidden()


def test_a_note_is_another_paper_and_never_reaches_the_shopper(office: Office, new_context: NewContext):
    ana = LiveShopper(office)
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    chat = ana.opens("Hola", name="Ana García")
    column = marta.takes("Ana García")
    column.get_by_text("Internal note").click()
    marta.says("Ana García", "Compra mucho.")
    expect(column.locator(".said.note", has_text="Compra mucho.")).to_be_visible()
    expect(column.get_by_label("Answer", exact=True)).to_be_checked()
    marta.says("Ana García", "Hola, Ana.")
    with ana.line() as hers:
        hers.hears(chat, "Hola, Ana.")
        assert hers.texts(chat) == ["Hola", "Hola, Ana."]


def test_the_keyboard_alone_takes_a_chat_talks_and_ends_it(office: Office, new_context: NewContext):
    ana = LiveShopper(office)
    marta = at_the_counter(office, new_context, "marta@loza.example").comes()
    press = marta.page.keyboard.press
    marta.page.get_by_label("Off", exact=True).focus()
    press("ArrowLeft")
    press("ArrowLeft")
    expect(marta.page.get_by_label("On duty")).to_be_checked()
    chat = ana.opens("¿Hay alguien?", name="Ana García")
    expect(marta.page.get_by_role("button", name="Take it")).to_be_visible()
    press("t")
    column = marta.chat("Ana García")
    expect(column.get_by_label("Text", exact=True)).to_be_focused()
    marta.page.keyboard.type("Sí:")
    press("Shift+Enter")
    marta.page.keyboard.type("aquí estoy.")
    press("Enter")
    with ana.line() as hers:
        hers.hears(chat, "Sí:\naquí estoy.")
    end = column.get_by_role("button", name="End", exact=True)
    for _ in range(20):
        press("Shift+Tab")
        if end.evaluate("button => button === document.activeElement"):
            break
    press("Enter")
    sheet = marta.page.get_by_role("dialog")
    expect(sheet).to_contain_text("End this chat?")
    sheet.get_by_role("button", name="Yes").focus()
    press("Enter")
    expect(column.get_by_text("The chat has ended.")).to_be_visible()


def test_what_a_shopper_writes_stays_text_in_the_chats(office: Office, new_context: NewContext):
    markup = "<img src=x onerror=alert(1)>{{7*7}}"
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    LiveShopper(office).opens(markup, name="<b>Ana</b>", page="https://www.loza.example/?<svg onload=alert(1)>")
    ring = marta.page.get_by_role("article", name="<b>Ana</b> is ringing")
    expect(ring).to_contain_text(markup)
    column = marta.takes("<b>Ana</b>")
    marta.sees("<b>Ana</b>", markup)
    expect(column.locator(".facts-of dl").first).to_be_visible()
    assert column.locator("img, svg[onload], .said b, h2 b").count() == 0
    assert marta.page.evaluate("() => document.querySelector('main').innerHTML.includes('<img')") is False


def test_a_message_that_shouts_is_mended_or_sent_anyway(office: Office, new_context: NewContext):
    ana = LiveShopper(office)
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    chat = ana.opens("¿Queda alguna?", name="Ana García")
    column = marta.takes("Ana García")
    field = column.get_by_label("Text", exact=True)
    marta.says("Ana García", "NO QUEDA NINGUNA TAZA")
    expect(column.get_by_text("reads as shouting")).to_be_visible()
    assert axe.complaints(marta.page) == []
    field.fill("Y además")
    column.get_by_role("button", name="Mend it").click()
    expect(field).to_have_value("NO QUEDA NINGUNA TAZA\nY además")
    expect(field).to_be_focused()
    expect(column.locator(".said.me")).to_have_count(0)
    marta.says("Ana García", "NO QUEDA NINGUNA EN AZUL")
    expect(column.get_by_role("button", name="Send it anyway")).to_be_visible()
    marta.page.context.set_offline(True)
    marta.page.evaluate("dispatchEvent(new Event('offline'))")
    column.get_by_role("button", name="Send it anyway").click()
    expect(column.get_by_text("Sending…")).to_be_visible()
    marta.page.context.set_offline(False)
    marta.page.reload()
    marta.waits()
    with ana.line() as hers:
        hers.hears(chat, "NO QUEDA NINGUNA EN AZUL")
        assert hers.texts(chat)[1:] == ["NO QUEDA NINGUNA EN AZUL"]
    expect(column.get_by_text("Sent anyway: nearly all capitals")).to_be_visible()


def test_a_held_message_does_not_mix_with_a_note(office: Office, new_context: NewContext):
    ana = LiveShopper(office)
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    ana.opens("¿Queda alguna?", name="Ana García")
    column = marta.takes("Ana García")
    marta.says("Ana García", "No seas idiota")
    expect(column.get_by_text("a word that insults")).to_be_visible()
    column.get_by_text("Internal note").click()
    column.get_by_label("Text", exact=True).fill("Cliente difícil")
    column.get_by_role("button", name="Mend it").click()
    expect(marta.page.get_by_text("Save or clear your note first.")).to_be_visible()
    expect(column.get_by_label("Text", exact=True)).to_have_value("Cliente difícil")
    expect(column.locator(".said.me", has_text="No seas idiota")).to_be_visible()


def test_what_was_just_said_is_deleted_for_a_minute(office: Office, new_context: NewContext):
    ana = LiveShopper(office)
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    chat = ana.opens("¿Queda alguna?", name="Ana García")
    column = marta.takes("Ana García")
    marta.says("Ana García", "La clave es zarzamora.")
    with ana.line() as hers:
        hers.hears(chat, "La clave es zarzamora.")
        column.locator(".said.me").get_by_role("button", name="Delete").click()
        expect(column.locator(".said.me")).to_contain_text("Message deleted")
        expect(column).not_to_contain_text("zarzamora")
        expect(column.get_by_role("button", name="Delete")).to_have_count(0)
        while hers.frame("event")["event"]["kind"] != "redacted":
            pass
    marta.page.reload()
    marta.waits()
    expect(column.locator(".said.me")).to_contain_text("Message deleted")


def test_a_slip_is_put_right_where_it_was_written(office: Office, new_context: NewContext):
    ana = LiveShopper(office)
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    chat = ana.opens("¿Cuánto cuesta?", name="Ana García")
    column = marta.takes("Ana García")
    marta.says("Ana García", "Cuesta diez erous.")
    field = column.get_by_label("Text", exact=True)
    field.fill("Lo que escribo mientras")
    column.get_by_role("button", name="Mend it").click()
    expect(field).to_have_value("Cuesta diez erous.")
    expect(field).to_be_focused()
    expect(column.get_by_text("You are correcting what you said.")).to_be_visible()
    assert axe.complaints(marta.page) == []
    field.press("Escape")
    expect(field).to_have_value("Lo que escribo mientras")
    column.get_by_role("button", name="Mend it").click()
    field.press("Enter")  # as it was: there is nothing to wait for
    expect(field).to_have_value("Lo que escribo mientras")
    expect(field).to_be_editable()
    column.get_by_role("button", name="Mend it").click()
    field.fill("CUESTA DIEZ EUROS, SEÑORA")
    field.press("Enter")
    expect(column.get_by_text("nearly all in capitals")).to_be_visible()
    expect(field).to_have_value("CUESTA DIEZ EUROS, SEÑORA")
    field.fill("Cuesta diez euros.")
    field.press("Enter")
    marta.sees("Ana García", "Cuesta diez euros.")
    expect(field).to_have_value("Lo que escribo mientras")
    expect(column.get_by_text("Corrected")).to_be_visible()
    with ana.line() as hers:
        assert hers.hears(chat, "Cuesta diez euros.")["body"] == {"mended": True}
