"""A small server that shows every state of the console under its real headers."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from console_inbox_states import FRAGMENTS
from console_samples import NOW, row
from console_state import State
from console_states import CONSOLE
from playwright.sync_api import Page
from site_on_a_port import Site
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from mostrador.web.console_assets import ConsoleAssets
from mostrador.web.pages import Pages, Reader
from mostrador.words import Words
from services.ports import free_port

PATIENCE = 20  # seconds that the news are waited for


class StoppedClock:
    """It is always twenty to ten on a Monday in September."""

    def now(self) -> datetime:
        return NOW

    async def sleep(self, seconds: float) -> None: ...

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        return False


class ConsoleStage:
    """
    Shows a state at `/console/state/{name}`, and answers what its page asks with `fragments`.

    `news()` tells open pages that something happened; `posted` is what they sent.
    """

    def __init__(self) -> None:
        self.fragments: dict[str, State] = dict(FRAGMENTS)
        self.posted: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self._told = 1
        self._closing = False
        self._assets = ConsoleAssets.gather()
        self._pages = Pages(Words.load(), StoppedClock(), self._assets)
        self._site = Site("127.0.0.1", self._app, free_port())

    @property
    def url(self) -> str:
        return self._site.url

    def at(self, state: str, language: str = "es") -> str:
        return f"{self.url}/console/state/{state}?lang={language}"

    @contextmanager
    def open(self) -> Iterator["ConsoleStage"]:
        self._site.open()
        try:
            yield self
        finally:
            self._closing = True
            self._site.close()

    def news(self) -> None:
        self._told += 1

    def put(self, name: str, **context: object) -> None:
        """From now on, answer this fragment with a changed context."""
        before = self.fragments[name]
        self.fragments[name] = replace(before, context={**before.context, **context})

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/console/static/{version}/{path:path}", self._assets.serve),
                Route("/console/state/{name}", self._state),
                Route("/console/look.css", self._look),
                Route("/console/news", self._news),
                Route("/console/preview", self._preview),
                WebSocketRoute("/live", self._line),
                Route("/console/chats/{id}/facts", self._fragment("facts")),
                Route("/console/chats/takers", self._fragment("pass")),
                Route("/console/chats/going", self._fragment("going")),
                Route("/console/inbox/{view}", self._fragment("rows")),
                Route("/console/conversations/{id}", self._fragment("conversation")),
                Route("/console/conversations/{id}/events", self._fragment("events")),
                Route("/console/conversations/{id}/preview", self._mail, methods=["POST"]),
                Route("/console/conversations/{id}/here", self._attend, methods=["POST"]),
                Route("/console/conversations/{id}/read", self._attend, methods=["POST"]),
                Route("/console/conversations/{id}/{act}", self._act, methods=["POST"]),
            ]
        )

    def _show(self, request: Request, state: State) -> HTMLResponse:
        csrf = request.path_params["name"] if state.live else "a-token"
        reader = Reader(request.query_params.get("lang", "es"), ZoneInfo("Europe/Madrid"), csrf=csrf)
        return self._pages.show(request, state.template, reader, state.context, status=state.status)

    async def _state(self, request: Request) -> Response:
        return self._show(request, CONSOLE[request.path_params["name"]])

    async def _line(self, socket: WebSocket) -> None:
        """A line that tells what the state on the page is about; the page's CSRF token names it."""
        await socket.accept("mostrador.v1")
        try:
            state = CONSOLE.get((await socket.receive_json())["csrf"])
            welcome = {"type": "welcome", "you": "agt_marta", "epoch": "e", "conversations": [], "beat": 20}
            for frame in [welcome, *(state.live(datetime.now(UTC)) if state and state.live else [])]:
                await socket.send_json(frame)
            while not self._closing:
                await socket.receive_text()
        except WebSocketDisconnect:
            return

    def _fragment(self, name: str):  # type: ignore[no-untyped-def]
        async def answer(request: Request) -> Response:
            return self._show(request, self.fragments[name])

        return answer

    async def _act(self, request: Request) -> Response:
        fields = {key: str(value) for key, value in (await request.form()).items()}
        self.posted.append({**fields, "path": request.url.path})
        self.headers.append(dict(request.headers))
        return self._show(request, self.fragments["conversation"])

    async def _look(self, request: Request) -> Response:
        """The shop wears the colour that the console has by itself."""
        return Response("", media_type="text/css")

    async def _attend(self, request: Request) -> Response:
        return Response(status_code=204)

    async def _mail(self, request: Request) -> Response:
        form = await request.form()
        policy = "default-src 'none'; frame-ancestors 'self'; sandbox"
        return HTMLResponse(f"<p>Correo: {form['text']}</p>", headers={"Content-Security-Policy": policy})

    async def _preview(self, request: Request) -> Response:
        return HTMLResponse("<p>Widget</p>", headers={"Content-Security-Policy": "frame-ancestors 'self'; sandbox"})

    async def _news(self, request: Request) -> Response:
        """A long poll that is watched a few times a second: a stage is not a counter."""
        for _ in range(PATIENCE * 20):
            if request.query_params["after"] != str(self._told):
                return JSONResponse({"after": str(self._told), "conversations": ["cnv_7k3f"]})
            if self._closing or await request.is_disconnected():
                break
            await asyncio.sleep(0.05)
        return Response(status_code=204)


def visit(page: Page, console: ConsoleStage, state: str, language: str = "es") -> None:
    """Open a state in a browser that remembers nothing, and wait for what comes over the line."""
    if page.url.startswith(console.url):
        page.evaluate("() => localStorage.clear()")
    page.goto(console.at(state, language))
    if CONSOLE[state].live:
        page.wait_for_function("() => document.querySelector('#shift')?.dataset.state")


def arriving(name: str = "Nuria Sala") -> dict[str, object]:
    """A row that has just come in."""
    return row("new1", name, "Talla 38", "¿Tenéis la 38?", NOW, unread=True)
