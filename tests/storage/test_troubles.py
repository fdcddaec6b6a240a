"""What goes wrong beneath: full disks, files that cannot be opened, transactions that stand in each other's way."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import OperationalError
from writers import PATIENCE, held, queued

from mostrador.storage import meta, schema
from mostrador.storage.sqlite import SqliteDatabase
from shopping import Counter

MUCH = "x" * 20_000_000


@pytest.fixture
def on_sqlite(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_sqlite_url, tmp_path)
    yield counter
    counter.closes()


@pytest.fixture
def on_postgresql(migrated_postgres_url: str, tmp_path: Path) -> Iterator[Counter]:
    counter = Counter(migrated_postgres_url, tmp_path)
    yield counter
    counter.closes()


def puts(name: str, value: str = "here") -> Callable[[Connection], None]:
    return lambda tx: meta.put(tx, name, value)


def there(tx: Connection) -> set[str]:
    return set(tx.execute(select(schema.meta.c.name).where(schema.meta.c.value == "here")).scalars())


def test_a_full_disk_reaches_who_asked_for_it_and_the_writer_goes_on(on_sqlite: Counter) -> None:
    db = on_sqlite.desk.db

    def fill(tx: Connection) -> None:
        pages = tx.exec_driver_sql("PRAGMA page_count").scalar_one()
        tx.exec_driver_sql(f"PRAGMA max_page_count={pages + 20}")

    async def story() -> list[Any]:
        await db.write(fill)
        async with held(db):
            works = [puts("before"), puts("too much", MUCH), puts("after")]
            tasks = [asyncio.create_task(db.write(work)) for work in works]
            await queued()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        await db.write(puts("next"))
        return answers

    before, too_much, after = on_sqlite.run(story())
    assert isinstance(too_much, OperationalError)
    answered = {name for name, answer in (("before", before), ("after", after)) if answer is None}
    assert on_sqlite.run(db.read(there)) == {"next"} | answered


def test_a_database_that_somebody_else_holds_for_a_moment_is_waited_for(
    on_sqlite: Counter, migrated_sqlite_url: str
) -> None:
    beside = SqliteDatabase(migrated_sqlite_url, lambda _wake: None)

    async def story() -> set[str]:
        async with held(beside):
            writing = asyncio.create_task(on_sqlite.desk.db.write(puts("patient")))
            await queued()
            assert await on_sqlite.desk.db.read(there) == set()  # whoever reads waits for nobody
            assert not writing.done()
        await writing
        found = await beside.read(there)
        await beside.close()
        return found

    assert on_sqlite.run(story()) == {"patient"}


def test_a_database_that_cannot_be_opened_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(OperationalError):
        SqliteDatabase(f"sqlite:///{tmp_path / 'nowhere' / 'mostrador.sqlite3'}", lambda _wake: None)


def test_of_two_that_block_each_other_on_postgresql_both_get_through(on_postgresql: Counter) -> None:
    db, meeting = on_postgresql.desk.db, threading.Barrier(2)
    tries: list[str] = []

    def takes(first: str, second: str) -> Callable[[Connection], None]:
        def work(tx: Connection) -> None:
            tries.append(first)
            adds(tx, first)
            if tries.count(first) == 1:
                meeting.wait(PATIENCE)
            adds(tx, second)

        return work

    def adds(tx: Connection, name: str) -> None:
        table = schema.meta
        tx.execute(update(table).where(table.c.name == name).values(value=table.c.value + "I"))

    async def story() -> list[str | None]:
        for name in ("left", "right"):
            await db.write(puts(name, ""))
        await asyncio.gather(db.write(takes("left", "right")), db.write(takes("right", "left")))
        return await db.read(lambda tx: [meta.find(tx, name) for name in ("left", "right")])

    assert on_postgresql.run(story()) == ["II", "II"]
    assert len(tries) > 2  # one of the two was refused, and done again


def test_a_connection_that_postgresql_cut_is_replaced(on_postgresql: Counter) -> None:
    db = on_postgresql.desk.db

    def cuts_the_others(tx: Connection) -> None:
        tx.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).all()

    async def story() -> set[str]:
        await asyncio.gather(*(db.write(puts(f"before {number}")) for number in range(20)))
        await db.write(cuts_the_others)
        await asyncio.gather(*(db.write(puts(f"after {number}")) for number in range(20)))
        return await db.read(there)

    assert len(on_postgresql.run(story())) == 40
