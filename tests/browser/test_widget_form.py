"""The contact form: what a shopper types is never lost, and arrives once."""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Route, expect
from widget_shopper import MESSAGE, Shopper
from widget_stage import OTHER, RETURNS

from mostrador.domain.shop import Limits

THREE_HOURS, A_DAY_AND_MORE = timedelta(hours=3), timedelta(hours=25)
DENY_STORAGE = """if (location.pathname.startsWith("/widget/"))
    Object.defineProperty(window, "localStorage", {get() { throw new DOMException("denied", "SecurityError") }})"""


def test_a_shopper_writes_and_gets_a_code_to_read_aloud(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills(order="100042")
    ana.sends()
    code = ana.has_sent()
    expect(ana.panel.locator(".code .unseen")).to_have_text(", ".join(" ".join(group) for group in code.split("-")))
    expect(ana.panel.locator("header")).to_contain_text("Te contestamos")
    expect(ana.panel.locator("ol")).to_contain_text("ana@example.com")
    assert ana.stage.conversations() == [MESSAGE]


def test_the_order_number_is_asked_for_where_the_topic_asks(ana: Shopper) -> None:
    ana.opens_form()
    expect(ana.panel.locator("#order")).to_be_hidden()
    ana.panel.locator("#topic").select_option(RETURNS)
    expect(ana.panel.locator("#order")).to_be_visible()
    ana.panel.locator("#topic").select_option(OTHER)
    expect(ana.panel.locator("#order")).to_be_hidden()


def test_text_survives_a_closed_panel_and_a_reload(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills()
    ana.button.click()
    ana.button.click()
    expect(ana.panel.locator("#message")).to_have_value(MESSAGE)
    ana.page.reload()
    ana.button.click()
    ana.is_at("form")
    expect(ana.panel.locator("#message")).to_have_value(MESSAGE)
    expect(ana.panel.locator("#email")).to_have_value("ana@example.com")
    expect(ana.panel.locator("#topic")).to_have_value(RETURNS)


def test_errors_stand_at_their_fields_and_lead_there(ana: Shopper) -> None:
    ana.opens_form()
    ana.sends()
    ana.is_at("form-errors")
    summary = ana.panel.locator(".summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Hay 5 cosas que revisar")
    email = ana.panel.locator("#email")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_accessible_description("Escribe tu correo: ahí te contestamos. Aquí te llegará la respuesta")
    summary.get_by_role("button", name="Escribe tu correo").click()
    expect(email).to_be_focused()
    email.fill("ana@example.com")
    expect(email).not_to_have_attribute("aria-invalid", "true")
    assert ana.stage.conversations() == []


def test_a_single_error_takes_the_focus_to_its_field(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills(email="ana@gmial")
    ana.sends()
    expect(ana.panel.locator("#email")).to_be_focused()
    expect(ana.panel.locator("#email-error")).to_contain_text("prueba «ana@gmail.com»")


def test_a_slip_of_the_finger_is_pointed_out_and_never_corrected_alone(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills(email="ana@hotmial.com")
    ana.panel.locator("#message").focus()
    expect(ana.panel.locator("#email")).to_have_value("ana@hotmial.com")
    ana.panel.get_by_role("button", name="¿Querías decir ana@hotmail.com?").click()
    expect(ana.panel.locator("#email")).to_have_value("ana@hotmail.com")


def test_what_the_server_finds_stands_at_its_field_too(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills(email="ana@example..com")
    ana.sends()
    ana.is_at("form-errors")
    expect(ana.panel.locator("#email")).to_be_focused()
    expect(ana.panel.locator("#message")).to_have_value(MESSAGE)
    ana.panel.locator("#email").fill("ana@example.com")
    ana.sends()
    ana.has_sent()


def test_a_long_message_is_counted_and_kept(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills(message="ñ" * 10_001)
    expect(ana.panel.locator(".over")).to_have_text("Sobra 1 carácter")
    ana.sends()
    ana.is_at("form-errors")
    expect(ana.panel.locator("#message-error")).to_contain_text("Sobra 1 carácter: acórtalo un poco.")
    ana.panel.locator("#message").fill("👟" * 9_990)
    expect(ana.panel.get_by_text("Quedan 10 caracteres")).to_be_visible()


def test_an_answer_that_got_lost_makes_no_second_conversation(ana: Shopper) -> None:
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().text())
            return route.abort("connectionreset")
        return route.continue_()

    ana.page.route("**/widget/api/forms", lose_the_first)
    ana.opens_form()
    ana.fills()
    ana.sends()
    assert ana.has_sent() in lost[0]
    assert ana.stage.conversations() == [MESSAGE]


def test_what_was_changed_after_a_lost_answer_is_not_lost(ana: Shopper) -> None:
    """The server has the first text; the second one is another message, or nobody would ever read it."""
    changed = f"{MESSAGE} Gracias."
    ana.page.route("**/widget/api/forms", lambda route: (route.fetch(), route.abort("connectionreset")))
    ana.opens_form()
    ana.fills()
    ana.sends()
    ana.is_at("form-failed")
    ana.page.unroute("**/widget/api/forms")
    ana.panel.locator("#message").fill(changed)
    ana.panel.get_by_role("button", name="Probar otra vez").click()
    ana.has_sent()
    assert ana.stage.conversations() == [MESSAGE, changed]


def test_two_tabs_with_one_draft_make_one_conversation(ana: Shopper, context: BrowserContext) -> None:
    ana.opens_form()
    ana.fills()
    other = Shopper(context.new_page(), ana.stage)
    other.visits()
    other.button.click()
    other.is_at("form")
    expect(other.panel.locator("#message")).to_have_value(MESSAGE)
    ana.sends()
    code = ana.has_sent()
    assert other.has_sent() == code
    assert ana.stage.conversations() == [MESSAGE]


def test_another_message_in_another_tab_is_another_conversation(ana: Shopper, context: BrowserContext) -> None:
    ana.opens_form()
    ana.fills()
    other = Shopper(context.new_page(), ana.stage)
    other.visits()
    other.button.click()
    other.is_at("form")
    ana.sends()
    first = ana.has_sent()
    other.is_at("sent")
    other.panel.get_by_role("button", name="Escribir otro mensaje").click()
    other.fills(message="¿Y las tenéis en azul?")
    other.sends()
    assert other.has_sent() != first
    assert ana.stage.conversations() == [MESSAGE, "¿Y las tenéis en azul?"]


def test_three_hours_of_typing_are_no_problem(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills()
    ana.stage.moves(THREE_HOURS)
    ana.sends()
    ana.has_sent()
    assert ana.stage.conversations() == [MESSAGE]
    assert ana.paths_asked().count("/widget/api/form-tokens") == 2


def test_a_visitor_the_server_has_forgotten_sends_all_the_same(ana: Shopper) -> None:
    """After a day the visitor's token and the frame's own are over: the frame is loaded anew, and goes on by itself."""
    ana.page.clock.install()
    ana.opens_form()
    ana.fills()
    ana.page.clock.fast_forward("05:00")
    ana.stage.moves(A_DAY_AND_MORE)
    ana.sends()
    ana.has_sent()
    assert ana.stage.conversations() == [MESSAGE]
    assert sum("/widget/frame/" in path for path in ana.paths_asked()) == 2


def test_where_storage_is_denied_the_text_still_outlives_the_frame(ana: Shopper) -> None:
    ana.page.clock.install()
    ana.page.add_init_script(DENY_STORAGE)
    ana.opens_form()
    ana.fills()
    ana.page.clock.fast_forward("05:00")
    ana.stage.moves(A_DAY_AND_MORE)
    ana.sends()
    ana.has_sent()
    assert ana.stage.conversations() == [MESSAGE]


def test_without_a_network_the_text_is_kept_and_goes_out_when_it_is_back(ana: Shopper, context: BrowserContext) -> None:
    ana.opens_form()
    ana.fills()
    context.set_offline(True)
    ana.sends()
    ana.is_at("form-offline")
    expect(ana.panel.get_by_role("alert")).to_contain_text("Tu mensaje está guardado aquí")
    expect(ana.panel.locator("#message")).to_have_value(MESSAGE)
    context.set_offline(False)
    ana.has_sent()
    assert ana.stage.conversations() == [MESSAGE]


def test_while_the_server_is_down_the_text_is_kept(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills()
    ana.stage.counter.close()
    ana.sends()
    ana.is_at("form-failed")
    expect(ana.panel.locator("#message")).to_have_value(MESSAGE)
    ana.stage.counter.open()
    ana.panel.get_by_role("button", name="Probar otra vez").click()
    ana.has_sent()
    assert ana.stage.conversations() == [MESSAGE]


@pytest.mark.parametrize("reached", [False, True], ids=["before it was there", "when it was there"])
def test_a_server_that_goes_away_while_she_sends_has_it_once_in_the_end(ana: Shopper, reached: bool) -> None:
    gone: list[int] = []

    def go_away(route: Route) -> None:
        if not gone:
            gone.append(route.fetch().status if reached else 0)
            ana.stage.counter.close()
        route.continue_()

    ana.page.route("**/widget/api/forms", go_away)
    ana.opens_form()
    ana.fills()
    ana.sends()
    ana.is_at("form-failed")
    assert gone == [201 if reached else 0]
    expect(ana.panel.get_by_role("alert")).to_contain_text("No hemos podido enviarlo. Tu mensaje está guardado aquí")
    expect(ana.panel.locator("#message")).to_have_value(MESSAGE)
    ana.stage.counter.open()
    ana.sends()
    ana.has_sent()
    assert ana.stage.conversations() == [MESSAGE]


def test_who_writes_too_much_is_told_when_to_go_on_and_loses_nothing(ana: Shopper) -> None:
    ana.stage.looks(limits=Limits(visitor=1))
    ana.opens_form()
    ana.fills()
    ana.sends()
    ana.has_sent()
    ana.panel.get_by_role("button", name="Escribir otro mensaje").click()
    ana.fills(message="¿Y las tenéis en azul?")
    ana.sends()
    ana.is_at("form-too-many")
    expect(ana.panel.get_by_role("alert")).to_contain_text("podrás enviarlo en")
    expect(ana.panel.locator("#message")).to_have_value("¿Y las tenéis en azul?")


def test_the_trap_is_out_of_peoples_way(ana: Shopper) -> None:
    ana.opens_form()
    trap = ana.panel.locator("#website")
    expect(trap).not_to_be_in_viewport()
    expect(trap).to_have_attribute("tabindex", "-1")
    expect(ana.panel.get_by_role("textbox", name="No rellenes")).to_have_count(0)


def test_a_shop_that_speaks_formally_does_so_everywhere(ana: Shopper) -> None:
    ana.stage.looks(address="usted")
    ana.opens_form()
    expect(ana.panel.locator("h1")).to_be_visible()
    ana.sends()
    expect(ana.panel.locator("#name-error")).to_have_text("Díganos cómo se llama.")


def test_who_comes_back_finds_what_they_sent(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills()
    ana.sends()
    code = ana.has_sent()
    ana.page.reload()
    ana.button.click()
    ana.is_at("home-conversations")
    expect(ana.panel.get_by_role("listitem")).to_contain_text(code)
