"""A shopper's phone was in the pocket for an hour: what was answered meanwhile is there as soon as they look."""

from collections.abc import Callable

import pytest
from phone_tab import (
    AN_HOUR,
    COMES_OUT_OF_THE_CACHE,
    PHONE,
    TURNS_UP,
    Network,
    Tab,
    can_be_put_away,
    others_answer,
)
from playwright.sync_api import BrowserContext, Page, expect
from widget_chatter import in_a_chat
from widget_stage import Stage

ANSWERS = {"Marta": "Lo miro.", "Bo": "Salió ayer.", "Eva": "Te llega mañana."}
WAYS = pytest.mark.parametrize("comes", [TURNS_UP, COMES_OUT_OF_THE_CACHE], ids=["visible", "pageshow"])


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    page = new_context(**PHONE).new_page()
    can_be_put_away(page)
    return page


def sees_the_answers_once(tab: Tab) -> None:
    expect(tab.shopper.panel.locator(".said.them")).to_have_text(list(ANSWERS.values()))
    assert tab.is_the_same()


@WAYS
def test_after_an_hour_on_a_dead_line_the_answers_are_there_at_once(phone: Page, stage: Stage, comes: str) -> None:
    network = Network(phone.context)
    tab = Tab(in_a_chat(phone, stage))
    network.dies()
    tab.is_put_away()
    others_answer(stage, ANSWERS)
    assert tab.said() == []
    tab.comes_back(AN_HOUR, comes)  # and no timer runs: it is the coming back that does it
    sees_the_answers_once(tab)
    assert network.dials == 2


@WAYS
def test_after_an_hour_in_which_the_server_hung_up_they_are_there_at_once(
    phone: Page, stage: Stage, comes: str
) -> None:
    tab = Tab(in_a_chat(phone, stage))
    tab.is_put_away()
    others_answer(stage, ANSWERS)
    tab.shopper.is_at("chat-lost")
    assert tab.said() == []
    tab.comes_back(AN_HOUR, comes)
    sees_the_answers_once(tab)
    tab.shopper.is_at("chat")
