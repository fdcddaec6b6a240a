"""
The abuse run: what a real wave of form spam reaches, over real HTTP with the clock moved.

Without a token, or with a replayed one, nothing may be stored. With solved proofs and near-identical texts at most one
in a hundred may reach the inbox, the rest wait in quarantine. Thirty people behind one address all reach the inbox.
"""

import asyncio
import socket
import tempfile
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from sqlalchemy import select

from bench import wave
from bench.wave import Post
from mostrador import Settings, create_app
from mostrador.actions import visitors
from mostrador.actions.shops import opening
from mostrador.clock import FileClock
from mostrador.desk import Desk
from mostrador.domain import proof
from mostrador.domain.shop import Profile
from mostrador.domain.speaker import Speaker
from mostrador.storage import schema
from mostrador.storage.migrate import engine_for, migrate
from mostrador.web import logs

Attack = Callable[["Ground", Sequence[Post]], Awaitable[None]]

READING = 40.0  # seconds that bot and shopper take: the bot that measures us is patient
ONE_IN_A_HUNDRED = 0.01


@dataclass(slots=True)
class Ground:
    """A server of our own, its clock, and whoever posts to it."""

    line: HTTPConnection
    desk: Desk
    shop: str
    topic: str
    time: Path
    elapsed: float = 0.0
    answers: Counter[int] = field(default_factory=Counter)

    def move_to(self, seconds: float) -> None:
        self.elapsed = max(self.elapsed, seconds)
        self.time.write_text(str(self.elapsed))

    async def visitor(self, address: str) -> str:
        """Come in as the widget does; the boot token is what the frame's document would carry."""
        boot = visitors.boot(self.desk, self.shop)
        _, admitted = await self.post("visitors", {"boot": boot}, address)
        return str(admitted["token"])

    async def pay(self, visitor: str, address: str) -> dict[str, str]:
        """Fetch a form token and solve its challenge, in one step: we hold the installation's secrets."""
        _, issued = await self.post("form-tokens", {}, address, visitor)
        return {"token": issued["token"], "proof": proof.solve(self.desk.keyring.proof, issued["challenge"])}

    async def send(self, form: Post, visitor: str, paid: dict[str, str]) -> None:
        fields = {"name": form.name, "email": form.email, "message": form.message, "topic": self.topic}
        body = {"key": str(uuid.uuid4()), "consent": True, "language": "es", **fields, **paid}
        status, _ = await self.post("forms", body, form.address, visitor)
        self.answers[status] += 1

    async def post(self, path: str, body: Any, address: str, visitor: str | None = None) -> tuple[int, Any]:
        return await asyncio.to_thread(self._post, path, body, address, visitor)

    def _post(self, path: str, body: Any, address: str, visitor: str | None) -> tuple[int, Any]:
        headers = {
            "Content-Type": "application/json",
            "X-Forwarded-For": address,
            "Origin": self.desk.settings.public_url,
        }
        if visitor:
            headers["Authorization"] = f"Bearer {visitor}"
        self.line.request("POST", f"/widget/api/{path}", msgspec.json.encode(body), headers)
        answer = self.line.getresponse()
        return answer.status, msgspec.json.decode(answer.read())

    async def folders(self) -> Counter[str]:
        """Where what was sent has gone."""
        folder = select(schema.conversation.c.folder).where(schema.conversation.c.shop_id == self.shop)
        return Counter(await self.desk.db.read(lambda tx: tx.execute(folder).scalars().all()))

    async def receipts(self) -> int:
        due = select(schema.due.c.id).where(schema.due.c.kind == "receipt")
        return len(await self.desk.db.read(lambda tx: tx.execute(due).all()))


async def without_a_token(ground: Ground, posts: Sequence[Post]) -> None:
    """As the bots of the real case did: straight at the endpoint, with a valid Origin."""
    for post in posts:
        ground.move_to(post.at)
        await ground.send(post, "none", {"token": "", "proof": ""})


async def with_a_replay(ground: Ground, posts: Sequence[Post]) -> None:
    """One token and proof, paid once and spent on the first form, sent with every other."""
    visitor = await ground.visitor(posts[0].address)
    paid = await ground.pay(visitor, posts[0].address)
    ground.move_to(ground.elapsed + READING)
    for post in posts:
        await ground.send(post, visitor, paid)


async def with_solved_proofs(ground: Ground, posts: Sequence[Post]) -> None:
    """A patient bot with a browser: a visitor, a token and a proof of its own for each form."""
    began = ground.elapsed
    for post in posts:
        ground.move_to(began + post.at)
        visitor = await ground.visitor(post.address)
        paid = await ground.pay(visitor, post.address)
        ground.move_to(ground.elapsed + READING)
        await ground.send(post, visitor, paid)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Ground]:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = Settings(
        public_url=url, data_folder=str(folder), trusted_proxies=["127.0.0.0/8"], sqlite_synchronous="NORMAL"
    )
    folder.mkdir(exist_ok=True)
    engine = engine_for(settings.database)
    migrate(engine)
    engine.dispose()
    app = create_app(settings, clock=FileClock(folder / "time"))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="on"))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    desk: Desk = app.state.desk
    speaker = Speaker("", "system", "system")
    open_shop = opening(desk, speaker, "Loza", ["https://loza.example"], profile=Profile(), at=desk.clock.now())
    shop = (await desk.db.write(open_shop)).id
    topic = (await desk.shop(shop)).topics[0].id
    line = HTTPConnection(*listener.getsockname())
    yield Ground(line, desk, shop, topic, folder / "time")
    line.close()
    server.should_exit = True
    await running


@dataclass(frozen=True, slots=True)
class Trial:
    """Who comes, how, and the most (or for people the least) that may reach the inbox."""

    name: str
    attack: Attack
    posts: Sequence[Post]
    most_stored: int
    most_in_inbox: int
    least_in_inbox: int = 0


def trials() -> list[Trial]:
    spam, crowd = wave.spam(1), wave.crowd(2)
    allowed = int(len(spam) * ONE_IN_A_HUNDRED)
    return [
        Trial("without a token", without_a_token, spam, 0, 0),
        Trial("one token, replayed", with_a_replay, spam, 1, 1),  # its first form was paid for
        Trial("solved proofs, near-identical", with_solved_proofs, spam, len(spam), allowed),
        Trial("30 people behind one IPv4", with_solved_proofs, crowd, len(crowd), len(crowd), len(crowd)),
    ]


async def run() -> bool:
    """Print what came of each, and say whether all of it held."""
    print(f"{'abuse run':<32}{'sent':>6}{'stored':>8}{'inbox':>7}{'quarantine':>12}{'receipts':>10}  answers")
    held = [await _held(trial) for trial in trials()]
    return all(held)


async def _held(trial: Trial) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        async with opened(Path(folder) / "data") as ground:
            await trial.attack(ground, trial.posts)
            folders, receipts = await ground.folders(), await ground.receipts()
    inbox, stored = folders["open"], folders.total()
    held = stored <= trial.most_stored and trial.least_in_inbox <= inbox <= trial.most_in_inbox
    print(
        f"{trial.name:<32}{len(trial.posts):>6}{stored:>8}{inbox:>7}{folders['quarantine']:>12}{receipts:>10}  "
        f"{dict(sorted(ground.answers.items()))} {'held' if held else 'BROKEN'}",
        flush=True,
    )
    return held


def main() -> None:
    logs.configure("critical")
    if not asyncio.run(run()):
        raise SystemExit("The defences did not hold.")


if __name__ == "__main__":
    main()
