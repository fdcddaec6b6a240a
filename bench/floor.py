"""The floor: a bare Starlette route that inserts one row, in grouped commits with synchronous=FULL."""

import asyncio
import json
import os
import queue
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

GROUP = 256

Row = tuple[str, str, str]
Waiting = tuple[Row, asyncio.AbstractEventLoop, "asyncio.Future[None]"]


class Writer:
    """One thread that commits what waits as one group, then answers."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._waiting: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write)
        self._thread.start()

    def insert(self, row: Row) -> "asyncio.Future[None]":
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[None] = loop.create_future()
        self._waiting.put((row, loop, answer))
        return answer

    def close(self) -> None:
        self._waiting.put(None)
        self._thread.join()

    def _write(self) -> None:
        database = sqlite3.connect(self._path, isolation_level=None)
        database.execute("pragma journal_mode=wal")
        database.execute("pragma synchronous=full")
        database.execute("create table if not exists form (id integer primary key, name text, email text, body text)")
        while group := self._take():
            database.execute("begin immediate")
            database.executemany("insert into form (name, email, body) values (?, ?, ?)", [row for row, _, _ in group])
            database.execute("commit")
            group[0][1].call_soon_threadsafe(_settle, [answer for _, _, answer in group])
        database.close()

    def _take(self) -> list[Waiting]:
        first = self._waiting.get()
        if first is None:
            return []
        group = [first]
        while len(group) < GROUP:
            try:
                more = self._waiting.get_nowait()
            except queue.Empty:
                break
            if more is None:
                self._waiting.put(None)
                break
            group.append(more)
        return group


def _settle(answers: "list[asyncio.Future[None]]") -> None:
    for answer in answers:
        if not answer.done():
            answer.set_result(None)


async def take(request: Request) -> JSONResponse:
    form: dict[str, Any] = json.loads(await request.body())
    await request.app.state.writer.insert((form["name"], form["email"], form["message"]))
    return JSONResponse({"stored": True}, 201)


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    app.state.writer = Writer(os.environ["FLOOR_DATABASE"])
    yield
    app.state.writer.close()


app = Starlette(routes=[Route("/form", take, methods=["POST"])], lifespan=lifespan)
