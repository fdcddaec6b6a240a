"""What every piece of work may rely on, on both databases: all or nothing, answered after the commit, in its turn."""

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from writers import PATIENCE, QUEUE, held, queued

from mostrador.desk import open_desk
from mostrador.domain.wake import Wake
from mostrador.errors import Busy, NotFound
from mostrador.storage import meta, schema
from mostrador.storage.lanes import RETRY_AFTER
from shopping import Counter


def puts(name: str) -> Callable[[Connection], str]:
    def work(tx: Connection) -> str:
        meta.put(tx, name, "here")
        return name

    return work


def puts_and_refuses(name: str) -> Callable[[Connection], str]:
    def work(tx: Connection) -> str:
        meta.put(tx, name, "here")
        raise NotFound("There is no such thing.")

    return work


def puts_and_breaks_a_rule(name: str) -> Callable[[Connection], str]:
    def work(tx: Connection) -> str:
        meta.put(tx, name, "here")
        tx.execute(schema.shop_origin.insert(), {"shop_id": "shop_nowhere", "origin": "https://a.example"})
        return name

    return work


def there(tx: Connection) -> set[str]:
    return set(tx.execute(select(schema.meta.c.name).where(schema.meta.c.value == "here")).scalars())


def test_a_piece_that_is_refused_undoes_itself_and_no_other(counter: Counter) -> None:
    works = [puts("first"), puts_and_refuses("second"), puts("third"), puts_and_breaks_a_rule("fourth"), puts("fifth")]

    async def story() -> list[Any]:
        async with held(counter.desk.db):
            tasks = [asyncio.create_task(counter.desk.db.write(work)) for work in works]
            await queued()
        return await asyncio.gather(*tasks, return_exceptions=True)

    first, second, third, fourth, fifth = counter.run(story())
    assert (first, third, fifth) == ("first", "third", "fifth")
    assert isinstance(second, NotFound)
    assert isinstance(fourth, IntegrityError)
    assert counter.run(counter.desk.db.read(there)) == {"first", "third", "fifth"}


def test_what_waits_for_sqlites_writer_is_one_commit(migrated_sqlite_url: str, tmp_path: Path) -> None:
    counter = Counter(migrated_sqlite_url, tmp_path)
    commits: list[Connection] = []

    def note(connection: Connection) -> None:
        commits.append(connection)

    async def story() -> None:
        async with held(counter.desk.db):
            tasks = [asyncio.create_task(counter.desk.db.write(puts(f"piece {number}"))) for number in range(200)]
            await queued()
            event.listen(Engine, "commit", note)
        await asyncio.gather(*tasks)

    try:
        counter.run(story())
    finally:
        event.remove(Engine, "commit", note)
        counter.closes()
    assert len(commits) == 2  # the one that held it up, and everybody else


def test_nobody_is_answered_before_the_commit(counter: Counter) -> None:
    answered_early: list[bool] = []

    async def story() -> set[str]:
        task = asyncio.create_task(counter.desk.db.write(puts("mine"), wake=Wake(counter.shop)))
        looking = partial(look, task)
        event.listen(Engine, "commit", looking)
        try:
            with counter.desk.hub.listening(counter.shop) as bell:
                await task
                assert bell.is_set()
        finally:
            event.remove(Engine, "commit", looking)
        return await counter.desk.db.read(there)

    def look(task: "asyncio.Task[str]", _connection: Connection) -> None:
        answered_early.append(task.done())

    assert counter.run(story()) == {"mine"}
    assert answered_early == [False]


def test_a_caller_who_goes_away_stops_neither_the_work_nor_its_wake_nor_the_writer(counter: Counter) -> None:
    async def story() -> set[str]:
        with counter.desk.hub.listening("cnv_a") as bell:
            async with held(counter.desk.db):
                gone = [
                    asyncio.create_task(counter.desk.db.write(puts(name), wake=Wake(counter.shop, "cnv_a")))
                    for name in ("first", "second")
                ]
                await queued()
                for each in gone:
                    each.cancel()
                assert await asyncio.gather(*gone, return_exceptions=True)
            async with asyncio.timeout(PATIENCE):
                await bell.wait()
        assert all(each.cancelled() for each in gone)
        await counter.desk.db.write(puts("third"))
        return await counter.desk.db.read(there)

    assert counter.run(story()) == {"first", "second", "third"}


