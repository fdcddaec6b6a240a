"""What telling of an order costs the checkout that does it, beside a bare insert and a request made on the spot."""

import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from mostrador_sdk import Address, Customer, Item, Mostrador, Order
from mostrador_sdk.events import encode, event_of

ORDERS = 3_000
CHECKOUT = 0.002  # seconds between two orders; the sender works meanwhile
THREADS = 8


def main() -> None:
    print(f"{ORDERS:,} orders, each of three lines and an address, one every {CHECKOUT * 1000:g} ms\n")
    print("| the checkout | p50, ms | p99, ms | slowest, ms |\n|---|--:|--:|--:|")
    print(_row("inserts a row of SQLite itself: the floor", _floor()))
    for mode, what in (("up", "is up"), ("hold", "answers nobody"), ("down", "is down")):
        print(_row(f"tells, and the counter {what}", _telling(mode)))
    print(_row(f"tells from {THREADS} threads at once, without a pause", _threads()))
    print(_row("tells for the first time in its process", _firsts(is_new=False)))
    print(_row("tells for the first time at all, and makes the outbox", _firsts(is_new=True)))
    print(_row("posts to a counter on this machine, and waits: the peer", _posting()))


def _order(number: int) -> Order:
    lines = [Item(name=f"Zapato {line}", quantity=1, price=3990, total=3990, sku=f"Z-{line}") for line in range(3)]
    address = Address(name="Ana García", lines=["Calle Mayor, 1"], postcode="28013", city="Madrid", country="ES")
    customer = Customer(id=str(number), email=f"ana{number}@example.com", name="Ana García")
    return Order(
        id=str(number), version=1, currency="EUR", total=11970, customer=customer, items=lines, address=address
    )


def _floor() -> list[float]:
    with _folder() as folder:
        database = sqlite3.connect(Path(folder) / "floor.sqlite3", isolation_level=None)
        database.execute("pragma journal_mode=wal")
        database.execute("pragma synchronous=normal")
        database.execute("create table waiting (id integer primary key, body blob)")
        event = event_of("order.placed", _order(1), id="1", source="shop", time=datetime.now(UTC))
        body = encode(event)
        took = _timed(lambda _: database.execute("insert into waiting (body) values (?)", (body,)))
        database.close()
    return took


def _telling(mode: str) -> list[float]:
    with _counter("up" if mode == "down" else mode) as url, _folder() as folder:
        server = "http://127.0.0.1:9" if mode == "down" else url
        with Mostrador(server, api_key="key", outbox=Path(folder) / "outbox.sqlite3") as support:
            support.orders.placed(_order(0))
            took = _timed(lambda number: support.orders.placed(_order(number)))
            assert support.dropped == 0
    return took


def _threads() -> list[float]:
    took: list[float] = []
    with (
        _counter("up") as url,
        _folder() as folder,
        Mostrador(url, api_key="key", outbox=Path(folder) / "outbox.sqlite3") as support,
    ):
        support.orders.placed(_order(0))

        def tell() -> None:
            took.extend(_timed(lambda number: support.orders.placed(_order(number)), ORDERS // THREADS, pause=0))

        tellers = [threading.Thread(target=tell) for _ in range(THREADS)]
        for teller in tellers:
            teller.start()
        for teller in tellers:
            teller.join()
        assert support.dropped == 0
    return took


def _firsts(*, is_new: bool) -> list[float]:
    """The first order that a client tells, 20 times: with an outbox that it has to make, or with one that is there."""
    took = []
    with _folder() as folder:
        for number in range(20):
            outbox = Path(folder) / f"outbox-{number if is_new else 0}.sqlite3"
            with Mostrador("http://127.0.0.1:9", api_key="key", outbox=outbox) as support:
                took += _timed(lambda number: support.orders.placed(_order(number)), 1)
    return took if is_new else took[1:]


def _posting() -> list[float]:
    """What a shop does that calls its help desk when the order is committed."""
    with _counter("up") as url, httpx.Client(headers={"Authorization": "Bearer key"}) as client:

        def post(number: int) -> None:
            at = datetime.now(UTC)
            event = event_of("order.placed", _order(number), id=str(number), source="shop", time=at)
            client.post(f"{url}/api/v1/events", content=b"[" + encode(event) + b"]").raise_for_status()

        return _timed(post)


def _folder() -> "tempfile.TemporaryDirectory[str]":
    """A sender may still be at its last batch when it goes."""
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


@contextmanager
def _counter(mode: str) -> Iterator[str]:
    command = [sys.executable, "-m", "bench.shop_counter", mode]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _timed(work: Callable[[int], object], count: int = ORDERS, *, pause: float = CHECKOUT) -> list[float]:
    """How long each took, in seconds."""
    took = []
    for number in range(count):
        begun = time.perf_counter()
        work(number)
        took.append(time.perf_counter() - begun)
        time.sleep(pause)
    return took


def _row(what: str, took: list[float]) -> str:
    ordered = sorted(took)
    p50, p99, slowest = (ordered[int(len(ordered) * part) - 1] * 1000 for part in (0.5, 0.99, 1))
    return f"| {what} | {p50:.2f} | {p99:.2f} | {slowest:.2f} |"


if __name__ == "__main__":
    main()
