"""An agent in front of the console: their own session, over HTTP, with what their browser would send."""

import re
import uuid
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import httpx
from sqlalchemy import Connection
from starlette.applications import Starlette

from mostrador.app import create_app
from mostrador.domain.session import digest
from mostrador.domain.speaker import Role, Speaker
from mostrador.storage import members
from mostrador.web import cookies
from mostrador.web.sessions import csrf_token
from mostrador.worker import Worker
from shopping import Counter

BASE = "http://127.0.0.1:8321"


def console(counter: Counter) -> Starlette:
    """The app at this counter's desk; the worker works when it is told to."""
    app = create_app(counter.settings, clock=counter.clock)
    app.state.desk = counter.desk
    return app


def works(counter: Counter) -> None:
    """The worker does all that is due now."""

    async def rounds() -> None:
        while await Worker(counter.desk).round():
            pass

    counter.run(rounds())


class ConsoleAgent:
    def __init__(
        self, counter: Counter, app: Starlette, name: str, role: Role = "agent", shop: str | None = None
    ) -> None:
        self.counter, self.name, self.role, self.shop = counter, name, role, shop or counter.shop
        self.id = counter.desk.new("agt")
        session = uuid.uuid4().hex
        self.proof = digest(session)
        self.speaker = Speaker(self.shop, role, self.id, name, self.proof, "198.51.100.7")
        counter.run(counter.desk.db.write(self._join))
        self.csrf = csrf_token(counter.desk, self.proof)
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=True),
            base_url=BASE,
            cookies={cookies.name(counter.settings, cookies.SESSION): session},
            headers={"Accept": "text/html"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.counter.run(self._http.aclose())

    def _join(self, tx: Connection) -> None:
        now = self.counter.clock.now()
        email = f"{self.name.lower()}-{self.id[4:]}@loza.example.com"
        members.add_agent(tx, self.id, email=email, name=self.name, language="en", password_hash=None, at=now)
        members.set_member(tx, self.shop, self.id, self.role, at=now)
        members.add_session(
            tx, self.proof, agent_id=self.id, shop=self.shop, at=now, expires_at=now + timedelta(days=30)
        )

    def opens(self, path: str, **headers: str) -> httpx.Response:
        """Go to a page of the console."""
        return self.counter.run(self.asks(path, **headers))

    async def asks(self, path: str, **headers: str) -> httpx.Response:
        return await self._http.get(f"/console{path}", headers=headers, timeout=60)

    def swaps(self, path: str, target: str) -> httpx.Response:
        """Ask for a fragment, as htmx does."""
        return self.opens(path, **{"HX-Request": "true", "HX-Target": target})

    def posts(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        """Send a form from the console's own page."""
        sent = {
            "Origin": BASE,
            "Sec-Fetch-Site": "same-origin",
            "HX-Request": "true",
            "HX-Target": "main#conversation",
            "X-CSRF-Token": self.csrf,
            **headers,
        }
        return self.counter.run(self._http.post(f"/console{path}", data=fields or {}, headers=sent))

    def does(self, conversation: str, action: str, **fields: str) -> httpx.Response:
        return self.posts(f"/conversations/{conversation}/{action}", fields)

    def answers(self, conversation: str, text: str, *, seen: int | None = None, **fields: str) -> httpx.Response:
        """Write an answer on the page that is open now."""
        if seen is None:
            seen = self.last_seq(conversation)
        given = {"mode": "answer", "key": str(uuid.uuid4()), "text": text, "seen": str(seen), "then": "", **fields}
        return self.does(conversation, "say", **given)

    def notes(self, conversation: str, text: str) -> httpx.Response:
        return self.does(conversation, "say", mode="note", key=str(uuid.uuid4()), text=text, seen="0", then="")

    def last_seq(self, conversation: str) -> int:
        page = self.swaps(f"/conversations/{conversation}", "main#conversation")
        found = re.search(r'data-seq="(\d+)"', page.text)
        assert found, page.text
        return int(found[1])
