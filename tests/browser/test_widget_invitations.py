"""A shop's page invites people to chat by the shop's rules: once, while somebody is there, and never after a no."""

from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from widget_agent import at_the_counter
from widget_chatter import in_a_chat, is_sent
from widget_invited import AGAIN, ASK, LATER, LONG_AFTER, RULE, SOON, Invited, invites, told
from widget_stage import ALWAYS, NEVER, SHOP, Stage

from mostrador.domain.shop import Chat
from services import axe

LOADER_LIMIT = 3_872  # bytes, with Brotli and one rule
OLDER_LOADER_LIMIT = 4_500  # bytes, with gzip
DAY = 24 * 60 * 60 * 1000
DENIED = """if (location.hostname === "localhost")
    Object.defineProperty(window, "localStorage", {get() { throw new Error("denied") }})"""
WHOLE = """() => { const box = document.querySelector("mostrador-counter").shadowRoot.querySelector("section")
    const {left, right, top} = box.getBoundingClientRect()
    return left >= 0 && right <= innerWidth && top >= 0 }"""
HEIGHTS = """() => [...document.querySelector("mostrador-counter").shadowRoot.querySelectorAll("section button")]
    .map(button => button.getBoundingClientRect()).map(({width, height}) => Math.min(width, height))"""


@pytest.fixture
def ana(page: Page, stage: Stage) -> Invited:
    return Invited(page, stage)


def test_the_loader_of_a_shop_that_invites_weighs_little_more(stage: Stage) -> None:
    invites(stage, page="/zapatillas", items=1)
    url = f"{stage.counter.url}/widget.js?shop={SHOP}"
    answer, older = (httpx.get(url, headers={"Accept-Encoding": coding}) for coding in ("br", "gzip"))
    assert answer.headers["content-encoding"] == "br"
    assert int(answer.headers["content-length"]) <= LOADER_LIMIT
    assert int(older.headers["content-length"]) <= OLDER_LOADER_LIMIT


def test_a_rule_that_is_off_invites_nobody(ana: Invited) -> None:
    invites(ana.stage, on=False)
    ana.looks_about()
    assert ana.paths_asked() == [f"/widget.js?shop={SHOP}"]


def test_somebody_who_stays_is_invited_and_nothing_is_asked_or_kept_before(ana: Invited) -> None:
    invites(ana.stage)
    ana.looks_about(stays=SOON)
    ana.is_left_alone()
    assert ana.page.evaluate("Object.keys(localStorage)") == []
    ana.stays(LATER)
    ana.is_invited()
    assert ana.page.evaluate("document.activeElement === document.body"), "it takes no focus"
    assert ana.page.evaluate("Object.keys(localStorage)") == ["mostradorInvited"]


def test_only_on_the_pages_of_the_rule_also_where_the_shop_moves_on_by_itself(ana: Invited) -> None:
    invites(ana.stage, page="/niños/*/tallas")
    ana.looks_about()
    ana.page.evaluate("history.pushState({}, '', '/zapatillas/niños/azul/tallas')")
    ana.stays(LONG_AFTER)
    ana.is_left_alone()
    ana.page.evaluate("history.pushState({}, '', '/niños/azul/tallas/31?color=rojo')")
    ana.stays(SOON)
    ana.is_left_alone()
    ana.stays(LATER)
    ana.is_invited()


def test_only_with_enough_in_the_cart_as_the_page_tells_it(ana: Invited) -> None:
    invites(ana.stage, items=2)
    ana.looks_about()
    for cart in ("{ items: 1 }", "{ items: 'many' }", "null", "7"):
        ana.page.evaluate(f"Mostrador.cart({cart})")
        ana.stays(LATER)
    ana.is_left_alone()
    ana.page.evaluate("Mostrador.cart({ items: 2, total: '89,80 €' })")
    ana.stays(LATER)
    ana.is_invited()


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "nobody on duty"])
def test_nobody_is_invited_to_where_nobody_is_until_somebody_comes(ana: Invited, closed: bool) -> None:
    if closed:
        ana.stage.profile = msgspec.structs.replace(ana.stage.profile, hours=NEVER)
    else:
        ana.stage.leaves()
    invites(ana.stage)
    ana.stage.tells(open=not closed, on_duty=closed)
    ana.page.clock.install()
    ana.visits()
    with ana.page.expect_response("**/widget/api/standing*"):
        ana.stays(SOON + LATER)
    ana.stays(LATER)
    expect(ana.invitation).to_have_count(0)
    ana.stage.comes()
    ana.stage.profile = msgspec.structs.replace(ana.stage.profile, hours=ALWAYS)
    invites(ana.stage)
    ana.stage.moves(timedelta(seconds=10))  # the server knows a shop by heart for two
    ana.stage.tells(open=True, on_duty=True)
    ana.stays_until_the_counter_is_asked_again()
    ana.is_invited()


