"""What a shop's page has of us before anybody clicks, and around the click."""

from typing import Any

import httpx
import pytest
from playwright.sync_api import expect
from widget_agent import at_the_counter
from widget_chatter import frame_of, is_sent
from widget_shopper import Shopper
from widget_stage import SHOP, Stage

from mostrador.domain.shop import Look

LOADER_LIMIT = 3 * 1024  # bytes, with Brotli
OLDER_LOADER_LIMIT = 3_250  # bytes, with gzip
FRAME_LIMIT, FRAME_REQUESTS = 20 * 1024, 8
LONG_AFTER = 30_000  # ms

SHIFTS = """() => new Promise(resolve => new PerformanceObserver(list => resolve(list.getEntries().length))
    .observe({type: "layout-shift", buffered: true}) || setTimeout(() => resolve(0), 300))"""
STORED = "() => [document.cookie, ...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(Boolean)"


def test_before_a_click_there_is_one_small_request_and_nothing_is_kept(ana: Shopper) -> None:
    ana.page.clock.install()
    ana.visits()
    ana.page.clock.run_for(LONG_AFTER)
    expect(ana.button).to_be_visible()
    assert ana.paths_asked() == [f"/widget.js?shop={SHOP}"]
    assert ana.page.evaluate(STORED) == []
    assert ana.page.context.cookies() == []
    expect(ana.page.locator("mostrador-counter iframe")).to_have_count(0)


def test_the_loader_weighs_at_most_three_kilobytes(stage: Stage) -> None:
    url = f"{stage.counter.url}/widget.js?shop={SHOP}"
    answer = httpx.get(url, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})  # as browsers say over https
    assert int(answer.headers["content-length"]) <= LOADER_LIMIT
    assert answer.headers["content-encoding"] == "br"
    older = httpx.get(url, headers={"Accept-Encoding": "gzip"})
    assert int(older.headers["content-length"]) <= OLDER_LOADER_LIMIT
    assert older.headers["content-encoding"] == "gzip"
    assert answer.text == older.text == httpx.get(url, headers={"Accept-Encoding": "identity"}).text


def test_the_unread_are_counted_in_the_pages_title(ana: Shopper) -> None:
    ana.opens_chat()
    ana.says("Hola, ¿tenéis el 43?")
    ana.page.evaluate("Mostrador.close()")
    with at_the_counter(ana.stage) as marta:
        marta.says("Sí, quedan dos.")
        expect(ana.page).to_have_title("(1) Zapatería Lola")
        ana.page.evaluate("document.title = 'Zapatillas'")  # a shop that moves on without loading a page
        marta.says("¿Te guardo uno?")
        expect(ana.page).to_have_title("(2) Zapatillas")
        ana.button.click()
        expect(ana.page).to_have_title("Zapatillas")


def test_the_shops_page_does_not_move(ana: Shopper) -> None:
    ana.visits()
    assert ana.page.evaluate(SHIFTS) == 0


def test_the_frame_is_light(ana: Shopper) -> None:
    ana.opens_form()
    ana.fills()
    ana.sends()
    ana.has_sent()
    code = [request.url for request in ana.asked if request.resource_type in {"script", "stylesheet", "other"}]
    inside = [url for url in code if "/widget.js" not in url]
    answers = [httpx.get(url, headers={"Accept-Encoding": "gzip"}) for url in inside]
    assert {answer.headers["cache-control"] for answer in answers} == {"public, max-age=31536000, immutable"}
    assert sum(int(answer.headers["content-length"]) for answer in answers) <= FRAME_LIMIT
    assert len(ana.asked) <= 1 + FRAME_REQUESTS


def test_it_opens_under_a_strict_policy(ana: Shopper) -> None:
    ana.opens_form("/strict")
    ana.fills()
    ana.sends()
    ana.has_sent()
    assert ana.button.evaluate("button => getComputedStyle(button).height") == "56px"


def test_a_tag_that_stands_twice_is_one_button(ana: Shopper) -> None:
    ana.visits("/twice")
    expect(ana.page.locator("mostrador-counter")).to_have_count(1)
    ana.button.click()
    ana.is_at("home")


def test_a_shop_that_redraws_its_page_keeps_the_button(ana: Shopper) -> None:
    ana.opens()
    ana.page.evaluate("document.body.replaceWith(document.createElement('body'))")
    ana.is_at("home")
    ana.page.evaluate("document.querySelector('mostrador-counter').remove()")
    expect(ana.button).to_be_visible()


def test_a_single_page_shop_may_add_the_tag_later(ana: Shopper) -> None:
    ana.visits("/late", asks="button")
    source = f"{ana.stage.counter.url}/widget.js?shop={SHOP}"
    ana.page.evaluate("src => document.head.append(Object.assign(document.createElement('script'), {src}))", source)
    ana.button.click()
    ana.is_at("home")


def test_calls_from_before_it_came_are_answered(ana: Shopper) -> None:
    ana.visits("/queued")
    ana.is_at("form")


