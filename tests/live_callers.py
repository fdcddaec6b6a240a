"""Shoppers and agents on a live line to a running server, over real sockets."""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from mostrador.actions import forms, visitors
from mostrador.domain import proof
from mostrador.web.live_wire import PROTOCOL
from office import Browser, Office

PATIENCE = 20.0  # seconds, for what comes at once on a machine that is not busy


class Line:
    """A line that has said hello. `events` are what it was sent, by conversation; `states` the last ones."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.events: dict[str, list[dict[str, Any]]] = {}
        self.states: dict[str, dict[str, Any]] = {}
        self.taken: list[dict[str, Any]] = []
        self.welcome = self.frame("welcome")

    def sends(self, type: str, **fields: Any) -> None:
        self.socket.send(json.dumps({"type": type, **fields}))

    def says(self, conversation: str, text: str, key: str | None = None) -> str:
        key = key or str(uuid.uuid4())
        self.sends("say", conversation=conversation, key=key, text=text)
        return key

    def takes(self, patience: float = PATIENCE) -> dict[str, Any]:
        """The next frame, also written down."""
        frame: dict[str, Any] = json.loads(self.socket.recv(patience))
        self.taken.append(frame)
        if frame["type"] == "event":
            self.events.setdefault(frame["conversation"], []).append(frame["event"])
        if frame["type"] == "state":
            self.states[frame["conversation"]] = frame["state"]
        return frame

    def takes_what_is_there(self) -> None:
        """Every frame that comes within a moment."""
        with suppress(TimeoutError):
            while True:
                self.takes(0.2)

    def frame(self, *types: str) -> dict[str, Any]:
        """The next frame of one of these types."""
        while (frame := self.takes())["type"] not in types:
            pass
        return frame

    def hears(self, conversation: str, text: str) -> dict[str, Any]:
        """Wait for these words."""
        while True:
            frame = self.frame("event")
            if frame["conversation"] == conversation and frame["event"].get("text") == text:
                event: dict[str, Any] = frame["event"]
                return event

    def texts(self, conversation: str) -> list[str]:
        return [event["text"] for event in self.events.get(conversation, []) if "text" in event]


class LiveShopper:
    """A browser with the widget open."""

    def __init__(self, office: Office, *, shop: str | None = None) -> None:
        self.office, desk = office, office.desk
        boot = visitors.boot(desk, shop or office.shop)
        self.token = office.run(visitors.admit(desk, boot)).token
        self.mark = visitors.digest(self.token)
        self.id = office.run(visitors.known(desk, self.mark)).id
        bearer = {"Authorization": f"Bearer {self.token}"}
        self.http = office.keeps(httpx.Client(base_url=f"{office.url}/widget/api/", timeout=60, headers=bearer))

    def pays(self) -> dict[str, str]:
        issued = self.office.run(forms.open_token(self.office.desk, self.mark, "127.0.0.1", None))
        return {"token": issued.token, "proof": proof.solve(self.office.desk.keyring.proof, issued.challenge)}

    def opens(self, text: str = "Hola, ¿tenéis la taza en azul?", **fields: Any) -> str:
        """Open a chat and return its id."""
        answer = self.http.post("conversations", json=self.opening(text, **fields))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["conversation"])

    def opening(self, text: str, **fields: Any) -> dict[str, Any]:
        return {"key": str(uuid.uuid4()), **self.pays(), "text": text, "language": "es", **fields}

    @contextmanager
    def line(self, after: dict[str, int] | None = None, epoch: str = "") -> Iterator[Line]:
        with dial(self.office) as socket:
            socket.send(json.dumps({"type": "hello", "token": self.token, "after": after or {}, "epoch": epoch}))
            yield Line(socket)


@contextmanager
def dial(office: Office, **headers: str) -> Iterator[ClientConnection]:
    """A line that has not said hello."""
    url = office.url.replace("http:", "ws:") + "/live"
    with connect(
        url, subprotocols=[PROTOCOL], compression=None, additional_headers=headers, proxy=None, open_timeout=PATIENCE
    ) as socket:
        yield socket


@contextmanager
def agent_line(browser: Browser, after: dict[str, int] | None = None) -> Iterator[Line]:
    """The line of an agent who is logged in in this browser."""
    office = browser.office
    with dial(office, Cookie=cookies_of(browser), Origin=office.url) as socket:
        socket.send(json.dumps({"type": "hello", "csrf": browser.csrf, "after": after or {}, "epoch": ""}))
        yield Line(socket)


def cookies_of(browser: Browser) -> str:
    return "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())


def ended(socket: ClientConnection, meanwhile: Callable[[], None] = lambda: None) -> tuple[int, str]:
    """Wait until the server hangs up; its code and reason. `meanwhile` is done again and again."""
    with pytest.raises(ConnectionClosed) as closed:
        _drain(socket, meanwhile)
    assert closed.value.rcvd is not None, "The line broke without a word."
    return closed.value.rcvd.code, closed.value.rcvd.reason


def _drain(socket: ClientConnection, meanwhile: Callable[[], None]) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until:
        meanwhile()
        with suppress(TimeoutError):
            socket.recv(0.2)
