"""What an owner typed in the settings is still there after a refusal, in a real browser."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from mostrador.domain.shop import Department, Shop, Topic
from mostrador.storage import members, shops
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
    """Lola's browser, at the settings of a shop with two departments and two topics."""
    office.run(hired(office.desk, office.shop, "Lola", session=SESSION))
    office.write(lambda tx: shops.add_department(tx, office.shop, Department("dep_returns", "Devoluciones")))
    for place, name in enumerate(("Pedidos", "Cambios")):
        topic = Topic(f"top_{place}", {"es": name, "en": name}, None, False)
        office.write(lambda tx, topic=topic, place=place: shops.add_topic(tx, office.shop, topic, place))
    page.context.add_cookies(
        [{"name": cookies.name(office.settings, cookies.SESSION), "value": SESSION, "url": office.url}]
    )
    page.goto(f"{office.url}/console/settings/topics")
    return page


def shop_now(office: Office) -> Shop:
    shop: Shop = office.read(lambda tx: shops.find(tx, office.shop))
    return shop


def test_a_topic_that_is_refused_stays_open_with_everything_that_was_typed(office: Office, lola: Page) -> None:
    entry = lola.locator("#top_1")
    entry.locator("summary").click()
    entry.locator("#f-top_1_name_es").fill("  ")
    entry.locator("#f-top_1_name_en").fill("Exchanges")
    entry.get_by_label("Va a").select_option("Devoluciones")
    entry.get_by_role("checkbox").check()
    entry.get_by_role("button", name="Guardar").click()
    expect(entry.locator("#wrong-top_1_name_es")).to_be_visible()
    expect(entry.locator("#f-top_1_name_en")).to_have_value("Exchanges")
    expect(entry.get_by_label("Va a")).to_have_value("dep_returns")
    expect(entry.get_by_role("checkbox")).to_be_checked()
    entry.locator("#f-top_1_name_es").fill("Cambios y tallas")
    entry.get_by_role("button", name="Guardar").click()
    expect(lola.locator("summary", has_text="Cambios y tallas")).to_be_visible()
    assert shop_now(office).topics[1].names == {"es": "Cambios y tallas", "en": "Exchanges"}


def test_a_department_that_went_meanwhile_is_said_at_the_topic(office: Office, lola: Page) -> None:
    form = lola.locator("form").filter(has=lola.locator("#f-new_name_es"))
    form.locator("#f-new_name_es").fill("Regalos")
    form.get_by_label("Va a").select_option("Devoluciones")
    office.write(lambda tx: shops.remove_department(tx, office.shop, "dep_returns", at=office.now()))
    form.get_by_role("button", name="Añadir").click()
    expect(form.locator("#wrong-new_department")).to_be_visible()
    expect(form.locator("#f-new_name_es")).to_have_value("Regalos")


def test_the_buttons_of_a_topic_do_what_they_say(office: Office, lola: Page) -> None:
    """They stand in the topic's form, whose fields come along."""
    entry = lola.locator("#top_1")
    entry.locator("summary").click()
    entry.get_by_role("button", name="Subir").click()
    expect(lola.locator("details.fold summary b")).to_have_text(["Cambios", "Pedidos"])
    entry.locator("summary").click()
    entry.get_by_role("button", name="Quitar").click()
    lola.locator("#sure").get_by_role("button").last.click()
    expect(lola.locator("details.fold summary b")).to_have_text(["Pedidos"])


def test_a_logo_is_put_and_taken_away(office: Office, lola: Page) -> None:
    lola.goto(f"{office.url}/console/settings/look")
    drawn = io.BytesIO()
    Image.new("RGB", (40, 40), "#0f766e").save(drawn, "PNG")
    lola.locator("#f-logo").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": drawn.getvalue()})
    form = lola.locator("form").filter(has=lola.locator("#f-logo"))
    form.get_by_role("button", name="Poner logotipo").click()
    expect(form.locator("img.logo")).to_be_visible()
    form.get_by_role("button", name="Quitar").click()
    expect(form.locator("img.logo")).to_have_count(0)
    assert shop_now(office).profile.look.logo == ""


def test_an_owner_who_is_one_no_more_reads_so_and_keeps_what_she_typed(office: Office, lola: Page) -> None:
    lola.goto(f"{office.url}/console/settings/departments")
    lola.locator("#f-name").fill("Almacén")
    [member] = office.read(lambda tx: members.of_shop(tx, office.shop))
    office.write(lambda tx: members.set_member(tx, office.shop, member.id, "agent", at=office.now()))
    lola.get_by_role("button", name="Añadir").click()
    expect(lola.get_by_text("Esto ya no es para tu cuenta.")).to_be_visible()
    expect(lola.locator("#f-name")).to_have_value("Almacén")
