"""Numbers without gaps, however many write at once, and a reader who asks for what is after N misses nothing."""

import asyncio

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from mostrador.desk import Desk, open_desk
from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.storage import conversations, participants
from mostrador.storage.conversations import AGENTS, Audience, Opening
from shopping import Counter

WRITERS, EACH = 8, 15


def opened(counter: Counter, who: str = "cus_ana") -> str:
    """A conversation with one event."""
    desk, shop, at = counter.desk, counter.shop, counter.clock.now()
    matter, code = desk.new("cnv"), desk.code()
    speaker = Speaker(shop, "customer", who, "Ana")

    def work(tx: Connection) -> None:
        new = Conversation(matter, shop)
        events = talk.opened(new, speaker, {"text": "Hola"}, at=at, key=f"open {matter}", quarantine=False)
        opening = Opening(matter, code, "form", "Otra", "es", None, f"open {matter}", None, "Ana", "ana@example.com")
        conversations.open(tx, shop, opening, new.after(events), events)
        participants.join(tx, shop, matter, who)

    counter.run(desk.db.write(work))
    return matter


async def say(desk: Desk, shop: str, matter: str, who: str, key: str) -> None:
    """Add a message, and say that there is one."""
    at = desk.clock.now()

    def work(tx: Connection) -> None:
        current = conversations.lock(tx, shop, matter)
        assert current is not None
        events = talk.say(current, Speaker(shop, "customer", who), f"Mensaje {key}", at=at, key=key)
        conversations.append(tx, current, events)

    await desk.db.write(work, wake=Wake(shop, matter))


def test_eight_write_at_once_and_who_reads_on_misses_nothing(counter: Counter) -> None:
    desk, shop, matter = counter.desk, counter.shop, opened(counter)
    last = 1 + WRITERS * EACH

    async def write(number: int) -> None:
        for message in range(EACH):
            await say(desk, shop, matter, f"cus_{number}", f"k{message}")

    async def read() -> list[int]:
        seen: list[int] = []
        with desk.hub.listening(matter) as bell:
            while not seen or seen[-1] < last:
                bell.clear()
                cursor = seen[-1] if seen else 0
                news = await desk.db.read(
                    lambda tx: conversations.events_after(tx, shop, matter, cursor, AGENTS, limit=7)  # noqa: B023
                )
                seen += [event.seq for event in news]
                if not news:
                    await bell.wait()
        return seen

    async def story() -> list[list[int]]:
        async with asyncio.timeout(120):
            *read_by, _ = await asyncio.gather(read(), read(), asyncio.gather(*map(write, range(WRITERS))))
        return read_by

    for seen in counter.run(story()):
        assert seen == list(range(1, last + 1))


def test_two_servers_on_one_database_number_one_log(counter: Counter) -> None:
    shop, matter = counter.shop, opened(counter)

    async def story() -> list[int]:
        other = open_desk(counter.settings, counter.clock)
        try:
            desks = [(counter.desk, "cus_here"), (other, "cus_there")]
            await asyncio.gather(
                *(say(desk, shop, matter, who, f"k{number}") for number in range(20) for desk, who in desks)
            )
            events = await other.db.read(lambda tx: conversations.events_after(tx, shop, matter, 0, AGENTS))
        finally:
            await other.close()
        return [event.seq for event in events]

    assert counter.run(story()) == list(range(1, 42))


def test_a_number_or_a_key_is_never_given_twice(counter: Counter) -> None:
    shop, matter = counter.shop, opened(counter)

    def twice(tx: Connection) -> None:
        current = conversations.lock(tx, shop, matter)
        assert current is not None
        events = talk.say(current, Speaker(shop, "customer", "cus_ana"), "Uno", at=counter.clock.now(), key="k1")
        conversations.append(tx, current, events)
        conversations.append(tx, current, events)

    with pytest.raises(IntegrityError):
        counter.run(counter.desk.db.write(twice))
    counter.run(say(counter.desk, shop, matter, "cus_ana", "k1"))
    with pytest.raises(IntegrityError):
        counter.run(say(counter.desk, shop, matter, "cus_ana", "k1"))
    counter.run(say(counter.desk, shop, matter, "cus_eva", "k1"))  # hers is another key
    events = counter.run(counter.desk.db.read(lambda tx: conversations.events_after(tx, shop, matter, 0, AGENTS)))
    assert [event.seq for event in events] == [1, 2, 3]


def test_who_came_late_or_left_reads_only_what_was_theirs(counter: Counter) -> None:
    shop, matter = counter.shop, opened(counter)
    for number in range(2, 8):
        counter.run(say(counter.desk, shop, matter, "cus_ana", f"k{number}"))

    def work(tx: Connection) -> None:
        participants.join(tx, shop, matter, "cus_late", from_seq=3)
        participants.join(tx, shop, matter, "cus_left", from_seq=2)
        participants.leave(tx, shop, matter, "cus_left", after=5)

    counter.run(counter.desk.db.write(work))

    def read(who: str | None, after: int = 0, shop: str = shop) -> list[int]:
        found = counter.run(
            counter.desk.db.read(lambda tx: conversations.events_after(tx, shop, matter, after, Audience(who)))
        )
        return [event.seq for event in found]

    assert read("cus_late") == [3, 4, 5, 6, 7]
    assert read("cus_left") == [2, 3, 4, 5]
    assert read("cus_left", after=5) == []
    assert read("cus_stranger") == []
    assert read("cus_ana", after=6) == [7]
    other = counter.opens_shop("Bombillas")
    assert read("cus_ana", shop=other) == []
    assert read(None, shop=other) == []
    assert counter.run(counter.desk.db.read(lambda tx: conversations.find(tx, other, matter))) is None
