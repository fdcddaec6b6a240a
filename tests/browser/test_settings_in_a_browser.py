"""An owner changes the shop in a real browser, under the console's own policy."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from mostrador.domain.shop import Shop
from mostrador.storage import shops
from mostrador.web import cookies
from office import Office
from owning import hired

SESSION = "lola is logged in"


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        yield office


@pytest.fixture
def lola(office: Office, page: Page) -> Page:
    """Lola's browser, at the settings."""
    office.run(hired(office.desk, office.shop, "Lola", session=SESSION))
    page.context.add_cookies(
        [{"name": cookies.name(office.settings, cookies.SESSION), "value": SESSION, "url": office.url}]
    )
    page.goto(f"{office.url}/console/settings/setup")
    return page


def shop_now(office: Office) -> Shop:
    shop: Shop = office.read(lambda tx: shops.find(tx, office.shop))
    return shop


def test_lola_chooses_a_colour_sees_it_and_saves_it(office: Office, lola: Page) -> None:
    lola.get_by_role("link", name="Aspecto").click()
    preview = lola.frame_locator("#look-preview")
    expect(preview.get_by_text("Loza").first).to_be_visible()
    lola.get_by_label("Color", exact=True).fill("#ffee00")
    lola.get_by_label("Saludo (español)").fill("¡Hola! ¿Qué necesitas?")
    expect(preview.get_by_text("¡Hola! ¿Qué necesitas?").first).to_be_visible()
    lola.get_by_role("button", name="Guardar").click()
    expect(lola.get_by_text("Guardado.")).to_be_visible()
    expect(lola.get_by_text("Para que se lea bien")).to_be_visible()
    look = shop_now(office).profile.look
    assert (look.color, look.greeting) == ("#ffee00", {"es": "¡Hola! ¿Qué necesitas?"})


def test_what_lola_typed_wrong_is_marked_where_it_is(office: Office, lola: Page) -> None:
    lola.goto(f"{office.url}/console/settings/hours")
    lola.get_by_label("Lunes").fill("de nueve a cinco")
    lola.get_by_role("button", name="Guardar").click()
    expect(lola.get_by_label("Lunes")).to_have_attribute("aria-invalid", "true")
    expect(lola.get_by_label("Lunes")).to_have_value("de nueve a cinco")
    lola.get_by_label("Lunes").fill("9-14, 16-19")
    lola.get_by_role("button", name="Guardar").click()
    expect(lola.get_by_label("Lunes")).to_have_value("09:00-14:00, 16:00-19:00")


def test_lola_adds_two_topics_one_after_the_other(office: Office, lola: Page) -> None:
    """Each answer carries the version that the next form has to send."""
    lola.goto(f"{office.url}/console/settings/topics")
    for name in ("Regalos", "Reparaciones"):
        lola.locator("#f-new_name_es").fill(name)
        lola.locator("#f-new_name_en").fill(name)
        lola.locator("form").filter(has=lola.locator("#f-new_name_es")).get_by_role("button").click()
        expect(lola.locator("summary", has_text=name)).to_be_visible()
    assert [topic.name("es") for topic in shop_now(office).topics] == ["Regalos", "Reparaciones"]


def test_a_new_key_is_shown_once(office: Office, lola: Page) -> None:
    lola.goto(f"{office.url}/console/settings/keys")
    lola.locator("#f-name").fill("Almacén")
    lola.locator("form").filter(has=lola.locator("#f-name")).get_by_role("button").click()
    expect(lola.locator(".secret code")).to_have_text(re.compile(r"^mk_[\w-]{43}$"))
    lola.reload()
    expect(lola.locator(".secret")).to_have_count(0)
    expect(lola.locator(".lines b", has_text="Almacén")).to_be_visible()


def test_an_address_is_removed_only_when_lola_is_sure(office: Office, lola: Page) -> None:
    lola.goto(f"{office.url}/console/settings/origins")
    lola.locator(".lines").get_by_role("button").click()
    lola.locator("#sure").get_by_role("button").last.click()
    expect(lola.locator(".lines")).to_have_count(0)
    assert shop_now(office).origins == ()


def test_the_set_up_page_notices_the_widget_while_it_is_open(office: Office, lola: Page) -> None:
    waiting = lola.locator(".heard-from.waiting")
    expect(waiting).to_be_visible()
    office.write(lambda tx: shops.saw_widget(tx, office.shop, "https://www.loza.example", at=office.now()))
    expect(lola.get_by_text("https://www.loza.example").last).to_be_visible()
    expect(waiting).to_have_count(0, timeout=15_000)


def test_lola_has_people_invited_and_thinks_better_of_it(office: Office, lola: Page) -> None:
    lola.goto(f"{office.url}/console/settings/invitations")
    new = lola.locator("form").filter(has=lola.locator("#f-new_page"))
    new.get_by_label("Qué dice (Español)").fill("¿Dudas con la talla?")
    new.get_by_label("Página", exact=True).fill("/tazas")
    new.get_by_label("En el carrito, al menos").fill("1")
    new.get_by_label("Mostrarla en la tienda").check()
    new.get_by_role("button").click()
    expect(lola.locator("details.fold summary", has_text="¿Dudas con la talla?")).to_contain_text("Activa")
    [rule] = shop_now(office).profile.chat.invitations
    assert (rule.on, rule.page, rule.items) == (True, "/tazas", 1)
    lola.locator("details.fold summary").click()
    lola.locator("details.fold").get_by_label("Mostrarla en la tienda").uncheck()
    lola.locator("details.fold").get_by_role("button", name="Guardar").click()
    expect(lola.locator("details.fold summary")).to_contain_text("Apagada")
    lola.locator("details.fold summary").click()
    lola.locator("details.fold").get_by_role("button", name="Quitar").click()
    lola.locator("#sure").get_by_role("button").last.click()
    expect(lola.get_by_text("Aún no hay ninguna")).to_be_visible()
    assert shop_now(office).profile.chat.invitations == ()
