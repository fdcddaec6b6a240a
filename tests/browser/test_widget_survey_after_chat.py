"""A shop that asks after chats: the survey stands where the chat has ended."""

from datetime import timedelta
from typing import Literal

import pytest
from page_surveys import asked
from playwright.sync_api import Page, expect
from sqlalchemy import select
from targets import SMALLEST_TARGET, TOO_SMALL
from widget_chatter import frame_of, in_a_chat
from widget_shopper import SOLVING, Shopper
from widget_stage import Stage

from mostrador.storage.schema import survey_answer, survey_invitation
from services import axe

PARTS = ("region", "landmark-one-main", "page-has-heading-one", "heading-order")  # the shop's own


def ends(ana: Shopper) -> None:
    ana.chooses("Terminar el chat")
    ana.panel.locator(".ask").get_by_role("button", name="Terminar el chat").press("Enter")
    ana.is_at("chat-ended")


def test_a_shopper_is_asked_in_place_and_thanked(page: Page, stage: Stage) -> None:
    asked(stage, moment="resolved")
    ana = in_a_chat(page, stage)
    ends(ana)
    expect(ana.panel.get_by_role("radio", name="0, Nada probable")).to_be_focused()
    expect(ana.panel.locator(".faces")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(ana.panel.get_by_label("¿Por qué?")).to_be_focused(timeout=SOLVING)
    page.keyboard.type("Nadie contestó.")
    ana.panel.get_by_role("button", name="Enviar").click()
    ana.is_at("chat-rated")
    stage.moves(timedelta(seconds=30))
    expected = [(2, None), (None, "Nadie contestó.")]
    assert stage.waits_for(select(survey_answer.c.number, survey_answer.c.text)) == expected
    invited = select(survey_invitation.c.channel, survey_invitation.c.conversation_id)
    assert stage.rows(invited) == [("widget", stage.ids()[0])]


def test_where_the_server_does_not_say_the_faces_come(page: Page, stage: Stage) -> None:
    asked(stage, moment="resolved")
    ana = in_a_chat(page, stage)
    page.context.route("**/conversations/*/survey?*", lambda route: route.abort())
    ends(ana)
    expect(ana.panel.get_by_role("radio", name="Muy mal")).to_be_focused()
    ana.panel.get_by_role("radio", name="Muy bien").check(force=True)
    ana.panel.get_by_role("button", name="Enviar").click()
    ana.is_at("chat-rated")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 320)])
def test_nobody_is_kept_out(page: Page, stage: Stage, scheme: Literal["light", "dark"], width: int) -> None:
    asked(stage, moment="resolved")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 640})
    ana = in_a_chat(page, stage)
    ends(ana)
    expect(ana.panel.get_by_role("radio", name="10, Segurísimo")).to_be_visible()
    assert axe.complaints(page, without=PARTS) == []
    assert frame_of(ana).evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert frame_of(ana).evaluate(TOO_SMALL, SMALLEST_TARGET) == []
