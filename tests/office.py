"""A running server with shops and agents, and browsers in which those agents log in to the console."""

import asyncio
import re
import threading
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import uvicorn
from pyotp import TOTP
from sqlalchemy import Connection, func, select

from mostrador import create_app
from mostrador.cli.serving import Server
from mostrador.clock import FileClock
from mostrador.desk import Desk
from mostrador.domain.shop import Department, Profile
from mostrador.domain.speaker import Role
from mostrador.gateways.passwords import hash_password
from mostrador.settings import Settings
from mostrador.storage import members, shops
from mostrador.storage.schema import due
from services.ports import free_port

T = TypeVar("T")
PASSWORD = "cuatro tazas azules rotas"
HASH = hash_password(PASSWORD)
OFFER = re.compile(r'name="offer" value="([^"]+)"')
SECRET = re.compile(r"<code>([A-Z2-7]{32})</code>")
RECOVERY = re.compile(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>")
CSRF = re.compile(r'<meta name="csrf-token" content="([^"]+)">')


class StandingClock(FileClock):
    """Shows a time that only the test moves, so that a slow machine changes nothing; whoever waits, waits for real."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._began = datetime.now(UTC)

    def now(self) -> datetime:
        return self._began + timedelta(seconds=self._offset())

    async def wait(self, event: asyncio.Event, seconds: float) -> bool:
        until = monotonic() + self._offset() + seconds
        while not event.is_set() and monotonic() + self._offset() < until:
            try:
                async with asyncio.timeout(self.TICK):
                    await event.wait()
            except TimeoutError:
                continue
        return event.is_set()


class Office:
    """The server, on a clock that is moved by hand, and two shops that know nothing of each other."""

    def __init__(self, database_url: str, folder: Path, **settings: Any) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._time, self._moved = folder / "clock", timedelta(0)
        self.clock = StandingClock(self._time)
        self.settings = Settings(
            public_url=self.url, port=port, database_url=database_url, data_folder=str(folder / "data"), **settings
        )
        self._app = create_app(self.settings, clock=self.clock)
        config = uvicorn.Config(self._app, "127.0.0.1", port, log_config=None, access_log=False, lifespan="on")
        self._server = Server(config)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="office")
        self._clients: list[httpx.Client] = []

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("The server did not start.")
            self._thread.join(0.02)
        self.shop = self.opens_shop("Loza")
        self.other_shop = self.opens_shop("Bombillas")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self._clients:
            client.close()
        self._server.should_exit = True
        self._thread.join()

    @property
    def desk(self) -> Desk:
        desk: Desk = self._app.state.desk
        return desk

    @property
    def assets_version(self) -> str:
        """Under which the console's files are served."""
        version: str = self._app.state.console_assets.version
        return version

    @property
    def routes(self) -> list[Any]:
        return list(self._app.routes)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something on the server's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def write(self, work: Any) -> Any:
        return self.run(self.desk.db.write(work))

    def read(self, work: Any) -> Any:
        return self.run(self.desk.db.read(work))

    def now(self) -> datetime:
        return self.clock.now()

    def moves(self, time: timedelta) -> None:
        self._moved += time
        self._time.write_text(str(self._moved.total_seconds()))

    def settles(self) -> None:
        """Wait until nothing is due any more, for less than the worker waits by itself: a lost wake is seen."""
        waiting = select(func.count()).select_from(due).where(due.c.state == "waiting", due.c.run_at <= self.now())
        for _ in range(1500):
            if not self.read(lambda tx: tx.execute(waiting).scalar_one()):
                return
            self._thread.join(0.01)
        raise AssertionError("Something that is due does not get done.")

    def opens_shop(self, name: str, profile: Profile | None = None) -> str:
        shop, department = self.desk.new("shop"), Department(self.desk.new("dep"), "Atención")

        def work(tx: Connection) -> None:
            shops.add(tx, shop, name, profile or Profile(), at=self.now())
            shops.add_department(tx, shop, department)
            shops.set_origins(tx, shop, ["https://www.loza.example"])

        self.write(work)
        return shop

    def hires(self, email: str, role: Role = "agent", *, shop: str | None = None, language: str = "en") -> str:
        """Somebody with `PASSWORD`; their id."""
        agent = self.desk.new("agt")
        name = email.partition("@")[0].title()

        def work(tx: Connection) -> None:
            members.add_agent(tx, agent, email=email, name=name, language=language, password_hash=HASH, at=self.now())
            members.set_member(tx, shop or self.shop, agent, role, at=self.now())

        self.write(work)
        return agent

    def browser(self, **headers: str) -> "Browser":
        browser = Browser(self, headers)
        self.keeps(browser.http)
        return browser

    def keeps(self, client: httpx.Client) -> httpx.Client:
        """Have it closed when the office closes."""
        self._clients.append(client)
        return client

    def at_work(self, email: str, role: Role = "agent", *, shop: str | None = None) -> "Browser":
        """A browser in which somebody new is logged in."""
        agent = self.hires(email, role, shop=shop)
        browser = self.browser()
        browser.logs_in(email)
        browser.agent, browser.email = agent, email
        return browser

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._server.serve())
        finally:
            self._loop.close()


class Browser:
    """Keeps cookies, sends what browsers send, and knows the CSRF token of the last page it saw."""

    def __init__(self, office: Office, headers: dict[str, str]) -> None:
        self.office = office
        self.agent = self.email = ""
        self.csrf = ""
        self.http = httpx.Client(base_url=office.url, timeout=60, headers={"Accept": "text/html", **headers})

    def gets(self, path: str, **more: Any) -> httpx.Response:
        answer = self.http.get(path, **more)
        if found := CSRF.search(answer.text):
            self.csrf = found[1]
        return answer

    def posts(
        self,
        path: str,
        *,
        csrf: bool = True,
        headers: dict[str, str] | None = None,
        files: dict[str, bytes] | None = None,
        **fields: Any,
    ) -> httpx.Response:
        """Send a form as the page's own htmx does."""
        sent = {"Origin": self.office.url, "Sec-Fetch-Site": "same-origin", "HX-Request": "true"}
        if csrf and self.csrf:
            sent["X-CSRF-Token"] = self.csrf
        return self.http.post(path, data=fields, files=files, headers={**sent, **(headers or {})})

    def logs_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        answer = self.posts("/console/login", email=email, password=password, next="")
        if "HX-Redirect" in answer.headers and not answer.headers["HX-Redirect"].endswith("second-factor"):
            self.gets("/console/account")
        return answer

    def sets_up_second_factor(self) -> tuple[str, list[str]]:
        """The app's secret and the recovery codes."""
        page = self.posts("/console/account/second-factor").text
        offer, secret = OFFER.search(page), SECRET.search(page)
        assert offer
        assert secret
        first = {"offer": offer[1], "code": code(self.office, secret[1]), "enrol_password": PASSWORD}
        answer = self.posts("/console/account/second-factor/confirm", **first)
        assert answer.status_code == 200
        return secret[1], RECOVERY.findall(answer.text)

    def is_in(self) -> bool:
        return self.http.get("/console/account").status_code == 200


def code(office: Office, secret: str, *, steps: int = 0) -> str:
    """What an app shows now, or so many steps later."""
    at = office.now() + timedelta(seconds=30 * steps)
    return TOTP(secret).at(at)
