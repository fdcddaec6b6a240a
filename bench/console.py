"""
How long an agent waits for a list, a search, a conversation, with 100,000 conversations and 1,000,000 events behind.

`python -m bench.console [CONVERSATIONS EVENTS]` seeds both databases and prints a table; pages are whole answers, with
everything that the console asks for, and each is asked for at the top and 2,000 pages deep.
"""

import asyncio
import importlib
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import structlog
from sqlalchemy import Connection, func, select
from starlette.applications import Starlette

from bench.counter import Installation
from bench.seed import CONVERSATIONS, EVENTS, Past, seed
from mostrador.app import create_app
from mostrador.domain.session import digest
from mostrador.storage import members, search, shops
from mostrador.storage.inbox import PAGE, Position
from mostrador.storage.migrate import engine_for
from mostrador.storage.schema import conversation, event
from mostrador.web import cookies
from mostrador.web.console_inbox import cursor

DEEP = 2_000  # pages
ROUNDS = 40
WORD = "pedido"  # in a fifth of all texts
RARE = "cordón factura invierno"
FRAGMENT = {"HX-Request": "true", "HX-Target": "li#more"}
PANE = {"HX-Request": "true", "HX-Target": "main#conversation"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the seeded shop to look."""

    row: Position  # the last row of the page before
    hit: int
    newest: str
    deep: str
    longest: str


async def measure(app: Starlette, installation: Installation) -> list[str]:
    """Rows of a table: what was asked for, and how long it took at the top and deep down."""
    desk = await installation.desk()
    app.state.desk = desk
    try:
        place = await desk.db.read(lambda tx: _place(tx, installation.shop))
        session = "an agent's session, for as long as the bench takes"
        await desk.db.write(lambda tx: hire(tx, installation.shop, digest(session)))
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url=installation.settings.public_url,
            cookies={cookies.name(installation.settings, cookies.SESSION): session},
            timeout=120,
        ) as client:
            return [await _row(client, name, *paths) for name, *paths in _journeys(place)]
    finally:
        await desk.close()


def _journeys(place: Place) -> Iterator[tuple[str, tuple[str, dict[str, str]], tuple[str, dict[str, str]]]]:
    after, hit = cursor(place.row), place.hit
    yield "List, the whole page", ("inbox/resolved", {}), (f"inbox/resolved?after={after}", {})
    yield "List, the next rows", ("inbox/resolved", FRAGMENT), (f"inbox/resolved?after={after}", FRAGMENT)
    yield "Search, a word in many", (f"search?q={WORD}", FRAGMENT), (f"search?q={WORD}&before={hit}", FRAGMENT)
    yield "Search, a word in few", (f"search?q={RARE}", FRAGMENT), (f"search?q={RARE}&before={hit}", FRAGMENT)
    yield "Opening a conversation", (f"conversations/{place.newest}", PANE), (f"conversations/{place.deep}", PANE)
    earlier = f"conversations/{place.longest}/earlier?{place.longest}=400"
    yield "The longest one (2,000 events)", (f"conversations/{place.longest}", PANE), (earlier, PANE)


async def _row(
    client: httpx.AsyncClient, name: str, top: tuple[str, dict[str, str]], deep: tuple[str, dict[str, str]]
) -> str:
    cells = [" | ".join(f"{each:,.1f}" for each in await times(client, *way)) for way in (top, deep)]
    return f"| {name} | {' | '.join(cells)} |"


async def times(client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> tuple[float, float, float]:
    """The middle and the slowest hundredth in milliseconds, and the mean of what the processor worked for it."""
    taken: list[float] = []
    worked = 0.0
    for round_ in range(ROUNDS + 2):
        began, busy = time.perf_counter(), time.process_time()
        answer = await client.get(f"/console/{path}", headers=headers)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}: {answer.text[:300]}")
        if round_ >= 2:  # the first two compile templates and statements
            taken.append((time.perf_counter() - began) * 1000)
            worked += (time.process_time() - busy) * 1000
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98], worked / len(taken)


def _place(tx: Connection, shop: str) -> Place:
    order = (conversation.c.last_at.desc(), conversation.c.id.desc())
    resolved = select(conversation.c.last_at, conversation.c.id).where(
        conversation.c.shop_id == shop, conversation.c.folder == "resolved"
    )
    count = tx.execute(select(func.count()).select_from(resolved.subquery())).scalar_one()
    row = tx.execute(resolved.order_by(*order).offset(min(DEEP * PAGE, count - PAGE - 1)).limit(1)).one()
    newest = tx.execute(resolved.order_by(*order).limit(1)).one()
    longest = select(event.c.conversation_id).group_by(event.c.conversation_id).order_by(func.count().desc()).limit(1)
    hits = [hit.row for hit in search.find(tx, shop, WORD, notes=True, limit=DEEP * PAGE)]
    return Place(Position(row.last_at, row.id), hits[-1], newest.id, row.id, tx.execute(longest).scalar_one())


def hire(tx: Connection, shop: str, proof: bytes) -> None:
    now = datetime.now(UTC)
    members.add_agent(tx, "agt_bench", email="bo@example.com", name="Bo", language="es", password_hash=None, at=now)
    members.set_member(tx, shop, "agt_bench", "administrator", at=now)
    until = now + timedelta(hours=12)
    members.add_session(tx, proof, agent_id="agt_bench", shop=shop, at=now, expires_at=until)


async def _prepare(installation: Installation, conversations: int, events: int) -> float:
    desk = await installation.desk()
    await installation.open_shop(desk)
    departments = [each.id for each in await desk.db.read(lambda tx: shops.departments(tx, installation.shop))]
    await desk.close()
    url = installation.settings.database
    past = Past(installation.shop, departments, datetime.now(UTC), conversations, events)
    return seed(url, engine_for(url), past)


def run(name: str, database_url: str, conversations: int, events: int) -> None:
    with tempfile.TemporaryDirectory(prefix="mostrador-bench-") as folder:
        installation = Installation(Path(folder), database_url)
        took = asyncio.run(_prepare(installation, conversations, events))
        print(f"\n{name}: {conversations:,} conversations, {events:,} events, seeded in {took:.0f} s\n")
        print(f"| milliseconds | top: p50 | p99 | processor | {DEEP:,} pages deep: p50 | p99 | processor |")
        print("|---|--:|--:|--:|--:|--:|--:|")
        print("\n".join(asyncio.run(measure(create_app(installation.settings), installation))), flush=True)


@contextmanager
def throw_away_postgresql() -> Iterator[str]:
    """A PostgreSQL server of our own, the one that the tests use too."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    services: Any = importlib.import_module("services.postgresql")
    with services.postgresql_server() as server, server.database() as url:
        yield url


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    conversations, events = map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (CONVERSATIONS, EVENTS)
    run("SQLite", "", conversations, events)
    with throw_away_postgresql() as url:
        run("PostgreSQL", url, conversations, events)


if __name__ == "__main__":
    main()
