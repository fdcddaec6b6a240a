"""How long an answer is waited for: httpx bounds each step, so that a server which drips would hold us for ever."""

import asyncio
import os
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, TypeVar

import httpx

from mostrador_sdk.calls import Answer, Call, too_long, unreachable

T = TypeVar("T")
LONGEST = 64 * 1024 * 1024  # bytes of an answer; exports are long


class Lines:
    """A process's connections. A call has a client to itself, so that cutting it short disturbs no other thread's."""

    def __init__(self, new: Callable[[ssl.SSLContext], httpx.Client]) -> None:
        self._new = new
        self._trust: ssl.SSLContext | None = None
        self._idle: list[httpx.Client] = []
        self._pid = os.getpid()

    def ask(self, call: Call[T], url: str) -> T:
        """The answer, within the call's timeout in all. Raises `Refused`, `Unreachable`, `InvalidArgument`."""
        asked = call.request(url)
        client = self._take()
        answer = _begun(lambda: _fetch(client, call, asked))
        wait([answer], call.timeout)
        if not answer.done():
            client.close()  # so that the thread ends with its next byte
            raise unreachable(call, "it took too long")
        self._idle.append(client)
        try:
            return call.read(answer.result())
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unreachable(call, type(error).__name__) from error

    def close(self) -> None:
        """Hang up. A later call opens a new line."""
        idle, self._idle = self._idle, []
        if self._pid == os.getpid():
            for client in idle:
                client.close()

    def _take(self) -> httpx.Client:
        if self._pid != os.getpid():  # a connection is one process's
            self._idle, self._pid = [], os.getpid()
        try:
            return self._idle.pop()
        except IndexError:
            self._trust = self._trust or httpx.create_ssl_context()  # takes 50 ms of reading certificates
            return self._new(self._trust)


async def ask(client: httpx.AsyncClient, call: Call[T], url: str) -> T:
    """The same as `Lines.ask`, for a coroutine."""
    asked = call.request(url)
    try:
        return call.read(await asyncio.wait_for(_fetch_async(client, call, asked), call.timeout))
    except asyncio.TimeoutError as error:
        raise unreachable(call, "it took too long") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise unreachable(call, type(error).__name__) from error


def _begun(work: Callable[[], T]) -> "Future[T]":
    """A thread of its own does it, as nothing else can be left while headers drip in."""
    future: Future[T] = Future()

    def do() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # whoever waits raises it
            future.set_exception(error)

    threading.Thread(target=do, name="mostrador-asking", daemon=True).start()
    return future


def _fetch(client: httpx.Client, call: Call[Any], asked: dict[str, Any]) -> Answer:
    until, parts, size = time.monotonic() + call.timeout, [], 0
    with client.stream(**asked) as response:
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > LONGEST or time.monotonic() > until:
                raise too_long(call)
    return Answer(response.status_code, response.headers, b"".join(parts))


async def _fetch_async(client: httpx.AsyncClient, call: Call[Any], asked: dict[str, Any]) -> Answer:
    parts, size = [], 0
    async with client.stream(**asked) as response:
        async for part in response.aiter_bytes():
            parts.append(part)
            size += len(part)
            if size > LONGEST:
                raise too_long(call)
    return Answer(response.status_code, response.headers, b"".join(parts))
