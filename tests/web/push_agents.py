"""Agents whose browsers have subscribed to pushes, at a push service of ours, and what became of what was due."""

import re

from sqlalchemy import select
from test_queue import board

from live_callers import Line
from mostrador.storage.schema import due, push_subscription
from office import Browser, Office
from push_browser import PushBrowser
from services.far_server import FarServer

KEY = re.compile(r'id="push" data-key="([^"]+)"')
IS_ON = re.compile(r'id="push"[^>]* aria-pressed="true"')


def subscribes(agent: Browser, service: FarServer, name: str = "a-secret-of-the-browser") -> PushBrowser:
    browser = PushBrowser()
    answered = agent.posts("/console/push", **browser.subscription(f"{service.url}/push/{name}"))
    assert answered.status_code == 204, answered.text
    return browser


def is_on(agent: Browser) -> bool:
    return bool(IS_ON.search(agent.gets("/console/chats").text))


def comes_on_duty(line: Line) -> None:
    line.sends("duty", state="on", capacity=3)
    board(line, state="on")


def ends(office: Office) -> list[tuple[str, str, str | None]]:
    """How each push ended."""
    rows = select(due.c.kind, due.c.state, due.c.problem).where(due.c.kind.like("push_%")).order_by(due.c.created_at)
    return [tuple(row) for row in office.read(lambda tx: tx.execute(rows).all())]


def subscribed(office: Office) -> list[str]:
    """Whose browsers are told."""
    return office.read(lambda tx: list(tx.execute(select(push_subscription.c.agent_id)).scalars()))
