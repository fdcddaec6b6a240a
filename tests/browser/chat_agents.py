"""Agents who chat: a real server, and a browser window for each of them in which they are logged in."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from mostrador.domain.replies import Reply
from mostrador.storage import replies
from office import Browser, Office

NewContext = Callable[..., BrowserContext]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


class ChatAgent:
    """Somebody of the shop, at the page of the chats."""

    def __init__(self, office: Office, browser: Browser, page: Page) -> None:
        self.office, self.browser, self.page = office, browser, page
        self.id = browser.agent

    def comes(self, conversation: str = "") -> "ChatAgent":
        """Open the chats, and wait for the line."""
        query = f"?open={conversation}" if conversation else ""
        self.page.goto(f"{self.office.url}/console/chats{query}")
        return self.waits()

    def waits(self) -> "ChatAgent":
        expect(self.page.locator("#line-state")).to_have_attribute("data-line", "open")
        expect(self.page.get_by_label("On duty")).to_be_enabled()
        return self

    def goes_on_duty(self) -> "ChatAgent":
        self.page.get_by_text("On duty", exact=True).click()
        expect(self.page.get_by_label("On duty")).to_be_checked()
        return self

    def takes(self, name: str) -> Locator:
        """Take the chat of this shopper, and return its column."""
        self.page.get_by_role("article", name=f"{name} is ringing").get_by_role("button", name="Take it").click()
        column = self.chat(name)
        expect(column).to_be_visible()
        return column

    def chat(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=f"{name} M-")

    def says(self, name: str, text: str) -> None:
        field = self.chat(name).get_by_label("Text", exact=True)
        field.fill(text)
        field.press("Enter")

    def sees(self, name: str, text: str) -> None:
        expect(self.chat(name).locator(".said", has_text=text)).to_have_count(1)


def at_the_counter(office: Office, new_context: NewContext, email: str, role: Any = "agent", **how: Any) -> ChatAgent:
    """Somebody new, who looks at the counter in a window of their own."""
    browser = office.at_work(email, role)
    context = new_context(**{"viewport": WIDE, "locale": "en-GB", "reduced_motion": "reduce", **how})
    context.add_cookies(
        [{"name": key, "value": value, "url": office.url} for key, value in browser.http.cookies.items()]
    )
    return ChatAgent(office, browser, context.new_page())


def keeps_reply(office: Office, name: str, text: str) -> None:
    """A canned reply for every chat."""
    reply = Reply(office.desk.new("can"), name, text)
    office.write(lambda tx: replies.add(tx, office.shop, reply))
