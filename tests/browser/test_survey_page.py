"""Ana answers a survey behind the link in her mail, in a real browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from mostrador.domain.incentive import Incentive
from mostrador.domain.survey import Condition, Option, Question
from mostrador.storage import survey_coupons
from office import Office
from services import axe
from services.mail_server import MailServer, mail_server
from surveyors import SCORE, WHY, asks, delivers, link, stored

WHAT = Question(
    key="qst_what",
    kind="several",
    texts={"es": "¿Qué falló?"},
    options=(Option(number=1, texts={"es": "El embalaje"}), Option(number=2, texts={"es": "El plazo"})),
    condition=Condition(how="most", values=(6,)),
)
EFFORT = Question(key="qst_effort", kind="ces", texts={"es": "¿Fue fácil comprar?"}, required=True)
HELD = timedelta(seconds=16)


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path, post: MailServer) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path, smtp_port=post.port) as office:
        yield office


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {**browser_context_args, "locale": "es-ES"}


def asked(office: Office, post: MailServer, *questions: Question, **settings: Any) -> str:
    """The address in Ana's mail."""
    office.run(asks(office.desk, office.shop, *questions, **settings))
    office.run(delivers(office.desk, office.shop))
    office.settles()
    return f"{office.url}/s/#{link(post)}"


def counts(office: Office) -> list[tuple[str, int | None, str | None]]:
    """What counts once nothing is held any more."""
    office.moves(HELD)
    office.settles()
    return office.run(stored(office.desk))


def test_one_click_in_the_mail_chooses_the_score_and_ana_confirms_it(
    page: Page, office: Office, post: MailServer
) -> None:
    page.goto(asked(office, post) + ".9")
    expect(page.get_by_role("radio", name="9", exact=True)).to_be_checked()
    assert "#" not in page.url
    page.get_by_role("button", name="Confirmar").click()
    page.get_by_label("¿Por qué?").fill("Llegó pronto.")
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("heading", name="Gracias")).to_be_visible()
    assert counts(office) == [("qst_score", 9, None), ("qst_why", None, "Llegó pronto.")]


def test_a_page_that_is_loaded_again_goes_on_where_it_was(page: Page, office: Office, post: MailServer) -> None:
    page.goto(asked(office, post) + ".9")
    page.get_by_role("button", name="Confirmar").click()
    page.get_by_label("¿Por qué?").fill("Llegó pronto.")
    page.reload()
    expect(page.get_by_label("¿Por qué?")).to_have_value("Llegó pronto.")
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("heading", name="Gracias")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Gracias")).to_be_visible()


def test_by_keyboard_alone_an_unhappy_ana_is_asked_what_went_wrong(
    page: Page, office: Office, post: MailServer
) -> None:
    page.goto(asked(office, post, SCORE, WHAT, EFFORT, WHY) + ".2")
    expect(page.get_by_role("radio", name="2", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="3", exact=True)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="¿Qué falló?")).to_be_visible()
    expect(page.get_by_role("checkbox", name="El embalaje")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="¿Fue fácil comprar?")).to_be_visible()
    page.keyboard.press("Enter")  # nothing was chosen
    expect(page.get_by_role("alert")).to_have_text("Elige una respuesta para seguir.")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_label("¿Por qué?")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Gracias")).to_be_visible()
    assert counts(office) == [("qst_effort", 1, None), ("qst_score", 3, None), ("qst_what", None, None)]


def test_whoever_goes_back_and_becomes_happy_is_not_asked_what_went_wrong(
    page: Page, office: Office, post: MailServer
) -> None:
    page.goto(asked(office, post, SCORE, WHAT, WHY) + ".2")
    page.get_by_role("button", name="Confirmar").click()
    page.get_by_label("El embalaje").check()
    page.get_by_role("button", name="Atrás").click()
    page.get_by_role("radio", name="8", exact=True).check()
    page.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_label("¿Por qué?")).to_be_visible()
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("heading", name="Gracias")).to_be_visible()
    assert counts(office) == [("qst_score", 8, None)]


def test_two_tabs_that_say_different_things_at_once_are_asked_to_say_it_again(
    page: Page, office: Office, post: MailServer, new_context: Callable[..., BrowserContext]
) -> None:
    address = asked(office, post, SCORE)
    page.goto(address + ".9")
    page.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_role("heading", name="Gracias")).to_be_visible()
    other = new_context().new_page()
    other.goto(address + ".2")
    other.get_by_role("button", name="Confirmar").click()
    expect(other.get_by_role("alert")).to_contain_text("filtro de correo")
    assert counts(office) == []
    other.get_by_role("button", name="Confirmar").click()
    expect(other.get_by_role("heading", name="Gracias")).to_be_visible()
    assert counts(office) == [("qst_score", 2, None)]


def test_a_used_link_and_one_without_its_token_say_so(page: Page, office: Office, post: MailServer) -> None:
    address = asked(office, post, SCORE)
    page.goto(address + ".9")
    page.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_role("heading", name="Gracias")).to_be_visible()
    assert len(counts(office)) == 1
    page.goto("about:blank")
    page.goto(address + ".9")
    expect(page.get_by_role("alert")).to_contain_text("Este enlace ya no vale")
    page.goto("about:blank")
    page.goto(f"{office.url}/s/")
    expect(page.get_by_role("alert")).to_contain_text("Falta un trozo")


def test_ana_reads_the_terms_says_yes_and_gets_her_code(page: Page, office: Office, post: MailServer) -> None:
    terms = {"es": "Un código por pedido. No se suma a otras ofertas."}
    last_day = (office.now() + timedelta(days=20)).date().isoformat()
    address = asked(office, post, SCORE, incentive=Incentive(kind="coupon", terms=terms, until=last_day))
    office.write(lambda tx: survey_coupons.add(tx, office.shop, "svy_after", ["GRACIAS-7"], at=office.now()))
    page.goto(address + ".3")
    page.get_by_role("button", name="Confirmar").click()
    expect(page.get_by_text("No se suma a otras ofertas.")).to_be_visible()
    page.get_by_role("button", name="Quiero el código").click()
    expect(page.get_by_role("alert")).to_contain_text("Acepta las condiciones")
    page.get_by_label("He leído las condiciones").check()
    page.get_by_role("button", name="Quiero el código").click()
    expect(page.get_by_text("GRACIAS-7")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_every_question_can_be_read_and_reached_by_everybody(
    office: Office, post: MailServer, new_context: Callable[..., BrowserContext], scheme: Any, width: int
) -> None:
    address = asked(office, post, SCORE, WHAT, EFFORT, WHY)
    page = new_context(color_scheme=scheme).new_page()
    page.set_viewport_size({"width": width, "height": 780})
    page.goto(address + ".2")
    for button in ("Confirmar", "Seguir", "Seguir", "Enviar"):
        expect(page.get_by_role("button", name=button)).to_be_visible()
        assert axe.complaints(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if page.get_by_role("group", name="¿Fue fácil comprar?").is_visible():
            page.get_by_role("radio", name="5", exact=True).check()
        page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", name="Gracias")).to_be_visible()
    assert axe.complaints(page) == []


def test_the_button_of_the_mails_last_line_ends_the_questions(page: Page, office: Office, post: MailServer) -> None:
    asked(office, post)
    page.goto(post.taken[-1]["List-Unsubscribe"].strip("<>"))
    assert axe.complaints(page) == []
    page.get_by_role("button", name="No me preguntéis más").click()
    expect(page.get_by_role("status")).to_have_text("Loza no te preguntará más por tus pedidos.")
    assert axe.complaints(page) == []
