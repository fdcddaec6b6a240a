"""A survey on the thank-you page that knows its order, by the token that the shop printed there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from page_surveys import asked
from playwright.sync_api import ConsoleMessage, FrameLocator, Page, expect
from sqlalchemy import select
from widget_shopper import Shopper
from widget_stage import SHOP, Stage

from mostrador.domain.incentive import Incentive
from mostrador.storage import survey_coupons
from mostrador.storage.schema import survey_answer, survey_invitation
from mostrador_sdk import Customer, Item, Order
from services import axe

PARTS = ("region", "landmark-one-main", "page-has-heading-one", "heading-order")  # the shop's own
Token = Callable[[str], str]


@pytest.fixture
def token(stage: Stage) -> Token:
    """What the shop's server gets for an order, which it tells a moment later."""

    def get(order: str) -> str:
        until = (stage.clock.now() + timedelta(days=20)).date().isoformat()
        if not stage.rows(select(survey_invitation.c.id)):
            gift = Incentive(kind="coupon", terms={"es": "Uno por pedido."}, until=until)
            asked(stage, incentive=gift)
            stage.write(lambda tx: survey_coupons.add(tx, SHOP, "svy_page", ["GRACIAS-1"], at=stage.clock.now()))
        told: dict[str, Any] = {"key": f"thanks-{order}", "order": order, "by": "page"}
        answer = httpx.post(f"{stage.url}/api/v1/surveys/invitations", json=told, headers=stage.key())
        assert answer.status_code == 201, answer.text
        item = Item(name="Zapatilla", sku="ZAP-42")
        buyer = Customer(email="ana@example.com", name="Ana")
        placed = Order(id=order, version=1, currency="EUR", total=5990, customer=buyer, items=[item])
        stage.orders(("order.placed", placed))
        found: str = answer.json()["token"]
        return found

    return get


def part(page: Page) -> FrameLocator:
    return page.frame_locator("mostrador-survey iframe")


def panel(page: Page) -> FrameLocator:
    return page.frame_locator("mostrador-counter .survey iframe")


def calls(page: Page, token: str) -> None:
    page.evaluate("token => Mostrador.survey('svy_page', { token })", token)


def answers(inside: FrameLocator, score: str = "9") -> None:
    inside.get_by_role("radio", name=score, exact=True).check()
    inside.get_by_role("button", name="Confirmar").click()
    expect(inside.get_by_label("¿Por qué?")).to_be_focused()
    inside.get_by_role("button", name="Enviar").press("Enter")  # the frame may still be growing under a click
    expect(inside.get_by_role("heading", name="Gracias", exact=True)).to_be_focused()


def kept(page: Page) -> Any:
    return page.evaluate("JSON.parse(localStorage.mostradorInvited ?? '{}')")


def test_what_a_shopper_answers_in_the_page_is_about_her_order_and_she_gets_her_code(
    page: Page, stage: Stage, token: Token
) -> None:
    ana, hers = Shopper(page, stage), token("1042")
    page.goto(f"{stage.shop.url}/thanks?token={hers}")
    assert axe.complaints(page, without=PARTS) == []
    answers(part(page))
    part(page).get_by_role("checkbox").check()
    part(page).get_by_role("button", name="Quiero el código").click()
    expect(part(page).get_by_text("GRACIAS-1")).to_be_visible()
    assert axe.complaints(page, without=PARTS) == []
    frame = next(frame for frame in page.frames if "survey=svy_page" in frame.url)
    assert frame.evaluate("[...Object.keys(localStorage), window.name].filter(Boolean)") == []
    paths = ana.paths_asked()
    assert not any("visitors" in path or "form-tokens" in path for path in paths)
    secret = hers.partition(".")[2]
    assert not any(secret in path for path in paths)
    stage.moves(timedelta(seconds=30))
    assert stage.waits_for(select(survey_answer.c.products)) == [(["ZAP-42"],)]
    page.reload()
    expect(page.locator("mostrador-survey iframe")).to_have_css("height", "0px")


def test_a_page_asks_about_each_order_once(page: Page, stage: Stage, token: Token) -> None:
    first, second = token("1042"), token("1043")
    page.goto(f"{stage.shop.url}/")
    expect(page.locator("mostrador-counter")).to_be_attached()
    old = "{ svy_old: 9e15, any: 5, lnk_old: 7 }"
    page.evaluate(f"localStorage.mostradorInvited = JSON.stringify({old})")
    calls(page, first)
    expect(panel(page).get_by_role("group", name="¿Nos recomendarías?")).to_be_visible()
    assert set(kept(page)) == {"svy_old", "any", "lnk_old"}  # nothing before she says something
    answers(panel(page))
    assert set(kept(page)) == {"svy_old", first.partition(".")[0]}  # what is over is forgotten, and no token is kept
    page.reload()
    calls(page, first)
    expect(page.locator("mostrador-counter .survey")).to_have_count(0)
    calls(page, second)
    expect(panel(page).get_by_role("group", name="¿Nos recomendarías?")).to_be_visible()


def test_a_page_that_was_quicker_than_the_loader_gives_the_token_along(page: Page, stage: Stage, token: Token) -> None:
    hers = token("1042")
    page.goto(f"{stage.shop.url}/nothing")
    page.evaluate("token => (window.Mostrador ||= []).push(['survey', 'svy_page', { token }])", hers)
    page.add_script_tag(url=f"{stage.url}/widget.js?shop={SHOP}")
    answers(panel(page))


@pytest.mark.parametrize("wrong", ["lnk_aaaaaaaaaaaaaaaa." + "A" * 43, "used"])
def test_a_token_that_opens_nothing_shows_nothing_and_scares_nobody(
    page: Page, stage: Stage, token: Token, wrong: str
) -> None:
    hers = token("1042")
    if wrong == "used":
        page.goto(f"{stage.shop.url}/thanks?token={hers}")
        answers(part(page))
        wrong = hers
    said: list[ConsoleMessage] = []
    page.on("console", lambda message: said.append(message))
    page.goto(f"{stage.shop.url}/thanks?token={wrong}")
    expect(page.locator("mostrador-survey iframe")).to_have_css("height", "0px")
    with page.expect_response("**/surveys/open"):
        calls(page, wrong)
    expect(page.locator("mostrador-counter .survey")).to_have_count(0)
    assert said == []


def test_without_a_token_the_page_asks_as_ever(page: Page, stage: Stage) -> None:
    """As where the shop's server got none."""
    asked(stage)
    page.goto(f"{stage.shop.url}/thanks?token=")
    expect(part(page).get_by_role("group", name="¿Nos recomendarías?")).to_be_visible()
