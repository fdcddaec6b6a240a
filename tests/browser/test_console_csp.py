"""The console under its real policy: no inline script, no eval, Trusted Types, a nonce on each htmx element."""

from collections.abc import Iterator

import pytest
from console_stage import ConsoleStage
from playwright.sync_api import Page, expect

from services.chromium import PageErrors


@pytest.fixture
def console() -> Iterator[ConsoleStage]:
    with ConsoleStage().open() as stage:
        yield stage


def test_an_agent_opens_a_conversation_and_htmx_swaps_it_in_under_the_real_policy(page: Page, console: ConsoleStage):
    answer = page.goto(console.at("inbox"))
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "require-trusted-types-for 'script'; trusted-types htmx mostrador-worker" in policy
    assert "unsafe" not in policy

    page.get_by_role("link", name="Ana García").click()

    expect(page.get_by_role("heading", name="¿Cuándo llega mi pedido?", level=1)).to_be_visible()
    expect(page).to_have_url(f"{console.url}/console/conversations/cnv_7k3f?from=mine")


def test_what_was_swapped_in_works_too_and_carries_the_csrf_header(page: Page, console: ConsoleStage):
    page.goto(console.at("inbox"))
    page.get_by_role("link", name="Ana García").click()
    page.get_by_role("button", name="Resolver", exact=True).click()

    expect(page.locator("article.talk")).to_be_visible()
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    assert console.posted == [{"path": "/console/conversations/cnv_7k3f/status", "to": "resolved"}]
    assert console.headers[0]["x-csrf-token"] == "a-token"
    assert console.headers[0]["origin"] == console.url
    assert console.headers[0]["sec-fetch-site"] == "same-origin"


def test_markup_that_somebody_smuggled_in_does_nothing(page: Page, console: ConsoleStage, page_errors: PageErrors):
    page_errors.expect("blocked <button#smuggled>")
    page.goto(console.at("conversation"))
    page.evaluate(
        """() => {
          const button = document.createElement("button")
          button.id = "smuggled"
          button.setAttribute("hx-post", "/console/conversations/cnv_7k3f/status")
          document.querySelector("#log").append(button)
          htmx.process(button)
          button.click()
        }"""
    )
    assert page.locator("#smuggled").get_attribute("hx-post") is None
    page.get_by_role("button", name="Resolver", exact=True).click()
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    assert len(console.posted) == 1


def test_a_string_that_is_no_trusted_type_never_becomes_markup(
    page: Page, console: ConsoleStage, page_errors: PageErrors
):
    page_errors.expect("requires 'TrustedHTML' assignment")
    page.goto(console.at("inbox"))
    refused = page.evaluate(
        "() => { try { document.body.innerHTML = '<b>x</b>'; return '' } catch (error) { return error.name } }"
    )
    assert refused == "TypeError"


def test_the_preview_of_a_mail_is_shown_in_a_sandbox(page: Page, console: ConsoleStage):
    page.goto(console.at("conversation"))
    page.get_by_label("Texto").fill("Llega mañana")
    page.get_by_role("button", name="Ver el correo").click()
    expect(page.frame_locator("iframe[name=mail-preview]").get_by_text("Correo: Llega mañana")).to_be_visible()
