"""Watched orders among a million: what a rule costs, beside reading the whole table once."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select

from bench.counter import Installation
from mostrador.actions import watches as rules
from mostrador.actions import watching
from mostrador.desk import Desk
from mostrador.domain.speaker import system
from mostrador.domain.watch import Watch
from mostrador.storage import due, orders, shops, watches
from mostrador.storage.due import Due
from mostrador.storage.schema import shop_order

ORDERS = 1_000_000
OPEN = 100  # one in so many is still to be delivered
AT_ONCE = 5_000
RULE = Watch("wat_bench", "not_shipped", 2, on=True)


def rows(shop: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Two years of orders; the open ones are spread over the last weeks, paid and not shipped."""
    for number in range(ORDERS):
        is_open = number % OPEN == 0
        at = now - (timedelta(hours=number // OPEN % 500) if is_open else timedelta(minutes=number))
        ended = None if is_open else at + timedelta(days=3)
        yield {
            "id": f"ord_{number:016d}",
            "shop_id": shop,
            "external_id": str(number),
            "number": str(number),
            "version": 1,
            "snapshot": {"id": str(number), "version": 1, "currency": "EUR", "total": 100, "customer": {}},
            "customer_key": f"c{number // 4}",
            "email": "",
            "name": "",
            "currency": "EUR",
            "total": 100,
            "refunded": 0,
            "status": "paid" if is_open else "completed",
            "failures": 0,
            "placed_at": at,
            "paid_at": at,
            "shipped_at": ended,
            "delivered_at": ended,
            "last_at": at,
        }


async def seed(desk: Desk, shop: str) -> None:
    left = rows(shop, desk.clock.now())
    while batch := list(islice(left, AT_ONCE)):
        await desk.db.write(lambda tx: tx.execute(insert(shop_order), batch))
    await desk.db.write(lambda tx: watches.put(tx, shop, RULE, at=desk.clock.now()))


async def timed(what: str, work: Callable[[], Awaitable[Any]]) -> Any:
    began = time.perf_counter()
    found = await work()
    print(f"| {what} | {(time.perf_counter() - began) * 1000:,.1f} |", flush=True)
    return found


async def go_through(desk: Desk, shop: str) -> int:
    """Have the new rule wait for every order that is open, as the worker does; how many rows it took."""
    first = Due("due_first", shop, rules.KIND, RULE.id, desk.clock.now(), {"after": ""})
    await desk.db.write(lambda tx: due.add(tx, first, at=desk.clock.now()))
    steps = 0
    while waiting := await desk.db.read(lambda tx: due.about(tx, RULE.id, [rules.KIND])):
        await rules.go_through(desk, waiting[0])
        steps += 1
    return steps


async def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder))
        desk = await installation.desk()
        try:
            await installation.open_shop(desk)
            shop = installation.shop
            await seed(desk, shop)
            print(f"{ORDERS:,} orders, {ORDERS // OPEN:,} of them open, SQLite\n\n| what | ms |\n|---|--:|")
            await timed("floor: reading the status of every order once", lambda: desk.db.read(_count))
            await timed("a new rule goes through the open ones, all of it", lambda: go_through(desk, shop))
            await timed("the worker takes what is due", lambda: desk.db.write(lambda tx: _lease(tx, desk)))
            await timed(
                "an order's event moves what waits for it", lambda: desk.db.write(lambda tx: _moved(tx, desk, shop))
            )
            speaker = system(shop)
            await timed("a rule is tried on 5,000 past orders", lambda: rules.dry_run(desk, speaker, RULE))
        finally:
            await desk.close()


def _count(tx: Connection) -> int:
    return int(tx.execute(select(func.count()).where(shop_order.c.status == "paid")).scalar_one())


def _lease(tx: Connection, desk: Desk) -> int:
    now = desk.clock.now()
    return len(due.lease(tx, now=now, until=now + timedelta(minutes=2), most=8))


def _moved(tx: Connection, desk: Desk, shop: str) -> bool:
    found, order = shops.find(tx, shop), orders.find(tx, shop, "ord_0000000000000000")
    return bool(found and order) and watching.follow(tx, shop, [order] if order else [], at=desk.clock.now())


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
