"""Who is logged in to the shop, and what is left in the browser when they are not any more."""

from datetime import timedelta

from playwright.sync_api import Page, expect
from widget_shopper import MESSAGE, Shopper
from widget_stage import Stage

SAYS = "token => { window.token = token; Mostrador.identify(async () => window.token) }"


def logs_in(ana: Shopper, customer: str) -> None:
    ana.page.evaluate(SAYS, ana.stage.identity_of(customer))


def kept(ana: Shopper) -> dict[str, str]:
    frame = next(frame for frame in ana.page.frames if "/widget/frame/" in frame.url)
    everything: dict[str, str] = frame.evaluate("({...localStorage})")
    return everything


def test_the_page_is_asked_who_it_is_when_the_shopper_opens_it(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    logs_in(ana, "ana")
    with page.expect_response("**/widget/api/identity") as answer:
        ana.button.click()
    assert answer.value.status == 201
    ana.is_at("home")


def test_a_shopper_who_logs_in_while_writing_loses_nothing(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.opens_form()
    ana.fills()
    with page.expect_response("**/widget/api/identity"):
        logs_in(ana, "ana")
    ana.sends()
    ana.has_sent()
    assert stage.conversations() == [MESSAGE]


def test_the_next_customer_at_this_browser_finds_nothing_of_the_one_before(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    logs_in(ana, "ana")
    with page.expect_response("**/widget/api/identity"):
        ana.button.click()
    ana.panel.get_by_role("button", name="Escríbenos").click()
    ana.fills()
    with page.expect_response("**/widget/api/identity"):
        logs_in(ana, "bo")
    ana.is_at("home")
    assert not any(name.endswith(":draft") for name in kept(ana))
    ana.panel.get_by_role("button", name="Escríbenos").click()
    expect(ana.panel.locator("#message")).to_have_value("")


def test_the_same_customer_keeps_token_and_text(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    logs_in(ana, "ana")
    with page.expect_response("**/widget/api/identity"):
        ana.button.click()
    ana.panel.get_by_role("button", name="Escríbenos").click()
    ana.fills()
    before = kept(ana)
    with page.expect_response("**/widget/api/identity") as answer:
        logs_in(ana, "ana")
    assert answer.value.status == 204
    assert kept(ana) == before
    expect(ana.panel.locator("#message")).to_have_value(MESSAGE)


def test_a_token_that_does_not_hold_makes_nobody_a_customer(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.opens_form()
    ana.fills()
    with page.expect_response("**/widget/api/identity") as answer:
        page.evaluate(SAYS, "a.forged.token")
    assert answer.value.status == 401
    ana.sends()
    ana.has_sent()


def test_a_page_whose_own_function_fails_is_left_alone(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    page.evaluate("Mostrador.identify(() => { throw new Error('the shop is down') })")
    ana.button.click()
    ana.panel.get_by_role("button", name="Escríbenos").click()
    ana.fills()
    ana.sends()
    ana.has_sent()


def test_logging_out_revokes_the_token_and_wipes_what_was_kept(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    logs_in(ana, "ana")
    with page.expect_response("**/widget/api/identity"):
        ana.button.click()
    ana.panel.get_by_role("button", name="Escríbenos").click()
    ana.fills()
    with page.expect_response("**/widget/api/logout") as answer:
        page.evaluate("Mostrador.logout()")
    assert answer.value.status == 204
    assert kept(ana) == {}
    assert page.evaluate("localStorage.getItem('mostrador')") is None


def test_logging_out_on_the_next_page_wipes_as_well(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.opens_form()
    ana.fills()
    ana.visits("/?lang=en")
    page.evaluate("Mostrador.logout()")
    assert kept(ana) == {}
    assert page.evaluate("localStorage.getItem('mostrador')") is None


def test_logging_out_where_nobody_opened_anything_asks_nothing(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    page.evaluate("Mostrador.logout()")
    assert len(ana.asked) == 1


def test_a_customers_session_that_is_over_leaves_nothing_behind(page: Page, stage: Stage) -> None:
    ana = Shopper(page, stage)
    ana.visits()
    logs_in(ana, "ana")
    with page.expect_response("**/widget/api/identity"):
        ana.button.click()
    ana.panel.get_by_role("button", name="Escríbenos").click()
    ana.fills()
    stage.moves(timedelta(hours=2))
    ana.visits()
    with page.expect_response("**/widget/api/me") as answer:
        ana.button.click()
    assert answer.value.status == 401
    ana.is_at("home")
    assert not any(name.endswith(":draft") for name in kept(ana))
