"""How long a shop's page is held by a counter that misbehaves: its time in all, whatever comes and however slowly."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from itertools import repeat

import pytest

from mostrador_sdk import AsyncMostrador, Mostrador, Unreachable, waiting
from mostrador_sdk.calls import PAGE_TIMEOUT

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def dripping_headers() -> Iterator[bytes]:
    yield HEAD + b"X-Slow: "
    yield from repeat(b"a")


def dripping_body() -> Iterator[bytes]:
    yield HEAD + b"Content-Length: 1000000\r\n\r\n"
    yield from repeat(b" ")


def endless_body() -> Iterator[bytes]:
    yield HEAD + b"\r\n"
    yield from repeat(b" " * 65536)


def silence() -> Iterator[bytes]:
    yield from repeat(b"")


class Counter:
    """Takes each connection, and sends what a test wants; a single byte every 0.3 seconds."""

    def __init__(self, says: Callable[[], Iterator[bytes]]) -> None:
        self._says = says
        self._stopped = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while not self._stopped.is_set():
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line:
            line.recv(65536)
            for part in self._says():
                if len(part) < 2 and self._stopped.wait(0.3):
                    return
                try:
                    line.sendall(part)
                except OSError:
                    return

    def stop(self) -> None:
        self._stopped.set()
        self._listening.close()


@pytest.fixture(params=[dripping_headers, dripping_body, endless_body, silence])
def counter(request):
    counter = Counter(request.param)
    yield counter
    counter.stop()


def ask_by_threads(url, outbox):
    with Mostrador(url, api_key="key", outbox=outbox) as support:
        support.surveys.invite(order="1042", survey="svy_1", by="page")


def ask_by_coroutines(url, outbox):
    async def asking():
        async with AsyncMostrador(url, api_key="key", outbox=outbox) as support:
            await support.surveys.invite(order="1042", survey="svy_1", by="page")

    asyncio.run(asking())


@pytest.mark.parametrize("ask", [ask_by_threads, ask_by_coroutines])
def test_a_page_is_held_for_its_second_in_all_and_no_longer(counter, outbox, ask):
    began = time.monotonic()
    with pytest.raises(Unreachable, match="No answer came to POST"):
        ask(counter.url, outbox)
    assert time.monotonic() - began < PAGE_TIMEOUT + 0.6
    for thread in threading.enumerate():
        if thread.name == "mostrador-asking":
            thread.join(3)
            assert not thread.is_alive(), "nobody is left to listen to what drips in"


@pytest.mark.parametrize("ask", [ask_by_threads, ask_by_coroutines])
def test_an_answer_that_is_longer_than_any_is_not_read_to_its_end(outbox, ask, monkeypatch):
    monkeypatch.setattr(waiting, "LONGEST", 65536)
    counter = Counter(endless_body)
    with pytest.raises(Unreachable, match="too long"):
        ask(counter.url, outbox)
    counter.stop()


def test_a_call_that_is_cut_short_disturbs_no_other(outbox):
    """One thread's page is given up while another thread still has time."""
    counter = Counter(dripping_headers)
    with Mostrador(counter.url, api_key="key", outbox=outbox) as support:
        ended = threading.Event()

        def gets():
            with pytest.raises(Unreachable):
                support.conversations.get("cnv_1")
            ended.set()

        threading.Thread(target=gets, daemon=True).start()
        with pytest.raises(Unreachable):
            support.surveys.invite(order="1042", by="page")
        assert not ended.wait(0.5)
        counter.stop()
        assert ended.wait(5)
