"""An installation whose server is a process of its own, to be stopped and killed, and whoever writes to it."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from bench.texts import message
from sqlalchemy import Connection, func, select

from mostrador.actions import forms, visitors
from mostrador.clock import FileClock
from mostrador.desk import open_desk
from mostrador.domain import conversation as talk
from mostrador.domain import proof
from mostrador.domain.conversation import Conversation
from mostrador.domain.session import digest
from mostrador.domain.shop import Limits, Profile
from mostrador.domain.speaker import Speaker
from mostrador.settings import Settings
from mostrador.storage import conversations, due, members, schema, shops
from mostrador.storage.conversations import Opening
from mostrador.web import cookies
from mostrador.web.sessions import csrf_token
from services.ports import free_port

T = TypeVar("T")
PATIENCE = 60.0  # seconds; two loaded cores start a Python process in many of them
READING = timedelta(minutes=3)  # how long a shopper takes over a form
PERSONAL = {"Authorization", "Cookie", "X-CSRF-Token", "X-Forwarded-For"}
SERVED = Path(__file__).with_name("served.py")


class House:
    """One shop and one agent. `desk` is a look into the same database from beside the server."""

    def __init__(self, database_url: str, folder: Path, *, undo_seconds: int = 0, **settings: Any) -> None:
        self.port, self.folder, self.dice = free_port(), folder, random.Random(7)
        self._log = folder / "server.log"
        self.url = f"http://127.0.0.1:{self.port}"
        self.told = {
            "public_url": self.url,
            "port": str(self.port),
            "data_folder": str(folder / "data"),
            "database_url": database_url,
            "trusted_proxies": "127.0.0.1/32",
            **settings,
        }
        self.settings = Settings.load(None, {f"MOSTRADOR_{name.upper()}": value for name, value in self.told.items()})
        self._moved = timedelta(0)
        self.clock = FileClock(folder / "clock")
        self._runner = asyncio.Runner()
        self.desk = self.run(self._open())
        self.shop = self.desk.new("shop")
        profile = Profile(limits=Limits(shop=1_000_000), undo_seconds=undo_seconds)
        self.write(lambda tx: shops.add(tx, self.shop, "Loza", profile, at=self.clock.now()))
        self._hire()

    async def _open(self) -> Any:
        return open_desk(self.settings, self.clock)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def write(self, work: Any) -> Any:
        return self.run(self.desk.db.write(work))

    def read(self, work: Any) -> Any:
        return self.run(self.desk.db.read(work))

    def moves(self, time: timedelta) -> None:
        self._moved += time
        (self.folder / "clock").write_text(str(self._moved.total_seconds()))

    def closes(self) -> None:
        self.run(self.desk.close())
        self._runner.close()

    @contextmanager
    def serving(self, *, port: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
        """The server, until the block ends; whoever has not ended it by then has it killed. More than one: by port."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOSTRADOR_")}
        log = self._log.open("ab")
        process = subprocess.Popen(
            [sys.executable, str(SERVED), str(self.folder / "clock")],
            cwd=self.folder,
            env={**kept, **self._environment(port or self.port)},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            self._wait_for(process, port or self.port)
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            log.close()

    def complaints(self) -> str:
        """The end of what the server wrote: why it died, if it did so by itself."""
        return self.log()[-10_000:]

    def log(self) -> str:
        """All that the servers wrote."""
        return self._log.read_text(errors="replace")

    def stops(self, process: "subprocess.Popen[bytes]") -> None:
        """Tell it to end, and see that it does as it should."""
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0

    def settles(self) -> None:
        """Wait until nothing is due any more, however much it was, as long as it becomes less."""
        waiting = select(func.count()).select_from(schema.due).where(schema.due.c.state == "waiting")

        def left() -> int:
            return int(self.read(lambda tx: tx.execute(waiting).scalar_one()))

        while before := left():
            until(lambda: left() < before, "Something that is due does not get done.")

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, timeout=PATIENCE, trust_env=False)

    def forms(self, count: int) -> "list[Errand]":
        """So many forms of so many people, each from elsewhere, with tokens and proofs that hold."""
        made = [self.run(self._form(number)) for number in range(count)]
        self.moves(READING)
        return made

    def answers(self, count: int, conversations: list[str]) -> "list[Errand]":
        """So many answers of the agent."""
        return [self.answer(self.dice.choice(conversations)) for _ in range(count)]

    def answer(self, conversation: str) -> "Errand":
        key = str(uuid.UUID(int=self.dice.getrandbits(128)))
        said = {"mode": "answer", "key": key, "text": message(self.dice), "seen": "0", "then": ""}
        return Errand(
            key, f"/console/conversations/{conversation}/say", self.agent_headers, {"data": said}, conversation
        )

    def take_back(self, conversation: str) -> "Errand":
        """The agent thinks better of what is held in this conversation."""
        [held] = [each.id for each, _ in self.due("answer") if each.subject == conversation]
        path = f"/console/conversations/{conversation}/take-back"
        return Errand(held, path, self.agent_headers, {"data": {"held": held}}, conversation)

    async def sends(self, *errands: "Errand") -> None:
        """All at once, and each is answered."""
        async with self.client() as http:
            assert all(await asyncio.gather(*(errand.goes(http) for errand in errands)))

    def opens(self, count: int) -> list[str]:
        """Conversations that are there already."""
        ids, at = [self.desk.new("cnv") for _ in range(count)], self.clock.now()
        codes = [self.desk.code() for _ in ids]

        def work(tx: Connection) -> None:
            for id, code in zip(ids, codes, strict=True):
                new = Conversation(id, self.shop)
                ana = Speaker(self.shop, "visitor", "vis_before", "Ana")
                events = talk.opened(new, ana, {"text": "Hola"}, at=at, key=id, quarantine=False)
                opening = Opening(id, code, "form", "Otra", "es", None, id, None, "Ana", f"{id[4:]}@example.com")
                conversations.open(tx, self.shop, opening, new.after(events), events)

        self.write(work)
        return ids

    def due(self, kind: str) -> list[tuple[due.Due, due.State]]:
        """What was ever due of this kind, and what became of it."""
        ids = select(schema.due.c.id).where(schema.due.c.kind == kind).order_by(schema.due.c.created_at)
        found = self.read(lambda tx: [due.find(tx, id) for id in tx.execute(ids).scalars().all()])
        return [each for each in found if each]

    def _environment(self, port: int) -> dict[str, str]:
        told = {f"MOSTRADOR_{name.upper()}": value for name, value in {**self.told, "port": str(port)}.items()}
        return {**told, "PYTHONFAULTHANDLER": "1"}

    def _hire(self) -> None:
        self.agent, session, now = self.desk.new("agt"), uuid.uuid4().hex, self.clock.now()
        mark, later = digest(session), now + timedelta(days=30)
        self.agent_headers = {
            "Origin": self.url,
            "Sec-Fetch-Site": "same-origin",
            "HX-Request": "true",
            "Cookie": f"{cookies.name(self.settings, cookies.SESSION)}={session}",
            "X-CSRF-Token": csrf_token(self.desk, mark),
        }

        def work(tx: Connection) -> None:
            members.add_agent(
                tx, self.agent, email="bo@loza.example.com", name="Bo", language="es", password_hash=None, at=now
            )
            members.set_member(tx, self.shop, self.agent, "agent", at=now)
            members.add_session(tx, mark, agent_id=self.agent, shop=self.shop, at=now, expires_at=later)

        self.write(work)

    async def _form(self, number: int) -> "Errand":
        admitted = await visitors.admit(self.desk, visitors.boot(self.desk, self.shop))
        mark = visitors.digest(admitted.token)
        key = str(uuid.UUID(int=self.dice.getrandbits(128)))
        address = f"10.{self.dice.randrange(256)}.{self.dice.randrange(256)}.{number % 256}"
        issued = await forms.open_token(self.desk, mark, address, None)
        body = {
            "key": key,
            "token": issued.token,
            "proof": proof.solve(self.desk.keyring.proof, issued.challenge),
            "name": " ".join(self.dice.choices(["Ana", "Jon", "Luz", "Eva", "Iker", "Nora"], k=2)),
            "email": f"{self.dice.getrandbits(48):x}@example.com",
            "topic": "",
            "message": message(self.dice),
            "consent": True,
            "language": "es",
        }
        headers = {"Authorization": f"Bearer {admitted.token}", "X-Forwarded-For": address}
        visitor = (await visitors.known(self.desk, mark)).id
        return Errand(key, "/widget/api/forms", headers, {"json": body}, visitor)

    def _wait_for(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        deadline = time.monotonic() + PATIENCE
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, trust_env=False) as http:
            while time.monotonic() < deadline:
                assert process.poll() is None, self.complaints()
                try:
                    if http.get("/readyz").status_code == 200:
                        return
                except httpx.TransportError:
                    time.sleep(0.02)  # nobody tells a client that a port is open; asking again is the only way
        raise AssertionError("The server never answered.")


def until(is_so: Callable[[], bool], otherwise: str) -> None:
    """Wait for what happens in another process or thread; asking again is the only way."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


class Errand:
    """A request that is sent again, with the same key, until it is answered."""

    def __init__(self, key: str, path: str, headers: dict[str, str], content: dict[str, Any], about: str) -> None:
        self.key, self.path, self.about = key, path, about
        self._headers, self._content = headers, content
        self.answer: httpx.Response | None = None

    def personal(self) -> list[str]:
        """What of it no log may hold."""
        sent = self._content.get("json") or self._content["data"]
        texts = [sent[name] for name in ("name", "email", "message", "text", "token") if name in sent]
        return [*texts, *(value for name, value in self._headers.items() if name in PERSONAL)]

    async def goes(self, http: httpx.AsyncClient) -> bool:
        """Send it once; False when the server went away before it answered."""
        try:
            self.answer = await http.post(self.path, headers=self._headers, **self._content)
        except httpx.TransportError:
            return False
        assert self.answer.status_code in {200, 201}, (self.answer.status_code, self.answer.text)
        return True
