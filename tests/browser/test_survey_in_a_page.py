"""`<mostrador-survey>`: a survey as a part of the shop's own thank-you page."""

from datetime import timedelta

import httpx
from page_surveys import asked
from playwright.sync_api import FrameLocator, Page, expect
from sqlalchemy import select
from widget_shopper import SOLVING
from widget_stage import SHOP, Stage

from mostrador.actions import visitors
from mostrador.domain import proof
from mostrador.domain.survey_rules import Settings
from mostrador.storage import surveys
from mostrador.storage.schema import survey_answer, survey_funnel, survey_invitation
from services import axe


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("mostrador-survey iframe")


def test_a_shopper_answers_in_the_shops_own_page(page: Page, stage: Stage) -> None:
    asked(stage)
    page.goto(f"{stage.shop.url}/thanks")
    frame = next(frame for frame in page.frames if "survey=svy_page" in frame.url)
    expect(inside(page).get_by_role("group", name="¿Nos recomendarías?")).to_be_visible()
    assert frame.evaluate("[...Object.keys(localStorage), window.name].filter(Boolean)") == []
    assert axe.complaints(page, without=("region", "landmark-one-main")) == []
    inside(page).get_by_role("radio", name="9", exact=True).check()
    inside(page).get_by_role("button", name="Confirmar").click()
    inside(page).get_by_label("¿Por qué?").fill("Muy fácil.")
    inside(page).get_by_role("button", name="Enviar").click()
    expect(inside(page).get_by_role("heading", name="Gracias")).to_be_visible()
    stage.moves(timedelta(seconds=30))
    assert stage.waits_for(select(survey_answer.c.number, survey_answer.c.text)) == [(9, None), (None, "Muy fácil.")]
    [row] = stage.rows(select(survey_invitation.c.channel, survey_invitation.c.email))
    assert row == ("page", "")
    [steps] = stage.rows(select(survey_funnel.c.delivered, survey_funnel.c.started, survey_funnel.c.finished))
    assert steps == (1, 1, 1)


def test_a_frame_that_stood_for_a_quarter_of_an_hour_loses_nothing_that_was_typed(page: Page, stage: Stage) -> None:
    """The frame comes in by a token that is good for ten minutes."""
    asked(stage)
    page.goto(f"{stage.shop.url}/thanks")
    inside(page).get_by_role("radio", name="9", exact=True).check()
    stage.moves(timedelta(minutes=15))
    with page.expect_request("**/widget/frame/**"):
        inside(page).get_by_role("button", name="Confirmar").click()
    why = inside(page).get_by_label("¿Por qué?")
    expect(why).to_be_focused(timeout=SOLVING)
    frame = next(frame for frame in page.frames if "survey=svy_page" in frame.url)
    assert "qst_score" not in frame.evaluate("JSON.stringify(localStorage) + window.name")
    why.fill("Muy fácil.")
    inside(page).get_by_role("button", name="Enviar").click()
    expect(inside(page).get_by_role("heading", name="Gracias")).to_be_visible()
    stage.moves(timedelta(minutes=16))
    assert stage.waits_for(select(survey_answer.c.number, survey_answer.c.text)) == [(9, None), (None, "Muy fácil.")]


def test_a_frame_that_gets_no_way_in_is_loaded_once_for_each_press(page: Page, stage: Stage) -> None:
    asked(stage)
    page.goto(f"{stage.shop.url}/thanks")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url) if "/widget/frame/" in request.url else None)
    refused = {"status": 401, "json": {"code": "boot_expired", "status": 401}}
    page.route("**/widget/api/visitors", lambda route: route.fulfill(**refused))
    inside(page).get_by_role("radio", name="9", exact=True).check()
    inside(page).get_by_role("button", name="Confirmar").click()
    expect(inside(page).get_by_role("alert")).to_have_text(
        "No hemos podido conectar. Lo que elegiste sigue aquí: prueba otra vez."
    )
    expect(inside(page).get_by_role("radio", name="9", exact=True)).to_be_checked()
    assert len(loaded) == 1
    page.unroute("**/widget/api/visitors")
    inside(page).get_by_role("button", name="Confirmar").click()
    expect(inside(page).get_by_label("¿Por qué?")).to_be_focused(timeout=SOLVING)


def test_a_survey_that_is_not_live_or_follows_something_else_is_on_no_page(page: Page, stage: Stage) -> None:
    asked(stage, state="paused")
    page.goto(f"{stage.shop.url}/thanks")
    expect(page.locator("mostrador-survey iframe")).to_have_css("height", "0px")
    url = f"{stage.url}/widget/frame/{SHOP}?survey=svy_page"
    assert httpx.get(url).status_code == 404
    stage.write(
        lambda tx: surveys.change(tx, SHOP, "svy_page", Settings(name="Otra", state="live", moment="delivered"))
    )
    assert httpx.get(url).status_code == 404
    stage.write(lambda tx: surveys.change(tx, SHOP, "svy_page", Settings(name="Esta", state="live", moment="page")))
    assert httpx.get(url).status_code == 200


def test_without_a_visitors_token_and_a_proof_nothing_is_taken(stage: Stage) -> None:
    asked(stage)
    url = f"{stage.url}/widget/api/surveys"
    body = {"survey": "svy_page", "key": "visit-0001", "token": "", "proof": "", "answers": {"qst_score": 9}}
    assert httpx.post(url, json=body).status_code == 401
    boot = visitors.boot(stage.app.state.desk, SHOP)
    token = httpx.post(f"{stage.url}/widget/api/visitors", json={"boot": boot}).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.post(url, json=body, headers=headers).status_code == 401
    paid = httpx.post(f"{stage.url}/widget/api/form-tokens", json={}, headers=headers).json()
    assert httpx.post(url, json={**body, "token": paid["token"]}, headers=headers).status_code == 422
    solved = proof.solve(stage.app.state.desk.keyring.proof, paid["challenge"])
    good = {**body, "token": paid["token"], "proof": solved}
    assert httpx.post(url, json=good, headers=headers).status_code == 204
    assert httpx.post(url, json=good, headers=headers).status_code == 204  # again, and nothing new
    other = httpx.post(url, json={**good, "key": "visit-0002"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "token_spent")
    assert len(stage.rows(select(survey_invitation.c.id))) == 1
