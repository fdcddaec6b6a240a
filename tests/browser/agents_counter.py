"""A real server with a shop, its agents logged in, and customers whose words go straight into the log."""

import asyncio
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from site_on_a_port import Site
from sqlalchemy import Connection
from starlette.types import Receive, Scope, Send

from mostrador import Settings, create_app
from mostrador.clock import FileClock
from mostrador.desk import Desk
from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.session import digest
from mostrador.domain.shop import Profile
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.storage import conversations, customers, members, shops
from mostrador.storage.conversations import AGENTS, Opening
from mostrador.web import cookies
from services.ports import free_port

SHOP = "shop_aaaaaaaaaaaaaaaa"
NAMES = ("Bo", "Cid")
T = TypeVar("T")


class AgentsCounter:
    def __init__(self, folder: Path, database_url: str) -> None:
        port = free_port()
        self.settings = Settings(
            public_url=f"http://127.0.0.1:{port}",
            port=port,
            data_folder=str(folder / "data"),
            database_url=database_url,
        )
        self._time = folder / "clock"
        self.clock = FileClock(self._time)
        self._app = create_app(self.settings, clock=self.clock)
        self._site = Site("127.0.0.1", lambda: self, port)  # type: ignore[arg-type,return-value]
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sessions = {name: uuid.uuid4().hex for name in NAMES}
        self.console = f"{self._site.url}/console"

    @property
    def state(self) -> Any:
        """The app's own, as whoever serves it knows it."""
        return self._app.state

    @contextmanager
    def open(self) -> Iterator["AgentsCounter"]:
        self._site.open()
        try:
            self._write(self._begin)
            yield self
        finally:
            self._site.close()

    def cookie(self, name: str) -> Any:
        """The session that logs this agent in."""
        session = cookies.name(self.settings, cookies.SESSION)
        return {"name": session, "value": self._sessions[name], "url": self._site.url}

    def address(self, conversation: str) -> str:
        return f"{self.console}/conversations/{conversation}"

    def moves(self, time: timedelta) -> None:
        """Set the server's clock this far ahead of the machine's."""
        self._time.write_text(str(time.total_seconds()))

    def writes(self, name: str, message: str) -> str:
        """A customer's conversation, as the form opens it."""
        at, email = self.clock.now(), f"{name.lower()}@example.com"
        new, customer = Conversation(self._desk.new("cnv"), SHOP), self._desk.new("cus")
        opening = Opening(
            new.id, self._desk.code(), "form", "Orders", "en", None, new.id, customer, name, email, spam_reasons=[]
        )
        ana = Speaker(SHOP, "customer", customer, name)
        body = {"text": message, "name": name, "email": email, "topic": "Orders", "order": ""}
        events = talk.opened(new, ana, body, at=at, key=new.id, quarantine=False)

        def work(tx: Connection) -> None:
            customers.add(tx, SHOP, customer, name=name, language="en", at=at, claimed_email=email)
            conversations.open(tx, SHOP, opening, new.after(events), events)

        self._write(work, new.id)
        return new.id

    def said(self, conversation: str) -> list[str]:
        """Every word of a conversation that its customer may read."""
        events = self._write(lambda tx: conversations.events_after(tx, SHOP, conversation, 0, AGENTS))
        return [event.words for event in events if event.words and event.audience == "everyone"]

    @property
    def _desk(self) -> Desk:
        desk: Desk = self._app.state.desk
        return desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._loop = asyncio.get_running_loop()
        await self._app(scope, receive, send)

    def _write(self, work: Callable[[Connection], T], conversation: str | None = None) -> T:
        """Do it as the server would, on its own loop, so that it wakes whoever waits."""
        assert self._loop is not None
        wake = Wake(SHOP, conversation)
        return asyncio.run_coroutine_threadsafe(self._desk.db.write(work, wake=wake), self._loop).result(30)

    def _begin(self, tx: Connection) -> None:
        now = self.clock.now()
        shops.add(tx, SHOP, "Lola", Profile(), at=now)
        for name, session in self._sessions.items():
            agent = f"agt_{name.lower():a<16}"
            email = f"{name.lower()}@example.com"
            members.add_agent(tx, agent, email=email, name=name, language="en", password_hash=None, at=now)
            members.set_member(tx, SHOP, agent, "agent", at=now)
            until = now + timedelta(hours=12)
            members.add_session(tx, digest(session), agent_id=agent, shop=SHOP, at=now, expires_at=until)
