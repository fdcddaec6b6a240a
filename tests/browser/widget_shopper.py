"""A person in front of a shop's page, and what they do with the widget."""

import re
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, Request, expect
from widget_stage import RETURNS, Stage

MESSAGE = "Hola, las zapatillas me quedan pequeñas. ¿Puedo cambiarlas por un 43?"
CODE = re.compile(r"^M-[0-9A-Z]{4}-[0-9A-Z]{2}$")
SOLVING = 20_000  # ms that a proof may take on a loaded machine


class Shopper:
    def __init__(self, page: Page, stage: Stage) -> None:
        self.page = page
        self.stage = stage
        self.asked: list[Request] = []  # of the counter
        page.on("request", lambda request: self.asked.append(request) if self._is_ours(request) else None)

    @property
    def button(self) -> Locator:
        return self.page.locator("mostrador-counter button")

    @property
    def panel(self) -> FrameLocator:
        return self.page.frame_locator("mostrador-counter iframe")

    @property
    def root(self) -> Locator:
        return self.panel.locator("#app")

    def visits(self, path: str = "/", *, asks: str = "") -> None:
        self.page.goto(f"{self.stage.shop.url}{path}")
        expect(self.page.locator(asks or "mostrador-counter")).to_be_attached()

    def opens(self, path: str = "/") -> None:
        self.visits(path)
        self.button.click()
        self.is_at("home")

    def opens_chat(self, path: str = "/") -> None:
        self.opens(path)
        self.panel.locator(".card").first.click()
        self.is_at("chat-new")

    def says(self, text: str) -> None:
        """Write into the chat, send it, and see it there."""
        self.writes(text)
        self.sees(text)

    def writes(self, text: str) -> None:
        self.panel.locator("#chat-text").fill(text)
        self.panel.locator("#chat-text").press("Enter")

    def chooses(self, what: str) -> None:
        """From the chat's menu."""
        self.panel.locator("summary").click()
        self.panel.locator(".menu").get_by_role("button", name=what).click()

    def sees(self, text: str) -> None:
        """Find these words in the chat, once."""
        expect(self.panel.locator(".said", has_text=text)).to_have_count(1, timeout=SOLVING)

    def opens_form(self, path: str = "/") -> None:
        self.opens(path)
        self.panel.get_by_role("button", name="Escríbenos").click()
        self.is_at("form")

    def fills(self, frame: FrameLocator | None = None, **typed: Any) -> None:
        """Fill in the form; what is not said is filled in well."""
        where = frame or self.panel
        given = {"name": "Ana García", "email": "ana@example.com", "message": MESSAGE, "topic": RETURNS} | typed
        where.locator("#topic").select_option(given.pop("topic"))
        for field, text in given.items():
            where.locator(f"#{field}").fill(text)
        where.locator("#consent").check()

    def sends(self) -> None:
        self.panel.locator("button.primary").click()

    def is_at(self, state: str, *, within: int = SOLVING) -> None:
        expect(self.root).to_have_attribute("data-state", state, timeout=within)

    def has_sent(self) -> str:
        """See the code, and return it."""
        self.is_at("sent")
        code = self.panel.locator(".code [aria-hidden]").inner_text()
        assert CODE.match(code)
        return code

    def focused(self) -> str:
        """The id, or the words, of what has the focus inside the frame."""
        focused = self.panel.locator(":focus")
        expect(focused).to_be_attached()
        return focused.get_attribute("id") or focused.get_attribute("aria-label") or focused.inner_text()

    def paths_asked(self) -> list[str]:
        """What was asked of the counter so far, without its host."""
        return [request.url.removeprefix(self.stage.counter.url) for request in self.asked]

    def _is_ours(self, request: Request) -> bool:
        return request.url.startswith(self.stage.counter.url)
