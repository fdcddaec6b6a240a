"""What a shopper is told of how it stands at the counter: who is there, who is first, and when it opens."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from widget_agent import at_the_counter
from widget_chatter import in_a_chat, is_sent
from widget_shopper import Shopper
from widget_stage import Stage

from mostrador.domain.shop import Hours

SHOP_ZONE = "Europe/Madrid"
TWICE_A_DAY = Hours(week=((("09:00", "14:00"), ("16:00", "19:00")),) * 7, country="XX")


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "timezone_id": SHOP_ZONE}


def reopens(ana: Shopper) -> None:
    ana.panel.get_by_role("button", name="Cerrar").click()
    ana.button.click()


def until(time: str) -> timedelta:
    """How far it is to the shop's next day at this time."""
    now = datetime.now(ZoneInfo(SHOP_ZONE))
    hour, minute = time.split(":")
    then = (now + timedelta(days=1)).replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    return then - now


def test_who_waits_sees_how_many_are_before_her_and_how_long_it_takes(
    page: Page, stage: Stage, new_context: Any
) -> None:
    jon = in_a_chat(new_context().new_page(), stage)
    ana = Shopper(page, stage)
    ana.opens_chat()
    ana.says("Hola, ¿tenéis el 43?")
    is_sent(ana)
    expect(ana.panel.locator("header p")).to_have_text("Hay 1 persona delante de ti")
    stage.moves(timedelta(seconds=125))
    with at_the_counter(stage) as marta:
        marta.line.sends("join", conversation=stage.ids()[0])
        expect(jon.panel.locator("h1")).to_have_text("Marta")
        expect(ana.panel.locator("header p")).to_have_text("Eres la próxima persona · Solemos tardar 2 minutos")
        marta.line.sends("join", conversation=stage.ids()[1])
        expect(ana.panel.locator("h1")).to_have_text("Marta")
        expect(ana.panel.locator("header p")).to_have_text("Zapatería Lola")


def test_where_nobody_is_on_duty_nobody_is_promised_and_an_address_can_be_left_at_once(
    page: Page, stage: Stage
) -> None:
    stage.leaves()
    ana = Shopper(page, stage)
    ana.opens()
    expect(ana.panel.locator(".card").first).to_contain_text("Deja tu mensaje y te contestamos por correo")
    ana.panel.locator(".card").first.click()
    expect(ana.panel.locator(".welcome")).to_contain_text("Ahora mismo no hay nadie en el chat")
    ana.says("Hola, ¿tenéis el 43?")
    is_sent(ana)
    expect(ana.panel.locator("header p")).to_have_text("Ahora mismo no hay nadie en el chat")
    ana.is_at("chat-address")
    with at_the_counter(stage) as marta:
        marta.line.sends("duty", state="on", capacity=1)
        expect(ana.panel.locator("header p")).to_have_text("Eres la próxima persona")
        ana.is_at("chat")


def test_at_two_o_clock_the_counter_closes_for_who_comes_and_for_who_waits(
    page: Page, stage: Stage, context: BrowserContext
) -> None:
    stage.looks(hours=TWICE_A_DAY, time_zone=SHOP_ZONE)
    stage.moves(until("13:59"))
    context.clock.install(time=datetime.now(UTC) + until("13:59"))
    ana = Shopper(page, stage)
    ana.opens()
    expect(ana.panel.locator(".card").first).to_contain_text("Te contestamos ahora")
    jon = in_a_chat(context.new_page(), stage)
    expect(jon.panel.locator("header p")).to_have_text("Eres la próxima persona")
    stage.moves(until("14:00"))
    expect(jon.panel.get_by_text("Ahora está cerrado.")).to_be_visible()
    reopens(ana)
    expect(ana.panel.locator(".card").first).to_contain_text("Volvemos hoy a las 16:00")
