"""Shoppers see where their orders are, prove one that they placed without an account, and write about it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from widget_chatter import is_sent
from widget_orders import ANA, all_of_anas, ana_logs_in, order, sees_her_orders
from widget_shopper import Shopper
from widget_stage import NEVER, OTHER, RETURNS, Stage

from mostrador_sdk import Item
from services.mail_server import MailServer, mail_server

CODE = re.compile(r"^ +(\d{4} \d{4})\r?$", re.MULTILINE)


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def stage(tmp_path: Path, migrated_sqlite_url: str, post: MailServer) -> Iterator[Stage]:
    """The shop, where Ana has orders and Luz one without an account."""
    with Stage(tmp_path, migrated_sqlite_url, smtp_port=post.port).open() as stage:
        all_of_anas(stage)
        yield stage


def code_in(ana: Shopper, post: MailServer) -> str:
    """Wait for the mail, and read it."""
    for _ in range(200):
        if post.taken and (found := CODE.search(post.text())):
            return found[1]
        ana.page.wait_for_timeout(50)
    raise AssertionError("No mail came.")


def asks_for(luz: Shopper, number: str) -> None:
    luz.opens()
    luz.panel.get_by_role("button", name="¿Dónde está mi pedido?").click()
    luz.is_at("order-number")
    luz.panel.locator("#order-number").fill(number)
    luz.sends()
    luz.is_at("order-code")


def test_a_customer_sees_where_her_orders_are_without_asking_anybody(page: Page, stage: Stage) -> None:
    ana = sees_her_orders(page, stage)
    cards = ana.panel.locator(".card")
    expect(cards).to_have_count(3)
    expect(cards.first).to_contain_text("Bota Chelsea «Lola», piel vuelta, talla 39 y 1 cosa más")
    expect(cards.first).to_contain_text("Pedido 100042 · 119,80 €")
    expect(cards.last).to_contain_text("Pedido cancelado")
    cards.first.click()
    ana.is_at("order")
    expect(ana.panel.locator("h1")).to_be_focused()
    expect(ana.panel.locator(".steps .on")).to_have_count(3)
    expect(ana.panel.locator("[aria-current=step]")).to_contain_text("Enviado")
    link = ana.panel.get_by_role("link", name="Seguir Correos PK123")
    expect(link).to_have_attribute("href", "https://correos.example/PK123")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(ana.panel.get_by_text("99,90 €")).to_be_visible()
    ana.panel.get_by_role("button", name="Volver", exact=True).click()
    cards.nth(1).click()
    expect(ana.panel.get_by_text("Devolución pedida el")).to_be_visible()


def test_a_question_about_an_order_goes_to_the_chat_with_its_number(page: Page, stage: Stage) -> None:
    ana = sees_her_orders(page, stage)
    ana.panel.locator(".card").first.click()
    ana.panel.get_by_role("button", name="Preguntar por este pedido").click()
    ana.is_at("chat-new")
    text = ana.panel.locator("#chat-text")
    expect(text).to_have_value("Sobre mi pedido 100042: ")
    page.keyboard.type("¿llega antes del sábado?")
    text.press("Enter")
    is_sent(ana)
    assert stage.conversations() == ["Sobre mi pedido 100042: ¿llega antes del sábado?"]
    assert stage.orders_named() == ["100042"]


def test_outside_the_hours_a_question_becomes_a_letter_and_the_number_stays_whatever_the_topic(
    page: Page, stage: Stage
) -> None:
    stage.looks(hours=NEVER)
    ana = sees_her_orders(page, stage)
    ana.panel.locator(".card").first.click()
    ana.panel.get_by_role("button", name="Preguntar por este pedido").click()
    ana.is_at("form")
    expect(ana.panel.locator("#order")).to_have_value("100042")
    ana.fills(topic=OTHER)
    expect(ana.panel.locator("#order")).to_be_visible()
    ana.sends()
    ana.has_sent()
    assert stage.orders_named() == ["100042"]


def test_what_is_to_go_back_is_ticked_and_begins_the_letter(page: Page, stage: Stage) -> None:
    ana = sees_her_orders(page, stage)
    ana.panel.locator(".card").first.click()
    ana.panel.get_by_role("button", name="Devolver algo").click()
    ana.is_at("order-return")
    ana.sends()
    expect(ana.panel.get_by_role("alert")).to_have_text("Marca al menos una cosa.")
    ana.panel.get_by_role("checkbox", name="2 × Cordones encerados").check()
    ana.sends()
    ana.is_at("form")
    expect(ana.panel.locator("#topic")).to_have_value(RETURNS)
    expect(ana.panel.locator("#order")).to_have_value("100042")
    begun = "Quiero devolver de mi pedido 100042:\n– 2 × Cordones encerados\n\nMotivo: "
    expect(ana.panel.locator("#message")).to_have_value(begun)
    ana.fills(message=f"{begun}aprietan.")
    ana.sends()
    ana.has_sent()
    assert stage.orders_named() == ["100042"]


def test_a_letter_that_was_begun_is_not_lost_to_a_return(page: Page, stage: Stage) -> None:
    ana = ana_logs_in(page, stage)
    ana.panel.get_by_role("button", name="Escríbenos").click()
    ana.fills(message="Ya que os escribo:", topic=OTHER)
    ana.panel.get_by_role("button", name="Volver", exact=True).click()
    ana.panel.get_by_role("button", name="Tus pedidos").click()
    ana.panel.locator(".card").nth(1).click()
    ana.panel.get_by_role("button", name="Devolver algo").click()
    ana.sends()  # the only thing in it is ticked
    ana.is_at("form")
    expect(ana.panel.locator("#message")).to_have_value(re.compile("^Ya que os escribo:\n\nQuiero devolver"))
    expect(ana.panel.locator("#topic")).to_have_value(OTHER)
    expect(ana.panel.locator("#name")).to_have_value("Ana García")


def test_a_guest_proves_an_order_with_the_keyboard_alone_and_finds_it_again(
    page: Page, stage: Stage, post: MailServer
) -> None:
    luz, keys = Shopper(page, stage), page.keyboard
    luz.opens()
    while not luz.focused().startswith("¿Dónde está mi pedido?"):
        keys.press("Tab")
    keys.press("Enter")
    luz.is_at("order-number")
    for _ in range(2):  # past the button that closes
        keys.press("Tab")
    assert luz.focused() == "order-number"
    keys.type("#g-50")
    keys.press("Enter")
    luz.is_at("order-code")
    expect(luz.panel.get_by_role("status").filter(has_text="Si existe ese pedido")).to_be_visible()
    for _ in range(2):
        keys.press("Tab")
    keys.type(code_in(luz, post))
    keys.press("Enter")
    luz.is_at("order")
    assert luz.focused() == "Pedido G-50"
    page.reload()
    luz.button.click()
    luz.panel.get_by_role("button", name="¿Dónde está mi pedido?").click()
    luz.is_at("orders")
    expect(luz.panel.locator(".card")).to_contain_text("Pedido G-50")


def test_a_wrong_code_is_said_to_be_wrong_and_another_can_be_asked_for(
    page: Page, stage: Stage, post: MailServer
) -> None:
    luz = Shopper(page, stage)
    asks_for(luz, "G-50")
    luz.panel.locator("#order-code").fill("0000 0000")
    luz.sends()
    expect(luz.panel.get_by_role("alert").filter(has_text="Este código no vale")).to_be_visible()
    expect(luz.panel.locator("#order-code")).to_be_focused()
    luz.panel.get_by_role("button", name="Enviar otro código").click()
    expect(luz.panel.get_by_text("hemos enviado otro código")).to_be_visible()
    luz.panel.locator("#order-code").fill(code_in(luz, post))
    luz.sends()
    luz.is_at("order")


def test_an_order_that_there_is_not_looks_the_same_and_leads_to_a_letter(page: Page, stage: Stage) -> None:
    luz = Shopper(page, stage)
    asks_for(luz, "12345")
    expect(luz.panel.get_by_text("Si existe ese pedido, hemos enviado un código a su dirección.")).to_be_visible()
    luz.panel.get_by_role("button", name="Escríbenos").click()
    luz.is_at("form")
    expect(luz.panel.locator("#order")).to_have_value("12345")


def test_who_asks_too_often_is_told_when_to_ask_again(page: Page, stage: Stage) -> None:
    luz = Shopper(page, stage)
    asks_for(luz, "1")
    for number in range(2, 10):
        luz.panel.get_by_role("button", name="Volver", exact=True).click()
        luz.panel.locator("#order-number").fill(str(number))
        luz.sends()
        if number < 9:
            luz.is_at("order-code")
    expect(luz.panel.get_by_role("alert").filter(has_text="podrás volver a preguntar en")).to_be_visible()
    expect(luz.panel.locator("#order-number")).to_have_value("9")


def test_without_a_network_what_was_typed_is_kept(page: Page, stage: Stage, context: BrowserContext) -> None:
    luz = Shopper(page, stage)
    luz.opens()
    luz.panel.get_by_role("button", name="¿Dónde está mi pedido?").click()
    luz.is_at("order-number")
    context.set_offline(True)
    luz.panel.locator("#order-number").fill("G-50")
    luz.sends()
    expect(luz.panel.get_by_role("alert").filter(has_text="No hemos podido comprobarlo")).to_be_visible()
    context.set_offline(False)
    luz.sends()
    luz.is_at("order-code")


def test_after_logging_out_nobody_sees_her_orders_here(page: Page, stage: Stage) -> None:
    ana = sees_her_orders(page, stage)
    page.evaluate("Mostrador.close()")
    page.evaluate("Mostrador.logout()")
    ana.button.click()
    ana.is_at("home")
    ana.panel.get_by_role("button", name="¿Dónde está mi pedido?").click()
    ana.is_at("order-number")
    expect(ana.panel.get_by_text("100042")).to_have_count(0)


def test_what_an_order_holds_is_text(page: Page, stage: Stage) -> None:
    stage.orders(("order.paid", order("7", ANA, items=[Item(name="<img src=x onerror=alert(1)>")])))
    ana = sees_her_orders(page, stage)
    ana.panel.locator(".card").first.click()
    expect(ana.panel.get_by_text("<img src=x onerror=alert(1)>").first).to_be_visible()
    expect(ana.panel.locator("main img")).to_have_count(0)


@pytest.mark.parametrize(
    ("part", "card", "away", "there"),
    [
        ("form", "Escríbenos", "form-away", "form"),
        ("orders", "¿Dónde está mi pedido?", "orders-away", "order-number"),
    ],
)
def test_a_part_that_does_not_come_can_be_asked_for_again(
    page: Page, stage: Stage, part: str, card: str, away: str, there: str
) -> None:
    ana = Shopper(page, stage)
    page.route(f"**/app/{part}.js", lambda route: route.abort())
    ana.opens()
    ana.panel.get_by_role("button", name=card).click()
    ana.is_at(away)
    expect(ana.panel.get_by_role("alert")).to_contain_text("No hemos podido abrirlo")
    page.unroute(f"**/app/{part}.js")
    ana.panel.get_by_role("button", name="Probar otra vez").click()
    ana.is_at(there)
    expect(ana.panel.locator("h1")).to_be_focused()


def test_nobody_fetches_the_form_or_the_orders_to_chat(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.opens_chat()
    ana.says("Hola")
    is_sent(ana)
    asked = " ".join(ana.paths_asked())
    assert "app/chat.js" in asked
    assert "app/form.js" not in asked
    assert "app/orders.js" not in asked
