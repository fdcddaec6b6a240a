"""A way into every state that the widget can be seen in."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Route, expect
from widget_agent import at_the_counter
from widget_order_states import ORDERS
from widget_shopper import Shopper
from widget_stage import NEVER

from mostrador.domain.shop import Chat

SOURCE = Path(__file__).parents[2] / "widget" / "src" / "app" / "states.js"
NO_CRYPTO = 'if (location.pathname.startsWith("/widget/")) Object.defineProperty(crypto, "subtle", {value: undefined})'
QUESTION = "Hola, ¿cuándo llega mi pedido? Lo necesito para el sábado."
LONG_AFTER = 30_000  # ms
# Waiting for a function, Playwright would evaluate text, which the frame's policy forbids.
UNTIL_KEPT = "async () => { while (!localStorage.length) await new Promise(requestAnimationFrame) }"
STATES: dict[str, Callable[[Shopper, BrowserContext], None]] = {**ORDERS}
PAGE_STATES: dict[str, Callable[[Shopper, BrowserContext], None]] = {}


def listed(name: str) -> set[str]:
    """The states that the widget's own code lists under this name."""
    found = re.search(rf"export const {name} = .*?\[(.*?)\]", SOURCE.read_text(), re.DOTALL)
    assert found
    return set(re.findall(r'"([a-z-]+)"', found[1]))


def shows(name: str, states: dict[str, Callable[[Shopper, BrowserContext], None]] = STATES):
    def keep(show: Callable[[Shopper, BrowserContext], None]) -> Callable[[Shopper, BrowserContext], None]:
        states[name] = show
        return show

    return keep


@shows("loading")
def _loading(ana: Shopper, context: BrowserContext) -> None:
    context.route("**/app/main.js", lambda route: None)
    ana.visits()
    ana.button.click()


@shows("insecure")
def _insecure(ana: Shopper, context: BrowserContext) -> None:
    context.add_init_script(NO_CRYPTO)
    ana.visits()
    ana.button.click()


@shows("home")
def _home(ana: Shopper, context: BrowserContext) -> None:
    ana.opens()


@shows("home-conversations")
def _home_conversations(ana: Shopper, context: BrowserContext) -> None:
    _sent(ana, context)
    ana.panel.locator("header button").first.click()


@shows("form")
def _form(ana: Shopper, context: BrowserContext) -> None:
    ana.opens_form()
    ana.fills(email="ana@gmial.com", order="100042")


@shows("form-errors")
def _errors(ana: Shopper, context: BrowserContext) -> None:
    ana.opens_form()
    ana.sends()


@shows("form-sending")
def _sending(ana: Shopper, context: BrowserContext) -> None:
    with _filled(ana):
        context.route("**/widget/api/forms", lambda route: None)


@shows("form-offline")
def _offline(ana: Shopper, context: BrowserContext) -> None:
    with _filled(ana):
        context.set_offline(True)


@shows("form-failed")
def _failed(ana: Shopper, context: BrowserContext) -> None:
    with _filled(ana):
        ana.stage.counter.close()


@shows("form-too-many")
def _too_many(ana: Shopper, context: BrowserContext) -> None:
    with _filled(ana):
        context.route("**/widget/api/forms", _says(429, code="too_many", retry_after=240))


@shows("form-refused")
def _refused(ana: Shopper, context: BrowserContext) -> None:
    with _filled(ana):
        context.route("**/widget/api/forms", _says(413, code="too_large"))


@shows("sent")
def _sent(ana: Shopper, context: BrowserContext) -> None:
    with _filled(ana):
        pass
    ana.has_sent()


@shows("form-away")
def _form_away(ana: Shopper, context: BrowserContext) -> None:
    context.route("**/app/form.js", lambda route: route.abort())
    ana.opens()
    ana.panel.get_by_role("button", name="Escríbenos").click()


@shows("chat-away")
def _chat_away(ana: Shopper, context: BrowserContext) -> None:
    context.route("**/app/chat.js", lambda route: route.abort())
    ana.opens()
    ana.panel.locator(".card").first.click()


@shows("chat-new")
def _chat_new(ana: Shopper, context: BrowserContext) -> None:
    ana.stage.looks(chat=Chat(asks_email=True))
    ana.opens_chat()


