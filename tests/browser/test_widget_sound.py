"""A shopper hears that somebody has answered, unless they look at it or have switched the sound off."""

import pytest
from ears import NEW, heard, hears, listens
from playwright.sync_api import BrowserContext, Page, expect
from widget_agent import at_the_counter
from widget_chatter import ANSWER, QUESTION, THANKS, frame_of, in_a_chat, is_sent
from widget_shopper import SOLVING, Shopper
from widget_stage import Stage


@pytest.fixture
def ana(page: Page, stage: Stage, context: BrowserContext) -> Shopper:
    """In a chat."""
    listens(context)
    return in_a_chat(page, stage)


def closes(ana: Shopper) -> None:
    ana.button.click()
    expect(ana.page.locator("mostrador-counter iframe")).to_be_hidden()


def is_told(ana: Shopper, unread: int) -> None:
    expect(ana.button).to_have_accessible_name(f"Ayuda y contacto, {unread} sin leer", timeout=SOLVING)


def test_an_answer_is_heard_while_the_chat_is_closed_and_not_while_it_is_looked_at(ana: Shopper, stage: Stage) -> None:
    frame = frame_of(ana)
    with at_the_counter(stage) as marta:
        marta.says(ANSWER)
        ana.sees(ANSWER)
        assert heard(frame) == []
        closes(ana)
        marta.says("¿Algo más?")
        is_told(ana, 1)
        hears(frame, NEW)


def test_ones_own_words_make_no_sound_nor_do_they_in_another_tab(
    ana: Shopper, stage: Stage, context: BrowserContext
) -> None:
    ana.says(THANKS)
    is_sent(ana)
    closes(ana)
    other = Shopper(context.new_page(), stage)
    other.visits()
    other.button.click()
    other.says("¿Hola?")
    ana.sees("¿Hola?")
    assert heard(frame_of(ana)) == heard(frame_of(other)) == []


def test_the_sound_that_is_switched_off_stays_off_after_a_reload_until_it_is_switched_on(
    ana: Shopper, stage: Stage
) -> None:
    ana.chooses("Sonido")
    closes(ana)
    with at_the_counter(stage) as marta:
        marta.says(ANSWER)
        is_told(ana, 1)
        assert heard(frame_of(ana)) == []
        ana.page.reload()
        ana.button.click()
        ana.sees(QUESTION)
        ana.panel.locator("#chat-text").click()  # a browser lets nobody hear anything before
        closes(ana)
        marta.says("¿Algo más?")
        is_told(ana, 1)
        assert heard(frame_of(ana)) == []
        ana.button.click()
        ana.chooses("Sonido")
        hears(frame_of(ana), NEW)  # for a trial
