"""A shopper chats with an agent: in one tab, in two, offline, and where WebSockets are blocked."""

from playwright.sync_api import Page, expect
from widget_agent import at_the_counter
from widget_shopper import Shopper
from widget_stage import Stage

QUESTION = "Hola, ¿cuándo llega mi pedido?"
ANSWER = "Salió ayer: te llega mañana."


def test_a_shopper_asks_and_an_agent_answers(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.opens_chat()
    ana.says(QUESTION)
    ana.is_at("chat")
    expect(ana.panel.locator(".foot.me")).to_contain_text("Enviado")
    with at_the_counter(stage) as marta:
        marta.hears(QUESTION)
        marta.says(ANSWER)
        ana.sees(ANSWER)
        expect(ana.panel.locator("h1")).to_have_text("Marta")
        marta.reads()
        expect(ana.panel.locator(".foot.me")).to_contain_text("Leído")
        ana.says("¡Genial, gracias!")
        marta.hears("¡Genial, gracias!")
    assert stage.texts(stage.ids()[0]) == [QUESTION, ANSWER, "¡Genial, gracias!"]
