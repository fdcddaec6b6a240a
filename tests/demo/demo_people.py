"""What people do at the demo in a browser, wherever they go from there."""

from demo_process import Said
from playwright.sync_api import Page


def marta_logs_in(said: Said, page: Page) -> Page:
    email, password = said.login("Marta")
    page.goto(f"{said.help}/console")
    page.keyboard.type(email)  # the first field has the cursor
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/inbox/mine")
    return page


def eva_buys(said: Said, page: Page) -> str:
    """Eva, who has no account, buys a pair of the Teide; her order's number."""
    page.goto(f"{said.shop}/shoes/teide")
    page.get_by_label("38", exact=True).check()
    page.get_by_role("button", name="Añadir a la cesta").click()
    page.get_by_role("link", name="Pasar por caja").click()
    for label, text in {
        "Nombre y apellidos": "Eva Sol",
        "Correo": "eva@example.com",
        "Calle, número y piso": "Calle Mayor 3",
        "Código postal": "28012",
        "Población": "Madrid",
        "Número de la tarjeta": "4242 4242 4242 4242",
        "Caduca": "04/49",
        "CVC": "123",
    }.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Pagar").click()
    page.get_by_role("heading", name="¡Gracias, Eva!").wait_for()
    return page.url.partition("/orders/")[2].partition("?")[0]