def test_when_strangers_fill_their_lane_they_are_told_when_to_come_back_and_agents_go_first(counter: Counter) -> None:
    order: list[str] = []

    async def story() -> None:
        db = counter.desk.db
        async with held(db) as holding:
            strangers = [
                asyncio.create_task(db.write(lambda _tx: order.append("stranger"), lane="anonymous"))
                for _ in range(QUEUE // 2)
            ]
            await queued()
            with pytest.raises(Busy) as refused:
                await db.write(puts("one too many"), lane="anonymous")
            assert refused.value.retry_after == RETRY_AFTER
            customer = asyncio.create_task(db.write(lambda _tx: order.append("customer"), lane="identified"))
            await queued()
            agent = asyncio.create_task(db.write(lambda _tx: order.append("agent"), lane="agents"))
            await queued()
            holding.release(1)
            await asyncio.gather(agent, customer, *strangers)
        await db.write(puts("now there is room"), lane="anonymous")

    counter.run(story())
    assert order == ["agent", "customer", *["stranger"] * (QUEUE // 2)]


def test_agents_read_while_every_writer_is_busy(counter: Counter) -> None:
    async def story() -> set[str]:
        async with held(counter.desk.db), asyncio.timeout(PATIENCE):
            return await counter.desk.db.read(there)

    assert counter.run(story()) == set()


def test_who_reads_cannot_write(counter: Counter) -> None:
    for _ in range(8):
        with pytest.raises(DBAPIError):
            counter.run(counter.desk.db.read(puts("smuggled")))
    assert counter.run(counter.desk.db.read(there)) == set()
    assert counter.run(counter.desk.db.write(puts("a piece of work"))) == "a piece of work"


def test_who_reads_sees_one_moment(counter: Counter) -> None:
    looked, written = threading.Event(), threading.Event()

    def look_twice(tx: Connection) -> tuple[set[str], set[str]]:
        before = there(tx)
        looked.set()
        assert written.wait(PATIENCE)
        return before, there(tx)

    async def story() -> tuple[set[str], set[str]]:
        reading = asyncio.create_task(counter.desk.db.read(look_twice))
        await asyncio.to_thread(looked.wait, PATIENCE)
        await counter.desk.db.write(puts("meanwhile"))
        written.set()
        return await reading

    before, after = counter.run(story())
    assert before == after == set()
    assert counter.run(counter.desk.db.read(there)) == {"meanwhile"}


def test_closing_finishes_what_was_accepted_and_takes_nothing_more(counter: Counter) -> None:
    names = {f"piece {number}" for number in range(QUEUE - 2)}

    async def story() -> None:
        db = counter.desk.db
        async with held(db):
            tasks = [asyncio.create_task(db.write(puts(name))) for name in names]
            await queued()
            closing = asyncio.create_task(db.close())
            await queued()
        await closing
        assert all(task.done() for task in tasks)
        assert {await task for task in tasks} == names
        with pytest.raises(Busy):
            await db.write(puts("too late"))

    async def look() -> set[str]:
        again = open_desk(counter.settings, counter.clock)
        try:
            return await again.db.read(there)
        finally:
            await again.close()

    counter.run(story())
    assert counter.run(look()) == names


def test_a_commit_that_fails_reaches_everybody_in_it_and_the_writer_goes_on(counter: Counter) -> None:
    def promises(tx: Connection) -> None:
        meta.put(tx, "promised", "here")
        tx.execute(text("INSERT INTO promise VALUES ('what is not there')"))

    async def story() -> list[Any]:
        db = counter.desk.db
        await db.write(
            lambda tx: tx.execute(
                text("CREATE TABLE promise (name text REFERENCES meta (name) DEFERRABLE INITIALLY DEFERRED)")
            )
        )
        async with held(db):
            with counter.desk.hub.listening("cnv_a") as bell:
                tasks = [
                    asyncio.create_task(db.write(work, wake=Wake(counter.shop, "cnv_a")))
                    for work in (puts("beside it"), promises)
                ]
                await queued()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert not bell.is_set() or answers[0] == "beside it"
        await db.write(puts("afterwards"))
        return answers

    beside, promised = counter.run(story())
    assert isinstance(promised, IntegrityError)
    left = counter.run(counter.desk.db.read(there))
    # What is answered with success is there, what is answered with a failure is not.
    assert left == {"afterwards"} | ({"beside it"} if beside == "beside it" else set())


def test_a_piece_of_work_may_end_in_any_way(counter: Counter) -> None:
    """An iterator that ran out cannot be handed on as it is; it must not keep the others from their answers."""

    def runs_out(_tx: Connection) -> None:
        next(iter(()))

    async def story() -> list[Any]:
        async with held(counter.desk.db):
            works = [puts("before"), runs_out, puts("after")]
            tasks = [asyncio.create_task(counter.desk.db.write(work)) for work in works]
            await queued()
        async with asyncio.timeout(PATIENCE):
            return await asyncio.gather(*tasks, return_exceptions=True)

    before, ran_out, after = counter.run(story())
    assert (before, after) == ("before", "after")
    assert isinstance(ran_out, RuntimeError)
