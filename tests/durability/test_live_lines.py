"""Hundreds of lines, and a server that dies or is told to go: what was confirmed is there once, for everybody."""

import asyncio
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chatters import Chatter, come_in
from house import PATIENCE, House
from sqlalchemy import Connection, select

from mostrador.domain.conversation import Conversation
from mostrador.storage import conversations as log
from mostrador.storage.conversations import Audience
from mostrador.storage.schema import event

CLIENTS = 200
A_SECOND = 500  # messages, of all of them
AS_LONG = 1.2  # seconds of talk before a kill

times = pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.soak)])


@pytest.fixture
def on_sqlite(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    house = House(migrated_sqlite_url, tmp_path)
    yield house
    house.closes()


@times
def test_what_was_confirmed_before_a_kill_is_there_once_and_everybody_sees_it(on_sqlite: House, kills: int) -> None:
    chatters = come_in(on_sqlite, CLIENTS)
    for _ in range(kills):
        with on_sqlite.serving() as server:
            on_sqlite.run(talk_until(on_sqlite, chatters, lambda server=server: kill(server)))
    with on_sqlite.serving() as server:
        on_sqlite.run(finish(on_sqlite, chatters))
        on_sqlite.stops(server)
    everybody_sees_what_is_there(on_sqlite, chatters)


def test_a_restart_under_a_thousand_lines_loses_nothing_and_sends_nobody_back_at_once(on_sqlite: House) -> None:
    chatters = come_in(on_sqlite, 1_000)
    goodbyes: list[float] = []
    with on_sqlite.serving() as server:
        on_sqlite.run(talk_until(on_sqlite, chatters, server.terminate, goodbyes))
        assert server.wait(PATIENCE) == 0, on_sqlite.complaints()
    assert len(goodbyes) == len(chatters)
    assert max(Counter(int(after) for after in goodbyes).values()) < 2 * len(chatters) / 10, "They come back in a heap."
    with on_sqlite.serving() as server:
        on_sqlite.run(finish(on_sqlite, chatters))
        on_sqlite.stops(server)
    everybody_sees_what_is_there(on_sqlite, chatters)


def kill(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGKILL)
    assert server.wait(PATIENCE) == -signal.SIGKILL


async def talk_until(
    house: House, chatters: list[Chatter], end: Callable[[], object], goodbyes: list[float] | None = None
) -> None:
    """Everybody dials, and somebody writes every other moment, until the server's end comes."""
    for some in range(0, len(chatters), 50):
        await asyncio.gather(*(each.dials(house) for each in chatters[some : some + 50]))
    begun, number = time.perf_counter(), 0
    while time.perf_counter() - begun < AS_LONG:
        while number < (time.perf_counter() - begun) * A_SECOND:
            house.dice.choice(chatters).says(f"Mensaje {number}")
            number += 1
        await asyncio.sleep(0.005)  # the pace of people who write
    end()
    until = time.perf_counter() + PATIENCE
    while goodbyes is not None and time.perf_counter() < until and len(goodbyes) < len(chatters):
        goodbyes[:] = [each.goodbye for each in chatters if each.goodbye is not None]
        await asyncio.sleep(0.05)
    for each in chatters:
        each.hangs_up()


async def finish(house: House, chatters: list[Chatter]) -> None:
    """Everybody dials once more, and stays until all of theirs is confirmed."""
    for some in range(0, len(chatters), 50):
        await asyncio.gather(*(each.dials(house) for each in chatters[some : some + 50]))
    until = time.perf_counter() + PATIENCE
    while any(each.unsent or not each.shown for each in chatters):
        assert time.perf_counter() < until, "Something is never confirmed."
        await asyncio.sleep(0.05)
    for each in chatters:
        each.hangs_up()


def everybody_sees_what_is_there(house: House, chatters: list[Chatter]) -> None:
    def look(tx: Connection) -> None:
        keys = Counter(tx.execute(select(event.c.key).where(event.c.key.is_not(None))).scalars())
        assert set(keys.values()) == {1}
        for each in chatters:
            events = log.events_after(tx, house.shop, each.chat, 0, Audience(each.id), limit=10_000)
            assert [(shown["seq"], shown["text"]) for shown in each.shown] == [(one.seq, one.words) for one in events]
            assert Conversation(each.chat, house.shop).after(events) == log.find(tx, house.shop, each.chat)

    house.read(look)
