"""A shopper in a chat, and what they see of it."""

from playwright.sync_api import Frame, Page, expect
from widget_shopper import SOLVING, Shopper
from widget_stage import Stage

QUESTION = "Hola, ¿cuándo llega mi pedido?"
ANSWER = "Salió ayer: te llega mañana."
THANKS = "¡Genial, gracias!"
LOGS_IN = "token => { window.token = token; Mostrador.identify(async () => window.token) }"


def in_a_chat(page: Page, stage: Stage) -> Shopper:
    """Ana has asked, and nobody has answered yet."""
    ana = Shopper(page, stage)
    ana.opens_chat()
    ana.says(QUESTION)
    is_sent(ana)
    return ana


def is_sent(ana: Shopper) -> None:
    expect(ana.panel.locator(".foot.me").last).to_contain_text("Enviado", timeout=SOLVING)
    expect(ana.panel.locator(".foot.sending")).to_have_count(0)


def frame_of(ana: Shopper) -> Frame:
    return next(frame for frame in ana.page.frames if "/widget/frame/" in frame.url)