def test_with_the_server_down_the_shops_page_does_not_notice(ana: Shopper) -> None:
    ana.stage.counter.close()
    ana.visits(asks="h1")
    expect(ana.page.locator("mostrador-counter")).to_have_count(0)


def test_a_server_that_goes_down_before_the_click_is_told_and_tried_again(ana: Shopper) -> None:
    ana.page.clock.install()
    ana.visits()
    ana.stage.counter.close()
    ana.button.click()
    ana.page.clock.run_for(LONG_AFTER)
    expect(ana.page.locator("mostrador-counter div")).to_have_text("Ahora mismo no se puede abrir.")
    ana.button.click()
    ana.stage.counter.open()
    ana.button.click()
    ana.is_at("home")


@pytest.mark.parametrize(
    ("path", "spoken", "label"),
    [
        ("/?lang=es&data=en", "es-ES", "Help and contact"),
        ("/?lang=en-GB", "es-ES", "Help and contact"),
        ("/?lang=fr", "es-MX", "Ayuda y contacto"),
        ("/?lang=fr", "de-DE", "Ayuda y contacto"),
    ],
    ids=["the tag", "the page", "the browser", "the shop's first"],
)
def test_the_language_is_chosen_by_the_tag_then_the_page_then_the_browser(
    new_context, stage: Stage, path: str, spoken: str, label: str
) -> None:
    ana = Shopper(new_context(locale=spoken).new_page(), stage)
    ana.visits(path)
    expect(ana.button).to_have_attribute("aria-label", label)


def test_who_was_here_before_has_the_frame_fetched_unseen_and_who_was_not_has_not(ana: Shopper) -> None:
    ana.page.clock.install()
    ana.opens()
    ana.button.click()
    ana.visits()
    expect(ana.page.locator("mostrador-counter iframe")).to_have_count(0)
    ana.page.clock.run_for(LONG_AFTER)
    expect(ana.page.locator("mostrador-counter iframe")).to_be_attached()
    expect(ana.page.locator("mostrador-counter iframe")).not_to_be_visible()


def test_the_page_hears_what_happens(ana: Shopper) -> None:
    ana.visits("/queued")
    ana.page.evaluate(
        """() => { window.heard = []
        for (const name of ["open", "close", "sent"]) Mostrador.on(name, detail => heard.push([name, detail])) }"""
    )
    ana.is_at("form")
    ana.fills()
    ana.sends()
    code = ana.has_sent()
    ana.page.evaluate("Mostrador.close()")
    ana.page.wait_for_function("heard.length === 2")
    [sent, closed] = ana.page.evaluate("heard")
    assert sent[0] == "sent"
    assert sent[1]["code"] == code
    assert sent[1]["conversation"].startswith("cnv_")
    assert closed[0] == "close"


@pytest.mark.parametrize("side", ["left", "right"])
def test_on_a_phone_the_panel_is_as_wide_as_the_page_on_either_side(ana: Shopper, side: Any) -> None:
    ana.stage.looks(look=Look(position=side))
    ana.page.set_viewport_size({"width": 390, "height": 844})
    ana.opens()
    box = ana.page.locator("mostrador-counter iframe").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}


@pytest.mark.parametrize(
    "cart",
    [
        "new Proxy({ items: 2, total: '9 €' }, {})",
        "{ items: 2, total: '9 €', clear() {} }",
        "{ items: 2, total: document.body }",
        "{ items: 2, total: 'x'.repeat(39) + '😀' }",
    ],
)
def test_whatever_the_page_tells_of_its_cart_the_chat_opens_and_a_logout_wipes(ana: Shopper, cart: str) -> None:
    ana.visits()
    ana.page.evaluate(f"Mostrador.cart({cart})")
    ana.button.click()
    ana.panel.locator(".card").first.click()
    ana.says("Hola, ¿tenéis el 43?")
    is_sent(ana)
    ana.panel.get_by_role("button", name="Cerrar").click()
    expect(ana.button).to_have_attribute("aria-expanded", "false")
    ana.page.evaluate("Mostrador.logout()")
    assert frame_of(ana).evaluate("Object.keys(localStorage)") == []


def test_the_page_may_listen_with_open_itself_and_push_what_is_no_call(ana: Shopper) -> None:
    ana.page.add_init_script("window.Mostrador = [null, 'open', ['cart', { items: 1 }]]")
    ana.visits("/late", asks="button")
    ana.page.evaluate(
        "tag => document.body.append(Object.assign(document.createElement('script'), { src: tag }))",
        f"{ana.stage.counter.url}/widget.js?shop={SHOP}",
    )
    expect(ana.page.locator("mostrador-counter")).to_be_attached()
    ana.page.evaluate("document.querySelector('button').addEventListener('click', Mostrador.open)")
    ana.page.get_by_role("button", name="Ayuda", exact=True).click()
    ana.is_at("home")
    ana.page.evaluate("Mostrador.close()")
    ana.page.evaluate("Mostrador.open(42)")
    ana.is_at("home")
