"""A counter that is open, and people who write to it."""

import asyncio
import uuid
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from mostrador.actions import forms, visitors
from mostrador.clock import FileClock
from mostrador.desk import Desk, open_desk
from mostrador.domain import proof
from mostrador.domain.shop import Department, Profile, Topic
from mostrador.settings import Settings
from mostrador.storage import shops

T = TypeVar("T")
MESSAGE = "Buenos días: la taza azul llegó con el asa rota y quisiera cambiarla por otra. Adjunto foto si hace falta."
READING = timedelta(minutes=3)  # how long a shopper takes over a form


class Counter:
    """A desk with one shop, on a clock that is moved by hand."""

    def __init__(self, database_url: str, folder: Path, **settings: Any) -> None:
        self._runner = asyncio.Runner()
        self._time = folder / "clock"
        self._moved = timedelta(0)
        self.reading = READING
        self.clock = FileClock(self._time)
        self.settings = Settings(database_url=database_url, data_folder=str(folder / "data"), **settings)
        self.desk: Desk = self.run(self._open())
        self.shop = self.opens_shop("Loza")

    async def _open(self) -> Desk:
        return open_desk(self.settings, self.clock)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def moves(self, time: timedelta) -> None:
        self._moved += time
        self._time.write_text(str(self._moved.total_seconds()))

    def opens_shop(self, name: str) -> str:
        shop, care = self.desk.new("shop"), Department(self.desk.new("dep"), "Atención")
        topics = [
            Topic(self.desk.new("top"), {"es": "Pedidos"}, care.id, asks_order=True),
            Topic(self.desk.new("top"), {"es": "Otra cosa"}, None, asks_order=False),
        ]

        def work(tx: Any) -> None:
            shops.add(tx, shop, name, Profile(), at=self.clock.now())
            shops.add_department(tx, shop, care)
            for position, topic in enumerate(topics):
                shops.add_topic(tx, shop, topic, position)
            shops.set_origins(tx, shop, ["https://www.loza.example"])

        self.run(self.desk.db.write(work))
        return shop

    def shopper(self, name: str, *, address: str = "192.0.2.1", shop: str | None = None) -> "Shopper":
        return Shopper(self, name, address, shop or self.shop)

    def closes(self) -> None:
        self.run(self.desk.close())
        self._runner.close()


class Shopper:
    """A browser with the widget open."""

    def __init__(self, counter: Counter, name: str, address: str, shop: str) -> None:
        self._counter, self._desk = counter, counter.desk
        self.name, self.address = name, address
        self.topics = counter.run(self._desk.shop(shop)).topics
        boot = visitors.boot(self._desk, shop)
        self.token = counter.run(visitors.admit(self._desk, boot)).token
        self.proof = visitors.digest(self.token)
        self.id = counter.run(visitors.known(self._desk, self.proof)).id

    def form(self, *, previous: str | None = None, **fields: Any) -> forms.Sent:
        """A filled form with a token of its own, paid for."""
        paid: dict[str, Any] = {}
        if not {"token", "proof"} <= fields.keys():
            paid = self._pays(previous)
        filled = {
            "key": str(uuid.uuid4()),
            "name": self.name.title(),
            "email": f"{self.name.replace(' ', '.')}@example.com",
            "topic": self.topics[0].id,
            "message": MESSAGE,
            "consent": True,
            "language": "es",
        }
        return forms.Sent(**{**filled, **paid, **fields})

    def sends(self, sent: forms.Sent | None = None, /, **fields: Any) -> forms.Opened:
        return self._counter.run(self.send(sent or self.form(**fields)))

    async def send(self, sent: forms.Sent) -> forms.Opened:
        return await forms.send(self._desk, self.proof, self.address, sent)

    def _pays(self, previous: str | None) -> dict[str, str]:
        issued = self._counter.run(forms.open_token(self._desk, self.proof, self.address, previous))
        if previous is None:
            self._counter.moves(self._counter.reading)
        return {"token": issued.token, "proof": proof.solve(self._desk.keyring.proof, issued.challenge)}
