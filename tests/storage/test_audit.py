"""The audit log tells when somebody changed it behind our back."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, update

from mostrador.errors import NotFound
from mostrador.storage import audit
from mostrador.storage.schema import audit as table
from mostrador.storage.schema import meta
from shopping import Counter

KEY = b"k" * 32
ENTRIES = 5


@pytest.fixture
def numbers(counter: Counter) -> list[int]:
    """The numbers of some entries, all in order."""
    for number in range(ENTRIES):
        counter.run(counter.desk.db.write(entry(counter, f"agt_{number}")))
    found = counter.run(counter.desk.db.read(lambda tx: tx.execute(select(table.c.number)).scalars().all()))
    assert broken(counter) is None
    return sorted(found)


def entry(counter: Counter, actor: str) -> Callable[[Connection], None]:
    at = counter.clock.now()
    return lambda tx: audit.record(
        tx,
        KEY,
        shop=counter.shop,
        at=at,
        actor=actor,
        action="agent.role",
        subject="agt_bo",
        fields=["role"],
        address="203.0.113.77",
    )


def broken(counter: Counter) -> int | None:
    return counter.run(counter.desk.db.read(partial(audit.first_broken, key=KEY)))


class Undone(Exception):
    def __init__(self, found: int | None) -> None:
        super().__init__()
        self.found = found


def after(counter: Counter, *statements: Any, then: Callable[[Connection], None] = lambda _tx: None) -> int | None:
    """What is found once somebody has done this; it is undone afterwards."""

    def work(tx: Connection) -> None:
        for statement in statements:
            tx.execute(statement)
        then(tx)
        raise Undone(audit.first_broken(tx, KEY))

    with pytest.raises(Undone) as undone:
        counter.run(counter.desk.db.write(work))
    return undone.value.found


def test_an_entry_that_was_changed_is_found(counter: Counter, numbers: list[int]) -> None:
    changes: list[dict[str, Any]] = [
        {"shop_id": None},
        {"at": counter.clock.now() - counter.reading},
        {"actor": "agt_0"},
        {"action": "agent.login"},
        {"subject": "agt_0"},
        {"fields": ["name"]},
        {"address": "198.51.100.0"},
        {"chain": b"x" * 32},
    ]
    for changed in changes:
        statement = update(table).where(table.c.number == numbers[2]).values(**changed)
        assert after(counter, statement) == numbers[2], changed
    assert broken(counter) is None


def test_an_entry_that_was_taken_out_is_found(counter: Counter, numbers: list[int]) -> None:
    for gone in range(ENTRIES - 1):
        assert after(counter, delete(table).where(table.c.number == numbers[gone])) == numbers[gone + 1]


def test_entries_that_were_taken_off_the_end_are_found(counter: Counter, numbers: list[int]) -> None:
    another = entry(counter, "agt_after")
    for left in (numbers[-1], numbers[2], numbers[0]):
        cut = delete(table).where(table.c.number >= left)
        assert after(counter, cut) is not None
        assert after(counter, cut, then=another) is not None
        forgetting = delete(meta).where(meta.c.name == audit.HEAD)
        assert left == numbers[0] or after(counter, cut, forgetting) is not None


def test_two_entries_that_changed_places_are_found(counter: Counter, numbers: list[int]) -> None:
    _, one, other, *_, last = numbers
    moves = ((one, last + 100), (other, one), (last + 100, other))
    swap = [update(table).where(table.c.number == old).values(number=new) for old, new in moves]
    assert after(counter, *swap) == one


def test_nobody_writes_an_entry_without_the_key(counter: Counter, numbers: list[int]) -> None:
    forged = entry(counter, "agt_mallory")
    assert counter.run(counter.desk.db.read(partial(audit.first_broken, key=b"another key"))) == numbers[0]
    counter.run(counter.desk.db.write(forged))
    assert broken(counter) is None


def test_many_write_at_once_into_one_chain(counter: Counter) -> None:
    async def story() -> None:
        db = counter.desk.db
        await asyncio.gather(*(db.write(entry(counter, f"agt_{number}")) for number in range(30)))

    counter.run(story())
    assert broken(counter) is None
    assert len(counter.run(counter.desk.db.read(lambda tx: tx.execute(select(table.c.number)).all()))) == 30


def test_what_is_refused_leaves_no_entry_and_breaks_nothing(counter: Counter, numbers: list[int]) -> None:
    def refused(tx: Connection) -> None:
        entry(counter, "agt_refused")(tx)
        raise NotFound("There is no such agent.")

    with pytest.raises(NotFound):
        counter.run(counter.desk.db.write(refused))
    counter.run(counter.desk.db.write(entry(counter, "agt_after")))
    assert broken(counter) is None
    actors = counter.run(counter.desk.db.read(lambda tx: tx.execute(select(table.c.actor)).scalars().all()))
    assert "agt_refused" not in actors


def test_addresses_are_shortened_before_they_are_written() -> None:
    assert audit.shortened("203.0.113.77") == "203.0.113.0"
    assert audit.shortened("2001:db8:1234:5678::1") == "2001:db8:1234::"
    assert audit.shortened("2001:db8::1") == "2001:db8::"
    assert audit.shortened("::1") == "::"
    assert audit.shortened("unix") == ""
