"""Agents chat with shoppers, in real browsers against the real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_agents import NewContext, at_the_counter
from playwright.sync_api import expect

from live_callers import LiveShopper
from office import Office


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
