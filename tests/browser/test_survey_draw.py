"""Ana enters a draw, Marta draws it, and anybody reads what came of it: in a real browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mostrador.domain.incentive import Incentive
from mostrador.storage import shops, survey_draws
from mostrador.storage.survey_draws import Draw
from office import PASSWORD, Office
from services import axe
from services.mail_server import MailServer, mail_server
from surveyors import SCORE, asks, delivers, link

MARTA = "marta@loza.example"


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path, post: MailServer) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path, smtp_port=post.port) as office:
        yield office


@pytest.fixture
def locale() -> str:
    return "es-ES"


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object], locale: str) -> dict[str, object]:
    return {**browser_context_args, "locale": locale}


@pytest.fixture
def address(office: Office, post: MailServer) -> str:
    """The one in Ana's mail, of a survey whose answers lead into a draw; it is not closed by itself here."""
    today = office.now().date()
    promised = Incentive(
        kind="draw",
        terms={"es": "Una taza pintada a mano para cada número premiado.", "en": "A hand-painted cup for each number."},
        until=(today + timedelta(days=2)).isoformat(),
        winners=2,
        source="Lotería Nacional, número del primer premio",
        drawn_on=(today + timedelta(days=4)).isoformat(),
    )
    office.run(asks(office.desk, office.shop, SCORE, incentive=Incentive(), rest_days=0, reminder_days=0))
    marta = office.at_work("lola@loza.example", "supervisor")
    marta.gets("/console/settings/surveys")
    told = {"gift": "draw", "until": promised.until, "drawn_on": promised.drawn_on, "source": promised.source}
    terms = {f"terms_{language}": text for language, text in promised.terms.items()}
    survey = {"name": "Tras la entrega", "state": "live", "days": "0", "quiet_from": "00:00", "quiet_until": "00:00"}
    answer = marta.posts(
        "/console/settings/surveys/svy_after", version=version(office), winners="2", **survey, **told, **terms
    )
    assert answer.status_code == 200, answer.text
    office.run(delivers(office.desk, office.shop))
    office.settles()
    return f"{office.url}/s/#{link(post)}.9"


def version(office: Office) -> str:
    return str(office.read(lambda tx: shops.find(tx, office.shop)).version)


def draw(office: Office) -> Draw:
    found: list[Draw] = office.read(lambda tx: survey_draws.of_survey(tx, office.shop, "svy_after"))
    return found[0]


def enters(page: Page, address: str) -> str:
    """Ana's number, as the page shows it to her."""
    page.goto(address)
    page.get_by_role("button", name="Confirmar").click()
    page.get_by_label("He leído las condiciones").check()
    page.get_by_role("button", name="Quiero participar").click()
    entry = page.locator(".gift .code").inner_text()
    assert len(entry) == 32
    return entry


def test_ana_reads_the_terms_says_yes_and_keeps_her_number(page: Page, office: Office, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Confirmar").click()
    for text in ("Una taza pintada a mano", "Lotería Nacional, número del primer premio", "hasta el"):
        expect(page.get_by_text(text)).to_be_visible()
    page.get_by_role("button", name="Quiero participar").click()
    expect(page.get_by_role("alert")).to_have_text("Acepta las condiciones para participar.")
    assert axe.complaints(page) == []
    page.get_by_label("He leído las condiciones").check()
    page.get_by_role("button", name="Quiero participar").click()
    expect(page.get_by_role("status")).to_contain_text("Ya participas.")
    assert axe.complaints(page) == []
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Ver el sorteo").click()
    expect(opened.value.get_by_role("heading", name="Sorteo", exact=True)).to_be_visible()
    assert opened.value.url == f"{office.url}/s/draw/{draw(office).id}"


def test_by_the_keyboard_alone_ana_comes_to_her_number_and_finds_it_again(
    page: Page, office: Office, address: str
) -> None:
    page.goto(address)
    page.get_by_role("button", name="Confirmar").press("Enter")
    page.get_by_label("He leído las condiciones").press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_focused()
    entry = page.locator(".gift .code").inner_text()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ver el sorteo")).to_be_focused()
    page.reload()
    expect(page.locator(".gift .code")).to_have_text(entry)
    expect(page.get_by_role("button", name="Quiero participar")).to_have_count(0)
    assert axe.complaints(page) == []
    office.moves(timedelta(seconds=16))
    office.settles()
    page.reload()  # the link is over now; what she got is hers
    expect(page.get_by_role("alert")).to_contain_text("Este enlace ya no vale")
    expect(page.locator(".gift .code")).to_have_text(entry)
    assert axe.complaints(page) == []


def test_whoever_comes_too_late_reads_why(page: Page, office: Office, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Confirmar").click()
    page.get_by_label("He leído las condiciones").check()
    office.moves(timedelta(days=3, hours=1))
    page.get_by_role("button", name="Quiero participar").click()
    expect(page.get_by_role("alert")).to_contain_text("Ya no se puede participar")


def test_marta_draws_it_once_and_everybody_sees_what_came_of_it(page: Page, office: Office, address: str) -> None:
    entry = enters(page, address)
    office.moves(timedelta(days=5))
    office.settles()
    office.hires(MARTA, language="es", role="administrator")
    page.goto(f"{office.url}/console/login")
    page.get_by_label("Correo").fill(MARTA)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_url("**/console/inbox/mine")
    page.goto(f"{office.url}/console/settings/surveys")
    page.locator("details.survey > summary").click()
    page.get_by_label("Qué dijo el azar").fill("51304")
    page.get_by_role("button", name="Sortear").click()
    page.locator("dialog#sure").get_by_role("button", name="Sí").click()
    expect(page.locator(".winners")).to_contain_text(entry)
    expect(page.locator(".winners")).to_contain_text("ana@example.com")
    expect(page.get_by_label("Qué dijo el azar")).to_have_count(0)
    page.goto(f"{office.url}/s/draw/{draw(office).id}")
    expect(page.locator(".winners")).to_have_text(entry)
    expect(page.get_by_text("51304", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="entries.txt").click()
    assert download.value.path().read_text() == f"{entry}\n"


@pytest.mark.parametrize(("scheme", "width", "locale"), [("light", 1440, "es-ES"), ("dark", 390, "en-GB")])
def test_the_page_of_a_draw_can_be_read_by_everybody_without_a_script(
    page: Page,
    office: Office,
    address: str,
    new_context: Callable[..., BrowserContext],
    scheme: Any,
    width: int,
    locale: str,
) -> None:
    enters(page, address)
    reader = new_context(color_scheme=scheme, viewport={"width": width, "height": 900}).new_page()
    lola = office.at_work("eva@loza.example", "administrator")
    for step in ("open", "closed", "drawn"):
        if step == "closed":
            office.moves(timedelta(days=4))
            office.settles()
            lola.logs_in("eva@loza.example")
            lola.gets("/console/settings/surveys")
        if step == "drawn":
            office.moves(timedelta(hours=12))
            lola.logs_in("eva@loza.example")
            lola.gets("/console/settings/surveys")
            path = f"/console/settings/surveys/draws/{draw(office).id}"
            assert lola.posts(path, version=version(office), seed="51304").status_code == 200
        reader.goto(f"{office.url}/s/draw/{draw(office).id}")
        assert axe.complaints(reader) == []
        assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert reader.evaluate("document.scripts.length") == 0
    assert reader.get_by_role("heading", name="Sorteo" if locale == "es-ES" else "Draw", exact=True).is_visible()
    reader.goto(f"{office.url}/s/draw/never")
    assert axe.complaints(reader) == []
