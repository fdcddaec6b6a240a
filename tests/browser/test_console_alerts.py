"""An agent who looks elsewhere hears and is shown that somebody waits, unless they have switched it off."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from chat_agents import ChatAgent, NewContext, at_the_counter
from ears import MESSAGE, RING, heard, hears, listens, looks_elsewhere, shown, shows
from playwright.sync_api import expect

from live_callers import LiveShopper, agent_line
from office import Office

ASKED = "¿Queda alguna taza?"


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        yield office


@pytest.fixture
def marta(office: Office, new_context: NewContext) -> ChatAgent:
    """On duty, where the browser may notify her."""
    marta = at_the_counter(office, new_context, "marta@loza.example")
    marta.page.context.grant_permissions(["notifications"])
    listens(marta.page)
    return marta.comes().goes_on_duty()


def it_is_now(office: Office) -> None:
    """The office's clock stands still, and what was said long ago is not told any more."""
    office.moves(datetime.now(UTC) - office.now())


def silences(marta: ChatAgent) -> None:
    button = marta.page.get_by_role("button", name="Sound")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_a_waiting_chat_rings_and_notifies_an_agent_who_looks_elsewhere(office: Office, marta: ChatAgent):
    looks_elsewhere(marta.page)
    chat = LiveShopper(office).opens(ASKED, name="Ana García")
    assert shows(marta.page, 1) == [{"title": "Ana García is ringing", "body": ASKED, "tag": chat}]
    hears(marta.page, RING)


def test_it_rings_again_until_somebody_takes_it(office: Office, marta: ChatAgent):
    marta.page.clock.install()
    marta.comes()
    marta.page.mouse.click(1, 1)  # a browser lets nobody hear anything before
    LiveShopper(office).opens(ASKED, name="Ana García")
    hears(marta.page, RING)
    marta.page.clock.run_for(6_000)
    hears(marta.page, RING * 2)
    marta.takes("Ana García")
    expect(marta.page.get_by_role("article", name="ringing")).to_have_count(0)
    marta.page.clock.run_for(12_000)
    assert heard(marta.page) == RING * 2


def test_what_the_shopper_writes_is_told_to_who_looks_elsewhere_and_never_ones_own(office: Office, marta: ChatAgent):
    ana = LiveShopper(office)
    chat = ana.opens(ASKED, name="Ana García")
    marta.takes("Ana García")
    looks_elsewhere(marta.page)
    it_is_now(office)
    with ana.line() as hers, agent_line(marta.browser) as martas_phone:
        martas_phone.says(chat, "Sí, quedan tres.")
        marta.sees("Ana García", "Sí, quedan tres.")
        assert (heard(marta.page), shown(marta.page)) == (RING, [])
        hers.says(chat, "Me quedo una.")
        assert shows(marta.page, 1) == [{"title": "Ana García", "body": "Me quedo una.", "tag": chat}]
        hears(marta.page, [*RING, *MESSAGE])


def test_whoever_looks_at_the_chats_is_not_told_what_they_see(office: Office, marta: ChatAgent):
    ana = LiveShopper(office)
    chat = ana.opens(ASKED, name="Ana García")
    marta.takes("Ana García")
    it_is_now(office)
    with ana.line() as hers:
        hers.says(chat, "¿Hola?")
        marta.sees("Ana García", "¿Hola?")
    assert (heard(marta.page), shown(marta.page)) == (RING, [])


def test_nothing_sounds_once_it_is_switched_off_also_after_a_reload(office: Office, marta: ChatAgent):
    ana, jon = LiveShopper(office), LiveShopper(office)
    silences(marta)
    looks_elsewhere(marta.page)
    chat = ana.opens(ASKED, name="Ana García")
    shows(marta.page, 1)
    marta.takes("Ana García")
    looks_elsewhere(marta.page)
    it_is_now(office)
    with ana.line() as hers:
        hers.says(chat, "¿Hola?")
        shows(marta.page, 2)
    assert heard(marta.page) == []
    marta.comes()
    expect(marta.page.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "false")
    marta.page.mouse.click(1, 1)
    looks_elsewhere(marta.page)
    jon.opens(ASKED, name="Jon")
    shows(marta.page, 1)
    assert heard(marta.page) == []


def test_nothing_is_shown_where_the_browser_may_not(office: Office, new_context: NewContext):
    marta = at_the_counter(office, new_context, "marta@loza.example")
    listens(marta.page)
    marta.comes().goes_on_duty()
    looks_elsewhere(marta.page)
    LiveShopper(office).opens(ASKED, name="Ana García")
    hears(marta.page, RING)
    assert shown(marta.page) == []
