"""The floor of events: a bare Starlette route that inserts the same rows, a batch in a transaction of its own."""

import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

import psycopg
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

TABLES = {
    "told": 8,  # as many columns as `shop_event` has, and so on
    "placed": 23,
    "named": 3,
}
Rows = dict[str, list[tuple[Any, ...]]]


class Store(Protocol):
    def insert(self, rows: Rows) -> None: ...


class Sqlite:
    """One connection, one batch at a time, `synchronous=FULL`."""

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._database.execute("pragma journal_mode=wal")
        self._database.execute("pragma synchronous=full")
        for statement in _statements("blob", "text"):
            self._database.execute(statement)

    def insert(self, rows: Rows) -> None:
        with self._lock:
            self._database.execute("begin immediate")
            for table, several in rows.items():
                self._database.executemany(_insert(table, "?"), several)
            self._database.execute("commit")


class Postgres:
    """A connection for each thread, a batch for each transaction."""

    def __init__(self, url: str) -> None:
        self._url, self._here = url, threading.local()
        with psycopg.connect(url) as database:
            for statement in _statements("bytea", "text"):
                database.execute(statement.encode())

    def insert(self, rows: Rows) -> None:
        if not hasattr(self._here, "database"):
            self._here.database = psycopg.connect(self._url)
        with self._here.database.cursor() as cursor:
            for table, several in rows.items():
                cursor.executemany(_insert(table, "%s"), several)
        self._here.database.commit()


def _statements(binary: str, text: str) -> list[str]:
    """The same keys and as many indexes as the counter's own tables have."""
    columns = {name: ", ".join(f"c{number} {text}" for number in range(count)) for name, count in TABLES.items()}
    return [
        f"create table told (digest {binary} primary key, {columns['told']})",
        "create index told_subject on told (c0, c1, c2)",
        "create index told_at on told (c3)",
        f"create table placed (id {text} primary key, {columns['placed']})",
        "create unique index placed_key on placed (c0, c1)",
        "create index placed_number on placed (c0, c2)",
        "create index placed_customer on placed (c0, c3, c4)",
        "create index placed_email on placed (c0, c5, c4)",
        "create index placed_at on placed (c0, c4, id)",
        f"create table named (word {text}, {columns['named']}, primary key (c0, word, c1))",
        "create index named_order on named (c0, c1)",
    ]


def _insert(table: str, mark: str) -> str:
    return f"insert into {table} values ({', '.join([mark] * (TABLES[table] + 1))})"


async def take(request: Request) -> JSONResponse:
    events: Sequence[dict[str, Any]] = json.loads(await request.body())
    await run_in_threadpool(request.app.state.store.insert, _rows(events))
    return JSONResponse({"results": [{"id": event["id"], "result": "accepted"} for event in events]}, 202)


def _rows(events: Sequence[dict[str, Any]]) -> Rows:
    now = datetime.now(UTC).isoformat()
    rows: Rows = {name: [] for name in TABLES}
    for event in events:
        order = event["data"]
        digest = hashlib.sha256(f"{event['source']}{event['id']}".encode()).digest()
        told = ("shop", event["subject"], event["time"], now, event["type"], "", "", json.dumps(order["version"]))
        rows["told"].append((digest, *told))
        customer = order["customer"]
        placed = ("shop", order["id"], order["id"], customer["id"], event["time"], customer["email"])
        rest = (json.dumps(order), customer["name"], order["currency"], str(order["total"]), *[""] * 13)
        rows["placed"].append((f"ord_{digest.hex()}", *placed, *rest))
        rows["named"] += [(word, "shop", order["id"], "") for word in customer["name"].lower().split()]
    return rows


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    url = os.environ["FLOOR_DATABASE"]
    app.state.store = Postgres(url) if url.startswith("postgresql") else Sqlite(url)
    yield


app = Starlette(routes=[Route("/events", take, methods=["POST"])], lifespan=lifespan)
