"""What a page lets be heard, and what it has the browser show: noted, and done all the same."""

from typing import Any

from playwright.sync_api import BrowserContext, Frame, Page

RING, MESSAGE, NEW = [784, 988, 784], [660, 880], [660, 880]  # Hz: a chat rings, a shopper writes; an agent writes
NOTES_DOWN = """(() => {
    window.heard = []
    window.shown = []
    const { start } = OscillatorNode.prototype
    OscillatorNode.prototype.start = function (at) {
        heard.push(Math.round(this.frequency.value))
        start.call(this, at)
    }
    window.Notification = class extends Notification {
        constructor(title, options) {
            super(title, options)
            shown.push({ title, ...options })
        }
    }
})()"""
SHOWN = """async () => {
    await navigator.serviceWorker.getRegistration() // which is what a page asks before it has something shown
    return shown
}"""


def listens(where: Page | BrowserContext) -> None:
    """From the next page on."""
    where.add_init_script(NOTES_DOWN)


def hears(page: Page | Frame, notes: list[int]) -> None:
    """Wait until these were heard, and nothing else."""
    page.wait_for_function("count => heard.length >= count", arg=len(notes))
    assert heard(page) == notes


def heard(page: Page | Frame) -> list[int]:
    notes: list[int] = page.evaluate("heard")
    return notes


def shows(page: Page, count: int) -> list[dict[str, Any]]:
    """What was shown, once it is so many."""
    page.wait_for_function("count => shown.length >= count", arg=count)
    return shown(page)


def shown(page: Page) -> list[dict[str, Any]]:
    notifications: list[dict[str, Any]] = page.evaluate(SHOWN)
    return notifications


def looks_elsewhere(page: Page) -> None:
    """Somebody turns to another page; Playwright would have every page believe that it has the focus."""
    page.context.new_cdp_session(page).send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    page.bring_to_front()
    page.context.new_page().bring_to_front()
    page.wait_for_function("() => !document.hasFocus()")