def test_one_invitation_is_enough_for_a_visit_and_the_same_comes_again_after_its_days(ana: Invited) -> None:
    invites(ana.stage, every=3)
    ana.looks_about()
    ana.is_invited()
    ana.goes_on()
    ana.stays(LONG_AFTER)
    ana.is_left_alone()
    ana.page.clock.fast_forward(2 * DAY)
    ana.stays(LONG_AFTER)
    ana.is_left_alone()
    ana.page.clock.fast_forward(DAY)
    ana.stays(LONG_AFTER)
    ana.is_invited()


def test_two_rules_that_fit_are_one_invitation_a_day(ana: Invited) -> None:
    other = msgspec.structs.replace(RULE, id="rul_bbbbbbbbbbbbbbbb", seconds=0, texts={"es": "¿Algo más?"})
    ana.stage.looks(chat=Chat(invitations=(RULE, other)))
    ana.looks_about(stays=LATER)
    ana.is_invited("¿Algo más?")
    ana.goes_on()
    ana.stays(LONG_AFTER)
    ana.is_left_alone()
    ana.page.clock.fast_forward(DAY)
    ana.stays(LONG_AFTER)
    ana.is_invited()


def test_who_says_no_is_never_asked_again(ana: Invited) -> None:
    invites(ana.stage, every=1)
    ana.looks_about()
    ana.is_invited()
    ana.page.get_by_role("button", name="No, gracias").click()
    expect(ana.invitation).to_have_count(0)
    ana.goes_on()
    ana.page.clock.fast_forward(400 * DAY)
    ana.stays(LONG_AFTER)
    ana.is_left_alone()


def test_where_nothing_can_be_kept_she_is_asked_once_on_each_page(ana: Invited, context: BrowserContext) -> None:
    context.add_init_script(DENIED)
    invites(ana.stage)
    ana.looks_about()
    ana.is_invited()
    ana.page.get_by_role("button", name="No, gracias").click()
    ana.stays(LONG_AFTER)
    expect(ana.invitation).to_have_count(0)
    ana.goes_on()
    ana.stays(LONG_AFTER)
    ana.is_invited()


def test_who_comes_by_an_invitation_is_welcomed_with_it_and_the_agent_sees_which(ana: Invited) -> None:
    invites(ana.stage)
    ana.looks_about()
    ana.is_invited()
    ana.page.get_by_role("button", name="Abrir el chat").click()
    ana.is_at("chat-new")
    expect(ana.panel.locator(".welcome")).to_have_text(ASK)
    expect(ana.invitation).to_have_count(0)
    ana.says("Sí, ¿cómo tallan?")
    is_sent(ana)
    with at_the_counter(ana.stage) as marta:
        marta.hears("Sí, ¿cómo tallan?")
        assert told(marta)["invitation"] == ASK


def test_who_comes_of_themselves_comes_by_no_invitation(ana: Invited) -> None:
    invites(ana.stage)
    ana.looks_about()
    ana.is_invited()
    ana.button.click()
    ana.is_at("home")
    expect(ana.invitation).to_have_count(0)
    ana.panel.locator(".card").first.click()
    expect(ana.panel.locator(".welcome")).to_contain_text("Estás hablando con Zapatería Lola")
    ana.says("Hola")
    is_sent(ana)
    with at_the_counter(ana.stage) as marta:
        marta.hears("Hola")
        assert "invitation" not in told(marta)


