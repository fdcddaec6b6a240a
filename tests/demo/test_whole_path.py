"""The whole way of one question, in a real browser: the shop's page, the console, the mail, the link, the answer."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
from demo_people import marta_logs_in
from demo_process import Said, demo
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

QUESTION = "Las zapatillas me quedan pequeñas. ¿Puedo cambiarlas por un 43?"
ANSWER = "¡Hola, Ana! Claro que sí: te mandamos el 43 mañana."
THANKS = "¡Genial, muchas gracias!"
NOTE = "Es clienta desde 2019."
Contexts = Callable[..., BrowserContext]


def test_a_shoppers_question_is_answered_by_mail_and_read_behind_the_link(tmp_path: Path, new_context: Contexts):
    folder = tmp_path / "demo"
    with demo(folder) as said:
        code = ana_asks(said, new_context(locale="es-ES", viewport={"width": 320, "height": 640}).new_page())
    with demo(folder) as said:  # the server was restarted half-way
        marta = marta_logs_in(said, new_context(locale="es-ES").new_page())
        marta_answers_by_keyboard(marta, code)
        ana = new_context(locale="es-ES", viewport={"width": 390, "height": 844}).new_page()
        ana.goto(link_in_the_mail(said, "ana@example.com"))
        ana_reads_and_thanks(ana)
        expect(marta.get_by_text(THANKS).last).to_be_visible()  # without a reload


def ana_asks(said: Said, page: Page) -> str:
    """Ana writes from the widget on a very small phone, and gets a code."""
    page.goto(said.shop)
    page.locator("mostrador-counter button").click()
    panel = page.frame_locator("mostrador-counter iframe")
    panel.get_by_role("button", name="Escríbenos").click()
    fills(panel)
    panel.get_by_role("button", name="Enviar").click()
    expect(panel.locator("#app")).to_have_attribute("data-state", "sent", timeout=30_000)
    found = re.search(r"M-\w{4}-\w{2}", panel.locator("body").inner_text())
    assert found
    return found[0]


def fills(panel: FrameLocator) -> None:
    panel.get_by_label("Nombre").fill("Ana García")
    panel.get_by_label("Correo").fill("ana@example.com")
    panel.get_by_label("¿Sobre qué?").select_option("Devoluciones y cambios")
    panel.get_by_label("Mensaje").press_sequentially(QUESTION, delay=60)
    panel.get_by_role("checkbox").check()


def marta_answers_by_keyboard(page: Page, code: str) -> None:
    """Find it, leave a note, answer: without touching the mouse."""
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**/console/inbox/open")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_text(code).first.wait_for()
    page.keyboard.press("n")
    page.keyboard.type(NOTE)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(NOTE).first).to_be_visible()
    page.keyboard.press("Escape")  # out of the box, so that keys are commands again
    page.keyboard.press("r")
    page.keyboard.type(ANSWER)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Deshacer")).to_be_visible()
    expect(page.get_by_role("button", name="Deshacer")).to_have_count(0, timeout=30_000)


def link_in_the_mail(said: Said, to: str) -> str:
    """The link in the answer's mail; the note is nowhere in it."""
    link = None
    for _ in range(100):
        mails = httpx.get(f"{said.mail}/mails.json", params={"to": to, "wait": 1}).text
        assert NOTE not in mails
        if link := re.search(r"http://[\w.:]+/c/#[\w.-]+", mails):
            break
    assert link, "No mail with a link came."
    return link[0]


def ana_reads_and_thanks(page: Page) -> None:
    page.get_by_role("button", name="Abrir la conversación").click()
    expect(page.get_by_text(QUESTION)).to_be_visible()
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.get_by_text(NOTE)).to_have_count(0)
    page.get_by_label("Tu respuesta").press_sequentially(THANKS, delay=40)
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("article.me", has_text=THANKS)).to_be_visible(timeout=30_000)
