"""Events a second through `POST /api/v1/events`, in batches of a hundred orders, beside a bare route."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlalchemy import func, select

from bench.counter import Installation, cpu_seconds, free_port, process
from bench.databases import database
from bench.load import Outcome, post, send
from mostrador.domain import keys as forms
from mostrador.storage import keys
from mostrador.storage.schema import shop_order

BATCH = 100  # events
CONNECTIONS = 4  # as many senders as a shop has processes
WARM_UP = (
    20  # batches that are not counted: PostgreSQL plans by what it knows of its tables, which it learns each minute
)


@dataclass(frozen=True, slots=True)
class Figures:
    name: str
    outcome: Outcome
    cpu: float  # microseconds of the server for each event

    @property
    def rate(self) -> float:
        return self.outcome.rate * BATCH

    def row(self, floor: "Figures") -> str:
        return (
            f"| {self.name} | {self.rate:,.0f} | {self.outcome.percentile(50):.1f} | "
            f"{self.outcome.percentile(99):.1f} | {self.cpu:,.0f} | {self.rate / floor.rate:.2f} |"
        )


def batches(count: int) -> list[bytes]:
    """So many batches of orders of three lines, each order another one."""
    now = datetime.now(UTC).isoformat()
    return [
        json.dumps([_event(number * BATCH + place, now) for place in range(BATCH)]).encode() for number in range(count)
    ]


def _event(number: int, now: str) -> dict[str, object]:
    lines = [
        {"name": f"Zapato {line}", "quantity": 1, "price": 3990, "total": 3990, "sku": f"Z-{line}"}
        for line in (1, 2, 3)
    ]
    order = {
        "id": str(number),
        "version": 1,
        "currency": "EUR",
        "total": 11970,
        "customer": {"id": f"c{number}", "email": f"ana{number}@example.com", "name": f"Ana Persona{number}"},
        "items": lines,
        "address": {"name": "Ana", "lines": ["Calle Mayor, 1"], "postcode": "28013", "city": "Madrid", "country": "ES"},
    }
    said = {
        "specversion": "1.0",
        "id": f"evt-{number}",
        "source": "bench",
        "type": "order.placed",
        "subject": str(number),
    }
    return {**said, "time": now, "data": order}


def measure_floor(name: str, bodies: Sequence[bytes], url: str) -> Figures:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.floor_events:app", "--port", str(port), "--no-access-log"]
    with process(command, port, "/", {**os.environ, "FLOOR_DATABASE": url}) as server:
        requests = [post("/events", body, host=f"127.0.0.1:{port}") for body in bodies]
        return _measured(name, port, server.pid, requests, url if url.startswith("postgresql") else "")


def measure_counter(name: str, bodies: Sequence[bytes], url: str = "") -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder), url)
        key = asyncio.run(_key(installation))
        headers = {"Authorization": f"Bearer {key}"}
        requests = [
            post("/api/v1/events", body, host=f"127.0.0.1:{installation.port}", headers=headers) for body in bodies
        ]
        with installation.serving() as server:
            found = _measured(name, installation.port, server.pid, requests, url)
        if asyncio.run(_stored(installation)) != len(bodies) * BATCH:
            raise SystemExit(f"{name} is void: not all orders are there.")
    return found


def _measured(name: str, port: int, pid: int, requests: Sequence[bytes], url: str) -> Figures:
    warm, requests = requests[:WARM_UP], requests[WARM_UP:]
    asyncio.run(send(port, warm, CONNECTIONS))
    if url:
        with psycopg.connect(url, autocommit=True) as database:
            database.execute("analyze")
    before = cpu_seconds(pid)
    outcome = asyncio.run(send(port, requests, CONNECTIONS))
    if outcome.statuses[202] != len(requests):
        raise SystemExit(f"{name} is void: {dict(outcome.statuses)}.")
    return Figures(name, outcome, (cpu_seconds(pid) - before) / (len(requests) * BATCH) * 1e6)


async def _key(installation: Installation) -> str:
    desk = await installation.desk()
    try:
        await installation.open_shop(desk)
        key, id = forms.api_key(desk.random(forms.SECRET_BYTES)), desk.new("key")
        digest, hint, now = forms.digest(key), forms.hint(key), desk.clock.now()
        shop, scopes = installation.shop, list(forms.SDK_SCOPES)
        await desk.db.write(
            lambda tx: keys.add(tx, shop, id, name="shop", scopes=scopes, digest=digest, hint=hint, at=now)
        )
        return key
    finally:
        await desk.close()


async def _stored(installation: Installation) -> int:
    desk = await installation.desk()
    try:
        count = select(func.count()).select_from(shop_order)
        return await desk.db.read(lambda tx: int(tx.execute(count).scalar_one()))
    finally:
        await desk.close()


def main(count: int = 100, runs: int = 3) -> None:
    """Each kind in turn, several times over; the median run of each by its rate."""
    bodies = batches(count)
    rounds = [_round(bodies) for _ in range(runs)]
    medians = [sorted(kind, key=lambda one: one.rate)[runs // 2] for kind in zip(*rounds, strict=True)]
    print("| what | events/s | p50 ms a batch | p99 ms | CPU µs an event | of its floor |\n|---|--:|--:|--:|--:|--:|")
    for floor, counter in (medians[:2], medians[2:]):
        print(floor.row(floor))
        print(counter.row(floor))


def _round(bodies: Sequence[bytes]) -> list[Figures]:
    with tempfile.TemporaryDirectory() as folder:
        on_sqlite = measure_floor("floor, SQLite", bodies, str(Path(folder) / "floor.sqlite3"))
    found = [on_sqlite, measure_counter("Mostrador, SQLite, synchronous=FULL", bodies)]
    with database() as url:
        found.append(measure_floor("floor, PostgreSQL", bodies, url))
    with database() as url:
        found.append(measure_counter("Mostrador, PostgreSQL", bodies, url))
    return found


if __name__ == "__main__":
    main()
