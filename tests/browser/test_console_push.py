"""
A browser tells its agent of chats while the console sleeps.

Chromium brings no push service along here: the page is handed a subscription at one of ours, and what that one
receives is handed to the worker as the browser would.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chat_agents import ChatAgent, NewContext, at_the_counter
from playwright.sync_api import expect

from live_callers import LiveShopper
from office import Office
from push_browser import PushBrowser
from services import axe
from services.far_server import FarServer

SUBSCRIBES = """([subscription, fails]) => {
  let given = null
  PushManager.prototype.subscribe = async function (options) {
    if (fails) throw new DOMException("Registration failed - push service error", "AbortError")
    window.asked = options
    const { endpoint, ...keys } = subscription
    given = { endpoint, toJSON: () => ({ endpoint, keys }), unsubscribe: async () => (given = null, true) }
    return given
  }
  PushManager.prototype.getSubscription = async () => given
}"""
NOTIFICATIONS = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/console/")
  return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }))
}"""
NOTES_WORK = """() => {
  self.works = []
  const { waitUntil } = ExtendableEvent.prototype
  ExtendableEvent.prototype.waitUntil = function (work) { works.push(work); waitUntil.call(this, work) }
}"""
CLICK = """async () => {
  const [notification] = await registration.getNotifications()
  const opened = new Promise((resolve) => (clients.openWindow = async (url) => (resolve(url), null)))
  dispatchEvent(new NotificationEvent("notificationclick", { notification }))
  return [await opened, (await registration.getNotifications()).length]
}"""


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path, allowed_private_ranges=["127.0.0.0/8"]) as office:
        yield office


def at_a_browser(
    office: Office, new_context: NewContext, subscription: dict[str, str], *, fails: bool = False
) -> ChatAgent:
    """Marta, in a browser that may notify her and that has a push service."""
    marta = at_the_counter(office, new_context, "marta@loza.example", permissions=["notifications"])
    marta.page.add_init_script(f"({SUBSCRIBES})({json.dumps([subscription, fails])})")
    return marta.comes()


def button(marta: ChatAgent) -> Any:
    return marta.page.get_by_role("button", name="Notify me in the background")


def pushes(marta: ChatAgent, data: bytes) -> None:
    """Hand a message to the worker, as the browser does when its push service brings one."""
    protocol = marta.page.context.new_cdp_session(marta.page)
    registrations: list[dict[str, Any]] = []
    protocol.on("ServiceWorker.workerRegistrationUpdated", lambda said: registrations.extend(said["registrations"]))
    protocol.send("ServiceWorker.enable")
    while not registrations:
        marta.page.evaluate("1")  # what the browser says is heard while it is spoken to
    where = {"origin": marta.office.url, "registrationId": registrations[0]["registrationId"]}
    protocol.send("ServiceWorker.deliverPushMessage", {**where, "data": data.decode()})
    protocol.detach()


def notifications(marta: ChatAgent, count: int) -> Any:
    """What the browser shows, once it is so many."""
    marta.page.wait_for_function(f"async () => (await ({NOTIFICATIONS})()).length === {count}")
    return marta.page.evaluate(NOTIFICATIONS)


def test_a_chat_that_rings_is_shown_while_no_console_is_open_and_a_click_leads_to_it(
    office: Office, new_context: NewContext
):
    browser = PushBrowser()
    with FarServer() as service:
        marta = at_a_browser(office, new_context, browser.subscription(f"{service.url}/push/x"))
        button(marta).click()
        expect(button(marta)).to_have_attribute("aria-pressed", "true")
        expect(marta.page.get_by_text("This browser tells you of chats, also in the background.")).to_be_visible()
        assert axe.complaints(marta.page) == []
        asked = marta.page.evaluate("asked")
        assert asked == {"userVisibleOnly": True, "applicationServerKey": office.desk.push.key}
        marta.goes_on_duty()
        chat = LiveShopper(office).opens("<b>Hola</b>", name="Ana García")
        (sent,) = service.got()
    told = browser.opens(sent.body)
    marta.page.goto(f"{office.url}/healthz")  # nothing of the console is open any more
    pushes(marta, told)
    code = json.loads(told)["code"]
    assert notifications(marta, 1) == [{"title": "A chat waits for you", "body": code, "tag": chat}]
    (worker,) = marta.page.context.service_workers
    assert worker.url == f"{office.url}/console/worker.js"
    assert worker.evaluate("registration.scope") == f"{office.url}/console/"
    assert worker.evaluate(CLICK) == [f"{office.url}/console/chats", 0]


def test_nothing_is_shown_where_somebody_looks_at_the_console(office: Office, new_context: NewContext):
    marta = at_a_browser(office, new_context, PushBrowser().subscription("https://push.example/x"))
    button(marta).click()
    expect(button(marta)).to_have_attribute("aria-pressed", "true")
    message = {"title": "A chat waits for you", "code": "M-7K3F-92"}
    (worker,) = marta.page.context.service_workers
    worker.evaluate(NOTES_WORK)
    pushes(marta, json.dumps({**message, "chat": "cnv_seen"}).encode())
    while not worker.evaluate("Promise.all(works).then((done) => done.length)"):
        pass
    marta.page.goto(f"{office.url}/healthz")
    pushes(marta, json.dumps({**message, "chat": "cnv_unseen"}).encode())
    assert [each["tag"] for each in notifications(marta, 1)] == ["cnv_unseen"]


def test_whoever_turns_it_off_is_told_no_more_and_a_reload_knows(office: Office, new_context: NewContext):
    marta = at_a_browser(office, new_context, PushBrowser().subscription("https://push.example/x"))
    button(marta).click()
    expect(button(marta)).to_have_attribute("aria-pressed", "true")
    button(marta).click()
    expect(button(marta)).to_have_attribute("aria-pressed", "false")
    marta.comes()
    expect(button(marta)).to_have_attribute("aria-pressed", "false")
    button(marta).click()
    expect(button(marta)).to_have_attribute("aria-pressed", "true")
    marta.comes()  # into a page whose browser has no subscription any more: its person took it back
    expect(button(marta)).to_have_attribute("aria-pressed", "false")


def test_a_push_service_that_is_not_there_is_said_and_the_button_stays_off(office: Office, new_context: NewContext):
    marta = at_a_browser(office, new_context, {}, fails=True)
    button(marta).click()
    expect(marta.page.get_by_text("This browser cannot be told in the background just now.")).to_be_visible()
    expect(button(marta)).to_have_attribute("aria-pressed", "false")
