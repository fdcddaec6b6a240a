"""Contact forms a second, through every defence, beside the floor."""

import asyncio
import json
import os
import random
import sys
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from bench import helpdesk
from bench.counter import Installation, cpu_seconds, free_port, process
from bench.databases import database
from bench.load import Outcome, post, send
from bench.texts import message
from mostrador.actions import forms, visitors
from mostrador.desk import Desk
from mostrador.domain import proof
from mostrador.storage.schema import conversation

READING = 180.0  # seconds that a shopper takes over a form
INBOX_SHARE = 0.99  # below it a run is void: a form in quarantine did not go the full path


@dataclass(frozen=True, slots=True)
class Figures:
    name: str
    outcome: Outcome
    cpu: float  # microseconds of the server for each form

    def row(self, floor: "Figures | None" = None) -> str:
        ratio = f"{self.outcome.rate / floor.outcome.rate:.2f}" if floor else "1"
        return (
            f"| {self.name} | {self.outcome.rate:,.0f} | {self.outcome.percentile(50):.1f} | "
            f"{self.outcome.percentile(99):.1f} | {self.cpu:,.0f} | {ratio} |"
        )


async def prepare(installation: Installation, count: int) -> list[bytes]:
    """So many forms of so many people: each with a visitor, a token and a solved proof of its own."""
    desk = await installation.desk()
    try:
        if not installation.shop:
            await installation.open_shop(desk)
        return [await _form(installation, desk, number) for number in range(count)]
    finally:
        await desk.close()


async def _form(installation: Installation, desk: Desk, number: int) -> bytes:
    dice = random.Random(number)
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    admitted = await visitors.admit(desk, visitors.boot(desk, installation.shop))
    issued = await forms.open_token(desk, visitors.digest(admitted.token), address, None)
    body = {
        "key": str(uuid.UUID(int=dice.getrandbits(128))),
        "token": issued.token,
        "proof": proof.solve(desk.keyring.proof, issued.challenge),
        "name": " ".join(dice.choices(["Ana", "Jon", "Luz", "Eva", "Iker", "Nora", "Pau", "Sol"], k=2)),
        "email": f"{dice.getrandbits(48):x}@example.com",
        "topic": installation.topic,
        "order": str(dice.randint(10_000, 99_999)),
        "message": message(dice),
        "consent": True,
        "website": "",
        "page": "https://www.loza.example/contacto",
        "language": "es",
    }
    headers = {"Authorization": f"Bearer {admitted.token}", "X-Forwarded-For": address}
    return post("/widget/api/forms", json.dumps(body).encode(), host=f"127.0.0.1:{installation.port}", headers=headers)


async def stored(installation: Installation) -> tuple[int, int]:
    """How many forms are there, and how many of them in the inbox."""
    desk = await installation.desk()
    try:
        rows = await desk.db.read(
            lambda tx: tx.execute(select(conversation.c.folder, func.count()).group_by(conversation.c.folder)).all()
        )
    finally:
        await desk.close()
    counts: dict[str, int] = {folder: count for folder, count in rows}  # noqa: C416 - mypy knows rows no better
    return sum(counts.values()), counts.get("open", 0)


def measure_counter(name: str, count: int, database_url: str = "") -> Figures:
    """Mostrador, on an installation of its own."""
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder), database_url)
        requests = asyncio.run(prepare(installation, count))
        installation.ahead = READING
        with installation.serving() as server:
            before = cpu_seconds(server.pid)
            outcome = asyncio.run(send(installation.port, requests))
            cpu = (cpu_seconds(server.pid) - before) / count * 1e6
        total, inbox = asyncio.run(stored(installation))
    if outcome.statuses[201] != count or total != count or inbox < INBOX_SHARE * count:
        raise SystemExit(f"{name} is void: {dict(outcome.statuses)}, {total} stored, {inbox} in the inbox.")
    return Figures(name, outcome, cpu)


def measure_floor(count: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "bench.floor:app", "--port", str(port), "--no-access-log"]
        environment = {**os.environ, "FLOOR_DATABASE": str(Path(folder) / "floor.sqlite3")}
        bodies = [
            json.dumps({"name": "Ana", "email": f"{number}@example.com", "message": message(random.Random(number))})
            for number in range(count)
        ]
        requests = [post("/form", body.encode(), host=f"127.0.0.1:{port}") for body in bodies]
        with process(command, port, "/", environment) as server:
            before = cpu_seconds(server.pid)
            outcome = asyncio.run(send(port, requests))
            return Figures("floor: bare Starlette, one row", outcome, (cpu_seconds(server.pid) - before) / count * 1e6)


def main(count: int = 4000, runs: int = 3) -> None:
    """Each kind in turn, several times over; the median run of each by its rate."""
    rounds = [_round(count) for _ in range(runs)]
    medians = [sorted(kind, key=lambda one: one.outcome.rate)[runs // 2] for kind in zip(*rounds, strict=True)]
    floor, peer = medians[0], medians[-1]
    print("| what | forms/s | p50 ms | p99 ms | server CPU µs a form | of the floor |\n|---|---|---|---|---|---|")
    for each in medians:
        print(each.row(floor))
    for each in medians[1:-1]:
        print(f"\n{each.name}: {each.outcome.rate / peer.outcome.rate:.0f} times the peer.")


def _round(count: int) -> list[Figures]:
    with database() as url:
        return [
            measure_floor(2 * count),
            measure_counter("Mostrador, SQLite, synchronous=FULL", count),
            measure_counter("Mostrador, PostgreSQL", count, url),
            Figures("peer: django-helpdesk, SQLite, 1 worker", *helpdesk.measure(count // 20)),
        ]


if __name__ == "__main__":
    main()
