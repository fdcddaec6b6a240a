"""
A phone's tab that is put away and comes back: its time stands still meanwhile, and nothing reaches it.

The browser of the tests never hides a page, so the page is told that it is hidden; what it does then is its own.
"""

from datetime import timedelta
from typing import Any

from playwright.sync_api import BrowserContext, Page, WebSocketRoute
from widget_agent import at_the_counter
from widget_chatter import frame_of
from widget_shopper import Shopper
from widget_stage import Stage

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CAN_HIDE = """(() => {
    let hidden = false
    Object.defineProperty(document, "hidden", { get: () => hidden })
    Object.defineProperty(document, "visibilityState", { get: () => (hidden ? "hidden" : "visible") })
    window.hides = (now) => {
        hidden = now
        document.dispatchEvent(new Event("visibilitychange"))
    }
})()"""
TURNS_UP = "hides(false)"
COMES_OUT_OF_THE_CACHE = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
AN_HOUR = timedelta(hours=1)


class Network:
    """What lies between the phone and the server; a dead one takes what it is given, and brings nothing."""

    def __init__(self, context: BrowserContext) -> None:
        self.dials = 0
        self._dead: set[int] = set()
        context.route_web_socket("**/live", self._connect)

    def dies(self) -> None:
        """For the lines there are. Nobody tells the phone."""
        self._dead.update(range(1, self.dials + 1))

    def _connect(self, phone: WebSocketRoute) -> None:
        self.dials += 1
        mine, server = self.dials, phone.connect_to_server()
        phone.on_message(lambda frame: None if mine in self._dead else server.send(frame))
        server.on_message(lambda frame: None if mine in self._dead else phone.send(frame))
        server.on_close(lambda code, reason: None if mine in self._dead else phone.close(code=code, reason=reason))


class Tab:
    """The tab of a shop's page, with the widget's chat in it."""

    def __init__(self, shopper: Shopper) -> None:
        self.shopper, self.page = shopper, shopper.page
        self.frame = frame_of(shopper)
        self.frame.evaluate("window.isTheSame = true")

    def is_put_away(self) -> None:
        """No timer of it runs from here on."""
        self.page.clock.pause_at(self._seconds() + 1)
        self._each_page("hides(true)")

    def comes_back(self, later: timedelta, how: str) -> None:
        """Its clock is right at once, its timers have not run yet."""
        self.page.clock.set_system_time(self._seconds() + later.total_seconds())
        self._each_page(how)

    def is_the_same(self) -> bool:
        """Whether nothing was loaded anew."""
        return frame_of(self.shopper) == self.frame and bool(self.frame.evaluate("window.isTheSame"))

    def said(self) -> list[str]:
        return self.shopper.panel.locator(".said.them").all_inner_texts()

    def _seconds(self) -> float:
        return float(self.page.evaluate("Date.now() / 1000"))

    def _each_page(self, does: str) -> None:
        for frame in self.page.frames:
            frame.evaluate(does)


def can_be_put_away(page: Page) -> None:
    page.add_init_script(CAN_HIDE)
    page.clock.install()


def others_answer(stage: Stage, answers: dict[str, str]) -> None:
    """An hour goes by at the counter, in which each of these agents comes, says a thing and goes."""
    for number, (name, text) in enumerate(answers.items(), 1):
        stage.moves(AN_HOUR * number / (len(answers) + 1))
        with at_the_counter(stage, name) as agent:
            agent.says(text)
    stage.moves(AN_HOUR)
