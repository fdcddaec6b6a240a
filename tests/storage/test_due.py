"""What is due: taken by one worker at a time, given back when that one dies, ended once."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from mostrador.desk import Desk, open_desk
from mostrador.errors import NotFound
from mostrador.realtime.hub import DUE
from mostrador.storage import due, schema
from mostrador.storage.due import Due
from mostrador.worker import LEASE
from shopping import Counter

SECOND = timedelta(seconds=1)


def makes(counter: Counter, *ids: str, later: timedelta = timedelta(0), kind: str = "mail", subject: str = "") -> None:
    now = counter.clock.now()

    def work(tx: Connection) -> None:
        for number, name in enumerate(ids):
            run_at = now + later + timedelta(microseconds=number)
            due.add(tx, Due(name, counter.shop, kind, subject or name, run_at, {"seq": number}), at=now)

    counter.run(counter.desk.db.write(work))


async def lease(desk: Desk, at: datetime, most: int = 8) -> list[str]:
    rows = await desk.db.write(partial(due.lease, now=at, until=at + LEASE, most=most))
    return [row.id for row in rows]


def leases(counter: Counter, at: datetime | None = None, most: int = 8) -> list[str]:
    return counter.run(lease(counter.desk, at or counter.clock.now(), most))


def next_at(counter: Counter) -> datetime | None:
    return counter.run(counter.desk.db.read(due.next_at))


def states(counter: Counter) -> dict[str, tuple[str, int]]:
    columns = select(schema.due.c.id, schema.due.c.state, schema.due.c.attempts)
    rows: Sequence[tuple[str, str, int]] = counter.run(counter.desk.db.read(lambda tx: tx.execute(columns).all()))
    return {name: (state, attempts) for name, state, attempts in rows}


def test_what_is_due_first_is_taken_first_and_nothing_before_its_time(counter: Counter) -> None:
    makes(counter, "due_c", later=3 * SECOND)
    makes(counter, "due_a", "due_b")
    now = counter.clock.now()
    assert leases(counter, now, most=1) == ["due_a"]
    assert leases(counter, now) == ["due_b"]
    assert leases(counter, now) == []
    assert leases(counter, now + 5 * SECOND) == ["due_c"]


def test_a_row_is_held_for_its_worker_and_free_when_that_one_is_gone(counter: Counter) -> None:
    makes(counter, "due_a")
    now = counter.clock.now()
    assert leases(counter, now) == ["due_a"]
    assert leases(counter, now + LEASE - SECOND) == []
    assert leases(counter, now + LEASE) == ["due_a"]


def test_two_workers_never_have_the_same_row(counter: Counter) -> None:
    ids = [f"due_{number:02}" for number in range(60)]
    makes(counter, *ids)
    now = counter.clock.now() + SECOND

    async def work(desk: Desk) -> list[str]:
        taken: list[str] = []
        while some := await lease(desk, now, most=3):
            taken += some
        return taken

    async def story() -> list[list[str]]:
        other = open_desk(counter.settings, counter.clock)
        try:
            return await asyncio.gather(*(work(desk) for desk in (counter.desk, other) for _ in range(3)))
        finally:
            await other.close()

    taken = [name for each in counter.run(story()) for name in each]
    assert sorted(taken) == ids


def test_a_row_ends_once_and_is_not_put_off_afterwards(counter: Counter) -> None:
    makes(counter, "due_a")
    now = counter.clock.now()

    async def story() -> list[bool]:
        db = counter.desk.db
        ends = [db.write(partial(due.end, id="due_a", state=state, at=now)) for state in ("done", "taken_back")]
        ended = await asyncio.gather(*ends)
        await db.write(partial(due.again, id="due_a", later=now, problem="late"))
        return list(ended)

    assert sorted(counter.run(story())) == [False, True]
    assert leases(counter, now + LEASE * 2) == []
    assert states(counter)["due_a"][1] == 0


def test_a_row_that_is_put_off_comes_again_at_its_time(counter: Counter) -> None:
    makes(counter, "due_a")
    now = counter.clock.now()
    assert leases(counter, now) == ["due_a"]
    later = now + timedelta(minutes=3)
    counter.run(counter.desk.db.write(partial(due.again, id="due_a", later=later, problem="MailDelayed")))
    assert leases(counter, later - SECOND) == []
    assert next_at(counter) == later
    assert leases(counter, later) == ["due_a"]
    assert states(counter) == {"due_a": ("waiting", 1)}


def test_the_worker_is_told_when_to_look_again_also_about_rows_that_another_holds(counter: Counter) -> None:
    assert next_at(counter) is None
    makes(counter, "due_late", later=timedelta(hours=1))
    makes(counter, "due_now")
    now = counter.clock.now() + SECOND
    assert next_at(counter) is not None
    assert leases(counter, now) == ["due_now"]
    assert next_at(counter) == now + LEASE  # not at once: it is being done, and free again only then
    counter.run(counter.desk.db.write(partial(due.end, id="due_now", state="done", at=now)))
    at = next_at(counter)
    assert at is not None
    assert at > now + timedelta(minutes=59)


def test_what_is_made_due_under_a_key_is_due_once(counter: Counter) -> None:
    now = counter.clock.now()

    def work(tx: Connection, id: str) -> None:
        due.add(tx, Due(id, counter.shop, "mail", "cnv_a", now, {}), at=now, unique_key="mail:cnv_a:1")

    counter.run(counter.desk.db.write(partial(work, id="due_a")))
    with pytest.raises(IntegrityError):
        counter.run(counter.desk.db.write(partial(work, id="due_b")))
    found = counter.run(counter.desk.db.read(partial(due.by_unique_key, key="mail:cnv_a:1")))
    assert (found[0].id, found[1]) == ("due_a", "waiting")


def test_what_waits_about_something_is_found_and_counted(counter: Counter) -> None:
    makes(counter, "due_a", "due_b", subject="cnv_a", kind="answer")
    makes(counter, "due_c", subject="cnv_a", kind="wake", later=timedelta(hours=1))
    makes(counter, "due_d", subject="cnv_b", kind="answer")
    now = counter.clock.now() + SECOND
    counter.run(counter.desk.db.write(partial(due.end, id="due_a", state="done", at=now)))
    read = counter.desk.db.read
    assert [row.id for row in counter.run(read(partial(due.about, subject="cnv_a", kinds=["answer"])))] == ["due_b"]
    assert len(counter.run(read(partial(due.about, subject="cnv_a", kinds=["answer", "wake"])))) == 2
    assert counter.run(read(partial(due.backlog, now=now))) == 2


def test_the_worker_hears_of_what_a_piece_of_work_found_to_be_urgent_and_of_no_work_that_failed(counter: Counter):
    async def hears(work: Callable[[Connection], None]) -> bool:
        with counter.desk.hub.listening(DUE) as bell:
            with suppress(NotFound):
                await counter.desk.db.write(work)
            await asyncio.sleep(0)
            return bell.is_set()

    def fails(tx: Connection) -> None:
        due.hurry(tx)
        raise NotFound("There is no such thing.")

    assert counter.run(hears(due.hurry))
    assert not counter.run(hears(fails))
    assert not counter.run(hears(lambda _: None))