def test_who_chats_is_not_invited_until_the_chat_is_over(page: Page, stage: Stage) -> None:
    invites(stage)
    page.clock.install()
    ana = Invited(in_a_chat(page, stage).page, stage)
    page.evaluate("Mostrador.close()")
    ana.goes_on()
    ana.stays(LONG_AFTER)
    expect(page.locator("mostrador-counter")).to_have_attribute("ready", "")
    ana.stays(AGAIN)
    expect(ana.invitation).to_have_count(0)
    assert not any("/standing" in path for path in ana.paths_asked())
    ana.button.click()
    ana.stays_until_it_is("chat-address")  # much time has passed, and nobody has answered
    ana.chooses("Terminar el chat")
    ana.panel.locator(".ask").get_by_role("button", name="Terminar el chat").click()
    ana.is_at("chat-ended")
    page.evaluate("Mostrador.close()")
    ana.stays(AGAIN)
    ana.is_invited()


def test_who_has_the_panel_open_is_not_invited(ana: Invited) -> None:
    invites(ana.stage)
    ana.page.clock.install()
    ana.opens()
    ana.stays(LONG_AFTER)
    expect(ana.invitation).to_have_count(0)
    assert not any("/standing" in path for path in ana.paths_asked())
    ana.page.evaluate("Mostrador.close()")
    ana.stays(LONG_AFTER)
    ana.is_invited()


def test_what_an_invitation_says_is_text(ana: Invited) -> None:
    smuggled = '<img src=x onerror="window.smuggled = 1"></script><b>Hola</b>'
    invites(ana.stage, texts={"es": smuggled})
    ana.looks_about()
    ana.is_invited(smuggled)
    ana.invitation.locator("p").click()
    ana.is_at("chat-new")
    expect(ana.panel.locator(".welcome")).to_have_text(smuggled)
    assert ana.page.evaluate("window.smuggled") is None


def test_with_the_keyboard_alone(ana: Invited) -> None:
    invites(ana.stage)
    ana.looks_about()
    ana.is_invited()
    ana.page.keyboard.press("Shift+Tab")
    expect(ana.button).to_be_focused()
    ana.page.keyboard.press("Shift+Tab")
    expect(ana.page.get_by_role("button", name="No, gracias")).to_be_focused()
    ana.page.keyboard.press("Shift+Tab")
    expect(ana.page.get_by_role("button", name="Abrir el chat")).to_be_focused()
    ana.page.keyboard.press("Enter")
    ana.is_at("chat-new")
    ana.page.keyboard.press("Escape")
    expect(ana.button).to_be_focused()


def test_escape_in_it_says_no_and_goes_back_to_the_button(ana: Invited) -> None:
    invites(ana.stage)
    ana.looks_about()
    ana.is_invited()
    ana.page.get_by_role("button", name="Abrir el chat").focus()
    ana.page.keyboard.press("Escape")
    expect(ana.invitation).to_have_count(0)
    expect(ana.button).to_be_focused()


def test_under_a_strict_policy(ana: Invited) -> None:
    invites(ana.stage)
    ana.looks_about("/strict")
    ana.is_invited()
    assert ana.invitation.evaluate("box => getComputedStyle(box).position") == "absolute"
    ana.page.get_by_role("button", name="Abrir el chat").click()
    ana.is_at("chat-new")


@pytest.mark.parametrize(("scheme", "width", "height"), [("light", 1440, 900), ("dark", 320, 568)])
def test_nobody_is_kept_out(new_context: Any, stage: Stage, scheme: Any, width: int, height: int) -> None:
    invites(stage, texts={"es": "Palabra " * 25})
    size = {"width": width, "height": height}
    ana = Invited(new_context(color_scheme=scheme, viewport=size, reduced_motion="reduce").new_page(), stage)
    ana.looks_about()
    ana.is_invited("Palabra " * 25)
    assert axe.complaints(ana.page, without=("region", "landmark-one-main", "page-has-heading-one")) == []
    assert ana.page.evaluate(WHOLE)
    assert min(ana.page.evaluate(HEIGHTS)) >= 44
    assert ana.invitation.evaluate("box => getComputedStyle(box).animationName") == "none"
    assert ana.invitation.locator("p").get_attribute("role") == "status"
