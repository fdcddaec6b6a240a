"""Agents share chats: they look on, come in, and pass them on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from chat_agents import NewContext, at_the_counter
from playwright.sync_api import expect

from live_callers import LiveShopper, agent_line
from mostrador.storage import shifts
from office import Office
from services import axe


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        yield office


def test_a_supervisor_looks_on_and_comes_in_and_both_see_the_same(office: Office, new_context: NewContext):
    ana = LiveShopper(office)
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    sam = at_the_counter(office, new_context, "sam@loza.example", "supervisor").comes()
    chat = ana.opens("¿Hay alguien?", name="Ana García")
    marta.takes("Ana García")
    sam.page.get_by_text("Chats of others").first.click()
    expect(sam.page.get_by_text("with Marta")).to_be_visible()
    assert axe.complaints(sam.page) == []
    sam.page.get_by_role("button", name="Watch").click()
    sam.sees("Ana García", "¿Hay alguien?")
    expect(sam.chat("Ana García").get_by_text("Marta has it.")).to_be_visible()
    marta.says("Ana García", "Sí, dime.")
    sam.sees("Ana García", "Sí, dime.")
    join = sam.chat("Ana García").get_by_role("button", name="Join the chat")
    join.click()
    expect(join).to_have_count(0)  # what is begun before that is a note, and stays one
    for text in ("Hola, soy Sam.", "Yo también ayudo."):
        sam.says("Ana García", text)
        marta.sees("Ana García", text)
    expect(marta.chat("Ana García").get_by_text("Sam joined the chat")).to_have_count(1)
    with ana.line() as hers:
        hers.hears(chat, "Yo también ayudo.")
        hers.frame("state")
        assert hers.states[chat]["assignee"] == "Marta"
    sam.page.reload()
    sam.waits().sees("Ana García", "Yo también ayudo.")


def test_a_supervisor_whispers_without_coming_in_and_the_shopper_hears_nothing(office: Office, new_context: NewContext):
    ana = LiveShopper(office)
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    sam = at_the_counter(office, new_context, "sam@loza.example", "supervisor")
    chat = ana.opens("¿Hacéis descuento?", name="Ana García")
    marta.takes("Ana García")
    sam.comes(chat)
    column = sam.chat("Ana García")
    expect(column.get_by_text("Marta has it.")).to_be_visible()
    expect(column.get_by_label("Answer")).to_be_hidden()
    column.get_by_label("Text", exact=True).fill("Un diez, hoy.")
    assert axe.complaints(sam.page) == []
    column.get_by_role("button", name="Whisper").click()
    whisper = marta.chat("Ana García").locator(".said.note", has_text="Un diez, hoy.")
    expect(whisper).to_have_count(1)
    expect(column.get_by_label("Text", exact=True)).to_have_value("")
    with ana.line() as hers:
        marta.says("Ana García", "Sí: un diez por ciento.")
        hers.hears(chat, "Sí: un diez por ciento.")
        assert "hoy" not in str(hers.taken)
        assert hers.states[chat]["assignee"] == "Marta"
    column.get_by_role("button", name="Join the chat").click()
    expect(column.get_by_label("Answer")).to_be_visible()  # until then the field is still the whisper's
    sam.says("Ana García", "Y envío gratis.")
    marta.sees("Ana García", "Y envío gratis.")


def test_a_supervisor_blocks_somebody_abusive_from_the_chat_which_ends(office: Office, new_context: NewContext):
    eve = LiveShopper(office)
    chat = eve.opens("Sois unos inútiles", name="Eve")
    sam = at_the_counter(office, new_context, "sam@loza.example", "supervisor").comes().goes_on_duty()
    column = sam.takes("Eve")
    column.get_by_role("button", name="Block and end").click()
    sam.page.get_by_role("button", name="Yes").click()
    expect(column.get_by_text("The sender is blocked.")).to_be_visible()
    with eve.line() as hers:
        hers.frame("state")
        assert hers.states[chat]["ended"]
    eve.opens("¿Seguís ahí?")
    marta = at_the_counter(office, new_context, "marta@loza.example").comes()
    marta.page.goto(f"{office.url}/console/inbox/quarantine")
    expect(marta.page.get_by_text("¿Seguís ahí?")).to_be_visible()
    expect(sam.page.get_by_role("article", name="ringing")).to_have_count(0)


def test_a_chat_is_passed_on_with_a_note_and_rings_at_the_colleague(office: Office, new_context: NewContext):
    ana = LiveShopper(office)
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    chat = ana.opens("¿Y mi pedido?", name="Ana García")
    marta.takes("Ana García")
    bo = at_the_counter(office, new_context, "bo@loza.example").comes().goes_on_duty()
    office.hires("eva@loza.example")
    marta.chat("Ana García").get_by_role("button", name="Pass on").click()
    sheet = marta.page.get_by_role("dialog", name="Pass the chat on")
    expect(sheet.get_by_label("Eva")).to_be_disabled()
    assert axe.complaints(marta.page) == []
    sheet.get_by_label("Bo").check()
    sheet.get_by_label("Note for whoever takes it").fill("Quiere saber cuándo llega.")
    sheet.get_by_role("button", name="Pass on").click()
    expect(marta.chat("Ana García")).to_be_hidden()
    bo.takes("Ana García")
    expect(bo.chat("Ana García").locator(".said.note", has_text="Quiere saber cuándo llega.")).to_be_visible()
    expect(bo.chat("Ana García").get_by_text("Marta passed it to Bo")).to_be_visible()
    with ana.line() as hers:
        bo.says("Ana García", "Llega mañana.")
        hers.hears(chat, "Llega mañana.")
        assert "Quiere saber cuándo llega." not in hers.texts(chat)


def test_a_live_conversation_leads_from_the_inbox_to_its_chat(office: Office, new_context: NewContext):
    chat = LiveShopper(office).opens("¿Hay alguien?", name="Ana García")
    marta = at_the_counter(office, new_context, "marta@loza.example")
    marta.page.goto(f"{office.url}/console/conversations/{chat}")
    marta.page.get_by_role("link", name="Go to the chat").click()
    marta.waits().sees("Ana García", "¿Hay alguien?")
    marta.chat("Ana García").get_by_role("button", name="Take it").click()
    marta.says("Ana García", "Sí.")
    marta.sees("Ana García", "Sí.")


def test_on_a_phone_one_chat_is_shown_and_the_others_are_a_press_away(office: Office, new_context: NewContext):
    ana, jon = LiveShopper(office), LiveShopper(office)
    marta = at_the_counter(
        office, new_context, "marta@loza.example", viewport={"width": 390, "height": 844}, has_touch=True
    )
    marta.comes().goes_on_duty()
    ana.opens("Hola", name="Ana García")
    marta.takes("Ana García")
    other = jon.opens("Buenas", name="Jon")
    marta.takes("Jon")
    expect(marta.chat("Ana García")).to_be_hidden()
    marta.page.get_by_role("button", name="Ana García").click()
    expect(marta.chat("Jon")).to_be_hidden()
    with jon.line() as line:
        line.says(other, "¿Hola?")
    expect(marta.page.get_by_role("button", name="Jon").get_by_text("1 unread")).to_be_attached()


def test_on_other_pages_the_agent_stays_on_duty_and_sees_what_rings(office: Office, new_context: NewContext):
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    marta.page.get_by_role("link", name="Open", exact=True).click()
    LiveShopper(office).opens("Hola", name="Ana García")
    expect(marta.page.locator("#chats-count")).to_have_text("1")
    expect(marta.page).to_have_title("(1) Open · Mostrador")
    marta.page.keyboard.press("g")
    marta.page.keyboard.press("c")
    marta.waits().takes("Ana García")


def test_whoever_is_too_late_comes_in_beside_the_one_who_was_faster(office: Office, new_context: NewContext):
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    bo = office.at_work("bo@loza.example")
    chat = LiveShopper(office).opens("¿Hay alguien?", name="Ana García")
    ring = marta.page.get_by_role("button", name="Take it")
    expect(ring).to_be_visible()
    with agent_line(bo) as bos:
        ring.evaluate("button => { window.late = button }")
        bos.sends("join", conversation=chat)
        expect(ring).to_be_hidden()
    marta.page.evaluate("late.click()")
    expect(marta.chat("Ana García").get_by_label("Text", exact=True)).to_be_visible()
    marta.says("Ana García", "Yo también estoy.")
    marta.sees("Ana García", "Yo también estoy.")


def test_an_agent_who_was_not_heard_of_is_told_that_they_are_off_duty(office: Office, new_context: NewContext):
    marta = at_the_counter(office, new_context, "marta@loza.example").comes().goes_on_duty()
    LiveShopper(office).opens("¿Hay alguien?", name="Ana García")
    marta.takes("Ana García")
    office.write(lambda tx: shifts.put(tx, office.shop, marta.id, "on", 3, at=office.now() - timedelta(minutes=1)))
    expect(marta.page.get_by_text("you are off duty")).to_be_visible()
    expect(marta.page.get_by_label("Off", exact=True)).to_be_checked()
    expect(marta.chat("Ana García").get_by_text("Nobody has it.")).to_be_visible()
    marta.goes_on_duty()
    marta.chat("Ana García").get_by_role("button", name="Take it").click()
    expect(marta.chat("Ana García").get_by_label("Text", exact=True)).to_be_visible()


def test_whoever_only_looks_on_reads_nothing_for_the_shop(office: Office, new_context: NewContext):
    ana = LiveShopper(office)
    chat = ana.opens("¿Hay alguien?", name="Ana García")
    sam = at_the_counter(office, new_context, "sam@loza.example", "supervisor").comes(chat)
    sam.sees("Ana García", "¿Hay alguien?")
    with ana.line() as hers:
        hers.frame("state")
        assert hers.states[chat]["read_by_agents"] == 0
        sam.chat("Ana García").get_by_role("button", name="Take it").click()
        while hers.frame("state")["state"]["read_by_agents"] == 0:
            pass
