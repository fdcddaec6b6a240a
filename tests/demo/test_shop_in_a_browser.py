"""The demo shop as people see it: on a phone and on a wide screen, also with assistive technology."""

import pytest
from demo_street import Shopper
from playwright.sync_api import BrowserContext, Page

from services import axe


@pytest.fixture(params=[320, 1440])
def browser_context_args(browser_context_args, request):
    size = {"width": request.param, "height": 900}
    return {**browser_context_args, "viewport": size, "locale": "es-ES"}


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that the help server, which is not there, leaves in peace."""
    context.route("http://127.0.0.1:8321/**", lambda route: route.abort())
    return context.new_page()


def test_every_page_of_a_purchase_is_readable_by_everybody(page, street):
    page.goto(street.shop)
    check(page)
    page.get_by_role("link", name="Rambla").click()
    check(page)
    page.get_by_label("40", exact=True).check()
    page.get_by_role("button", name="Añadir a la cesta").click()
    check(page)
    page.get_by_role("link", name="Pasar por caja").click()
    check(page)
    page.get_by_role("button", name="Pagar").click()
    check(page)
    for label, text in {
        "Nombre y apellidos": "Ana García",
        "Correo": "ana@example.com",
        "Calle, número y piso": "Calle Mayor 3",
        "Código postal": "28012",
        "Población": "Madrid",
        "Número de la tarjeta": "4000 0000 0000 0002",
        "Caduca": "04/49",
        "CVC": "123",
    }.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Pagar").click()
    check(page)
    page.get_by_label("Número de la tarjeta").fill("4242 4242 4242 4242")
    page.get_by_label("CVC").fill("123")
    page.get_by_role("button", name="Pagar").click()
    page.get_by_role("heading", name="¡Gracias, Ana!").wait_for()
    check(page)


def test_every_page_of_an_account_is_readable_by_everybody(page, street):
    width = page.viewport_size["width"]
    page.goto(f"{street.shop}/account/login")
    check(page)
    page.get_by_role("link", name="Crea una").click()
    page.get_by_role("button", name="Crear la cuenta").click()
    check(page)
    page.get_by_label("Nombre").fill("Ana García")
    page.get_by_label("Correo").fill(f"seen-at-{width}@example.com")
    page.get_by_label("Contraseña").fill("diez letras ya")
    page.get_by_role("button", name="Crear la cuenta").click()
    page.get_by_role("heading", name="Hola, Ana").wait_for()
    check(page)
    page.get_by_role("button", name="Salir").click()
    page.get_by_role("heading", name="Hasta pronto").wait_for()
    check(page)
    for path in ("/contact", "/privacy", "/cart", "/nothing-here"):
        page.goto(street.shop + path)
        check(page)


def test_the_back_office_is_readable_by_everybody_and_worked_by_keyboard(page, street):
    with Shopper(street.shop) as eva:
        order = eva.buys("teide", 42, name="Eva Sol", email="eva-con-una-direccion-muy-larga@ejemplos.example")
    page.goto(f"{street.shop}/back-office")
    check(page)
    row = page.locator(f"#order-{order}")
    row.get_by_role("button", name=f"Enviar Pedido {order // 1000} {order % 1000:03}").focus()
    page.keyboard.press("Enter")
    row.get_by_role("status").wait_for()
    check(page)
    row.get_by_role("link", name=f"Paquete LO{order}1").click()
    page.get_by_text("En camino: llega el").wait_for()
    check(page)
    page.goto(f"{street.shop}/back-office/news")
    page.get_by_text("Todavía nada").wait_for()
    check(page)


def test_the_back_office_is_worked_without_the_help_servers_widget(page, street):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{street.shop}/back-office")
    assert not [url for url in asked if "widget.js" in url]


def test_without_the_help_server_a_question_leads_to_the_contact_page(page, street):
    page.goto(street.shop)
    page.get_by_role("link", name="Pregúntanos").click()
    page.get_by_role("heading", name="Escríbenos").wait_for()
    assert page.get_by_text("Aquí aparece el formulario").is_visible()


def check(page: Page) -> None:
    assert axe.complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
