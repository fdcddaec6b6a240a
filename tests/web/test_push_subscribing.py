"""An agent's browser asks to be told of chats: for this agent alone, and no longer than their session lives."""

from typing import Any

import pytest
from push_agents import comes_on_duty, ends, is_on, subscribed, subscribes
from test_queue import board

from live_callers import LiveShopper, agent_line
from mostrador.storage import members
from office import Browser, Office
from push_browser import PushBrowser
from services.far_server import FarServer


@pytest.fixture
def office_settings() -> dict[str, Any]:
    return {"allowed_private_ranges": ["127.0.0.0/8"]}


def logs_out(office: Office, marta: Browser) -> None:
    marta.posts("/console/logout")


def leaves(office: Office, marta: Browser) -> None:
    member = office.read(lambda tx: members.find(tx, office.shop, marta.agent))
    office.write(lambda tx: members.remove_member(tx, member, at=office.now()))


def goes_to_another_shop(office: Office, marta: Browser) -> None:
    office.write(lambda tx: members.set_member(tx, office.other_shop, marta.agent, "agent", at=office.now()))
    assert marta.posts(f"/console/shops/{office.other_shop}").status_code in {200, 204, 303}


@pytest.mark.parametrize("happens", [logs_out, leaves, goes_to_another_shop])
def test_a_browser_is_told_nothing_once_its_session_is_over(office: Office, service: FarServer, happens: Any):
    """Another browser of hers, in which she never asked for it, keeps her on duty."""
    marta = office.at_work("marta@loza.example")
    subscribes(marta, service)
    other = office.browser()
    other.logs_in(marta.email)
    happens(office, marta)
    office.write(lambda tx: members.set_member(tx, office.shop, marta.agent, "agent", at=office.now()))
    if not other.is_in():
        other.logs_in(marta.email)
    with agent_line(other) as line:
        comes_on_duty(line)
        chat = LiveShopper(office).opens()
        board(line, ringing=[chat])
        office.settles()
    assert service.requests == []
    assert ends(office) == []


def test_whoever_subscribes_last_has_the_browser_and_subscribes_for_nobody_else(office: Office, service: FarServer):
    marta, bo = office.at_work("marta@loza.example"), office.at_work("bo@loza.example")
    subscribes(marta, service)
    named = {**PushBrowser().subscription(f"{service.url}/push/x"), "agent": marta.agent}
    assert bo.posts("/console/push", **named).status_code == 422
    assert subscribed(office) == [marta.agent]
    subscribes(bo, service)
    assert subscribed(office) == [bo.agent]
    assert (is_on(marta), is_on(bo)) == (False, True)
    with agent_line(marta) as line:
        comes_on_duty(line)
        board(line, ringing=[LiveShopper(office).opens()])
        office.settles()
    assert service.requests == []
    assert bo.posts("/console/push/off").status_code == 204
    assert subscribed(office) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "ftp://push.example/x"},
        {"endpoint": "javascript:alert(1)"},
        {"endpoint": "https://ana:secret@push.example/x"},
        {"endpoint": "https://push.example/a b"},
        {"endpoint": "https://push.example/ñ"},
        {"endpoint": "https://push.example:99999/"},
        {"endpoint": f"https://push.example/{'x' * 2048}"},
        {"endpoint": ""},
        {"p256dh": "BA"},
        {"p256dh": "!"},
        {"p256dh": "BAAA" + "A" * 83},
        {"auth": "BTBZMqHH6r4Tts7J_aSI"},
    ],
    ids=str,
)
def test_what_no_browser_says_is_refused(office: Office, service: FarServer, wrong: dict[str, str]):
    marta = office.at_work("marta@loza.example")
    answered = marta.posts("/console/push", **{**PushBrowser().subscription(f"{service.url}/push/x"), **wrong})
    assert answered.status_code == 422
    assert subscribed(office) == []
