"""Customers whom the shop names: greeted, and sent what they have a right to."""

from playwright.sync_api import Page, expect
from widget_chatter import LOGS_IN, QUESTION, is_sent
from widget_shopper import Shopper
from widget_stage import Stage


def test_a_customer_is_greeted_by_name_and_the_next_one_is_not(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    page.evaluate(LOGS_IN, stage.identity_of("ana", name="Ana García"))
    ana.button.click()
    expect(ana.panel.locator("h1")).to_have_text("Hola, Ana. ¿En qué te ayudamos?")
    ana.panel.locator(".card").first.click()
    expect(ana.panel.locator(".welcome")).to_contain_text("Hola, Ana. Estás hablando con Zapatería Lola.")
    page.evaluate("Mostrador.close()")
    page.evaluate("Mostrador.logout()")
    page.evaluate(LOGS_IN, stage.identity_of("bo"))
    with page.expect_response("**/widget/api/me"):
        ana.button.click()
    expect(ana.panel.locator("h1")).to_have_text("Hola. ¿En qué te ayudamos?")
    ana.panel.locator(".card").first.click()
    expect(ana.panel.locator(".welcome")).to_have_text("Estás hablando con Zapatería Lola. ¿En qué te ayudamos?")


def test_a_customer_has_a_copy_of_an_ended_chat_sent_and_a_stranger_is_offered_none(
    page: Page, stage: Stage, bo: Shopper
) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    page.evaluate(LOGS_IN, stage.identity_of("ana", email="ana@example.com", email_verified=True))
    with page.expect_response("**/widget/api/me"):
        ana.button.click()
    ana.panel.locator(".card").first.click()
    bo.opens_chat()
    for shopper in (ana, bo):
        shopper.says(QUESTION)
        is_sent(shopper)
        shopper.chooses("Terminar el chat")
        shopper.panel.get_by_role("button", name="Terminar el chat").click()
        shopper.is_at("chat-ended")
    copy = ana.panel.get_by_role("button", name="Recibir una copia por correo")
    copy.focus()
    page.keyboard.press("Enter")
    expect(ana.panel.get_by_text("Te llegará enseguida a tu correo.")).to_be_visible()
    expect(copy).to_have_count(0)
    expect(bo.panel.get_by_role("button", name="Recibir una copia por correo")).to_have_count(0)