@shows("chat-refused")
def _chat_refused(ana: Shopper, context: BrowserContext) -> None:
    ana.opens_chat()
    context.route("**/widget/api/conversations", _says(429, code="too_many", retry_after=240))
    ana.writes(QUESTION)


@shows("chat")
def _chat(ana: Shopper, context: BrowserContext) -> None:
    ana.opens_chat()
    ana.says(QUESTION)
    expect(ana.panel.locator(".foot.sent")).to_be_visible()
    with at_the_counter(ana.stage) as marta:
        marta.says("¡Hola, Ana! Lo miro ahora mismo.")
        marta.says("Salió ayer y está en reparto: te llega mañana.\nAquí lo ves: https://correos.example/PX9")
        ana.sees("Salió ayer")
        ana.says("¡Genial, muchas gracias!")
        marta.hears("¡Genial, muchas gracias!")
        marta.reads()
        expect(ana.panel.locator(".foot.read")).to_be_visible()
        marta.types()
        expect(ana.panel.locator(".typing")).to_be_visible()


@shows("chat-lost")
def _chat_lost(ana: Shopper, context: BrowserContext) -> None:
    ana.opens_chat()
    ana.says(QUESTION)
    expect(ana.panel.locator(".foot.sent")).to_be_visible()
    context.set_offline(True)
    ana.says("¿Seguís ahí?")


@shows("chat-address")
def _chat_address(ana: Shopper, context: BrowserContext) -> None:
    ana.stage.looks(hours=NEVER)
    ana.opens_chat()
    ana.says(QUESTION)


@shows("chat-mail")
def _chat_mail(ana: Shopper, context: BrowserContext) -> None:
    _chat_address(ana, context)
    ana.panel.locator("#chat-email").fill("ana@example.com")
    ana.panel.locator("#chat-email").press("Enter")


@shows("chat-ending")
def _chat_ending(ana: Shopper, context: BrowserContext) -> None:
    ana.opens_chat()
    ana.says(QUESTION)
    expect(ana.panel.locator(".foot.sent")).to_be_visible()
    ana.chooses("Terminar el chat")


@shows("chat-ended")
def _chat_ended(ana: Shopper, context: BrowserContext) -> None:
    _chat_ending(ana, context)
    ana.panel.locator(".ask").get_by_role("button", name="Terminar el chat").click()
    ana.is_at("chat-ended")
    ana.panel.get_by_role("radio", name="Muy bien").check(force=True)


@shows("chat-rated")
def _chat_rated(ana: Shopper, context: BrowserContext) -> None:
    _chat_ended(ana, context)
    ana.panel.locator("#comment").fill("Muy amables.")
    ana.panel.get_by_role("button", name="Enviar").click()


@shows("closed", PAGE_STATES)
def _closed(ana: Shopper, context: BrowserContext) -> None:
    ana.visits()


@shows("unread", PAGE_STATES)
def _unread(ana: Shopper, context: BrowserContext) -> None:
    ana.page.clock.install()
    context.route("**/widget/api/me", _says(200, conversations=[], unread=2))
    ana.opens()
    frame = next(frame for frame in ana.page.frames if "/widget/frame/" in frame.url)
    frame.evaluate(UNTIL_KEPT)
    ana.visits()
    ana.page.clock.run_for(LONG_AFTER)
    expect(ana.button).to_have_accessible_name("Ayuda y contacto, 2 sin leer")


@shows("open", PAGE_STATES)
def _open(ana: Shopper, context: BrowserContext) -> None:
    ana.opens()


@shows("away", PAGE_STATES)
def _away(ana: Shopper, context: BrowserContext) -> None:
    ana.page.clock.install()
    ana.visits()
    ana.stage.counter.close()
    ana.button.click()
    ana.page.clock.run_for(LONG_AFTER)
    expect(ana.page.locator("mostrador-counter div")).to_contain_text("no se puede abrir")


@contextmanager
def _filled(ana: Shopper) -> Iterator[None]:
    """Fill in the form, let something happen, and send it."""
    ana.opens_form()
    ana.fills()
    yield
    ana.sends()


def _says(status: int, **body: object) -> Callable[[Route], None]:
    answer = json.dumps({"status": status, **body})
    return lambda route: route.fulfill(status=status, content_type="application/json", body=answer)
