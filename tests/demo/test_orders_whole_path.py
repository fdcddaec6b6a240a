"""The whole way of an order, in a real browser: bought, found, sent, delivered, asked about, answered, and watched."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from demo_people import eva_buys, marta_logs_in
from demo_process import Said, demo
from playwright.sync_api import BrowserContext, Locator, Page, expect

WHY = "La caja venía rota y tarde."
ANAS = "100042"  # paid before the demo opened, and sent by nobody
PATIENCE = 20  # seconds
Contexts = Callable[..., BrowserContext]


def test_an_order_is_bought_sent_delivered_asked_about_and_heard_of(tmp_path: Path, new_context: Contexts):
    with demo(tmp_path / "demo") as said:
        phone = new_context(locale="es-ES", viewport={"width": 390, "height": 844})
        thanks = phone.new_page()
        order = eva_buys(said, thanks)
        eva_says_how_buying_was(thanks)
        marta = marta_logs_in(said, new_context(locale="es-ES").new_page())
        marta_finds_the_order(marta, order)
        paco = new_context(locale="es-ES").new_page()
        paco_sends_and_delivers(said, paco, order)
        eva_answers(said, phone.new_page())
        paco_moves_time(said, paco, "+1 hora")  # what is held against mail scanners counts
        marta_reads_what_eva_said(marta)
        about = paco_is_told(said, paco, "Han contestado una encuesta")
        expect(about.get_by_text(f"Pedido {order}")).to_be_visible()
        paco_moves_time(said, paco, "+3 días")
        paco_moves_time(said, paco, "+3 días")
        about = paco_is_told(said, paco, "Un pedido tiene un problema")
        expect(about.get_by_text(f"Pagado y sin enviar · Pedido {ANAS}")).to_be_visible()
        marta_finds_the_task(marta_logs_in(said, new_context(locale="es-ES").new_page()))


def eva_says_how_buying_was(page: Page) -> None:
    """On the thank-you page, which knows her order."""
    survey = page.frame_locator("mostrador-survey iframe")
    survey.get_by_role("radio", name="6", exact=True).check()
    survey.get_by_role("button", name="Confirmar").click()
    expect(survey.get_by_label("¿Qué te ha costado más?")).to_be_focused()
    survey.get_by_role("button", name="Enviar").press("Enter")
    expect(survey.get_by_role("heading", name="Gracias")).to_be_visible()


def marta_finds_the_order(page: Page, order: str) -> None:
    """By the number that somebody reads out on the phone."""
    page.keyboard.press("/")
    page.keyboard.type(order)
    page.keyboard.press("Enter")
    page.locator(".found-orders").get_by_role("link", name=order).click()
    page.get_by_role("heading", name=order).wait_for()
    expect(page.get_by_text("1 × Teide · Talla 38")).to_be_visible()
    expect(page.get_by_text("eva@example.com")).to_be_visible()


def paco_sends_and_delivers(said: Said, page: Page, order: str) -> None:
    """In the back office, without touching the mouse."""
    page.goto(f"{said.shop}/back-office")
    row = page.locator(f"#order-{order}")
    for button, status in (("Enviar", "En camino"), ("Entregado", "Entregado")):
        row.get_by_role("button", name=re.compile(f"^{button}")).focus()
        page.keyboard.press("Enter")
        expect(row.get_by_role("status")).to_have_text(f"Hecho, y contado al mostrador: {status}.")


def paco_moves_time(said: Said, page: Page, leap: str) -> None:
    page.goto(f"{said.shop}/back-office")
    page.get_by_role("button", name=leap).click()
    page.wait_for_load_state()


def paco_is_told(said: Said, page: Page, what: str) -> Locator:
    """What the counter told the shop, once it did: the page is asked anew by its button."""
    page.goto(f"{said.shop}/back-office/news")
    heard = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=what))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if heard.count():
            return heard.first
        page.get_by_role("button", name="Actualizar").click()
    raise AssertionError(f"The counter never said: {what}")


def eva_answers(said: Said, page: Page) -> None:
    """A score in the mail, and why."""
    wait_for_mail(said, "eva@example.com", "/s/#")
    page.goto(said.mail)
    page.get_by_role("link", name="¿Qué tal tu pedido").first.click()
    with page.expect_popup() as opened:
        page.frame_locator("iframe").get_by_role("link", name="3", exact=True).click()
    survey = opened.value
    expect(survey.get_by_role("radio", name="3", exact=True)).to_be_checked()
    survey.get_by_role("button", name="Confirmar").click()
    survey.get_by_role("group", name="¿Cómo fue la entrega?").get_by_role("radio").first.check()
    survey.get_by_role("button", name="Seguir").click()
    survey.get_by_label("¿Por qué?").fill(WHY)
    survey.get_by_role("button", name="Enviar").click()
    expect(survey.get_by_role("heading", name="Gracias")).to_be_visible()


def wait_for_mail(said: Said, to: str, holds: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if holds in httpx.get(f"{said.mail}/mails.json", params={"to": to}).text:
            return
    raise AssertionError(f"No mail with {holds} came to {to}.")


def marta_reads_what_eva_said(page: Page) -> None:
    """An unhappy answer is a conversation."""
    opens_inbox(page)
    page.get_by_role("link", name="Eva Sol").first.click()
    expect(page.get_by_text("3/10")).to_be_visible()
    expect(page.get_by_text(WHY).first).to_be_visible()


def opens_inbox(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**/console/inbox/open")


def marta_finds_the_task(page: Page) -> None:
    opens_inbox(page)
    page.get_by_text(f"Pedido {ANAS}: pagado y sin enviar").first.click()
    expect(page.get_by_text("se pagó hace 2 días laborables").first).to_be_visible()
