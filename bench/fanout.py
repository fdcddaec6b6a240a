"""
What a message costs when many look at it, and when many do not.

`python -m bench.fanout [--rounds N] [--seconds S]` prints two tables, each figure the median of the rounds; in every
round each kind has its turn. A run of some seconds shows that it works, and no more than that.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from bench import bare, people
from bench.counter import Installation
from bench.crowd import Crowd, Figures, measure
from bench.people import hire, open_chat
from bench.sockets import dial, frame

ROUNDS = 3
SECONDS = 20.0  # one of the server's beats: in so long all that lines cost by themselves comes up once
WATCHERS = (1, 100)
WRITERS = 3  # of the one chat: one line alone may not write so fast
TOGETHER = 20.0  # messages a second of these writers; more than eight from each is no person, and is cut off
CHATS = 100
TO_THE_INBOX = 500.0  # messages a second in all the chats
IDLE = (0, 200)  # agents on duty who look at none of these chats
TEXT = "Sí, queda una taza azul; te la aparto hasta el viernes. ¿Te la mando a casa o la recoges en la tienda?"

Kind = Callable[[], Awaitable[Figures]]


async def floor_watched(watchers: int, seconds: float) -> Figures:
    """One row, and then the same text to everybody in the room."""
    with bare.serving() as (port, pid):
        crowd = Crowd(watchers, lambda key: frame(key=key, text=TEXT))
        for _ in range(watchers):
            await dial(port, "/room/one", crowd.heard)
        crowd.writers = [await dial(port, "/writer/one", crowd.refused) for _ in range(WRITERS)]
        return await measure(pid, [crowd], TOGETHER, seconds)


async def watched(watchers: int, seconds: float) -> Figures:
    """Agents write into one chat, and other agents look at it."""
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder))
        desk = await installation.desk()
        try:
            await installation.open_shop(desk)
            agents = [await hire(installation, desk, number) for number in range(watchers + WRITERS)]
            chat = await open_chat(installation, desk)
        finally:
            await desk.close()
        with installation.serving() as server:
            crowd = Crowd(watchers, lambda key: frame(type="say", conversation=chat.id, key=key, text=TEXT))
            for agent in agents[WRITERS:]:
                line = await people.agent_line(installation, agent, crowd.heard)
                line.send(frame(type="watch", conversation=chat.id, after=0))
            writing = [await people.agent_line(installation, agent, crowd.refused) for agent in agents[:WRITERS]]
            crowd.writers = writing
            return await measure(server.pid, [crowd], TOGETHER, seconds)


async def inbox(idle: int, seconds: float) -> Figures:
    """Shoppers write into a hundred chats, each read by an agent of its own; so many other agents are on duty."""
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder))
        desk = await installation.desk()
        try:
            await installation.open_shop(desk)
            chats = [await open_chat(installation, desk) for _ in range(CHATS)]
            agents = [await hire(installation, desk, number) for number in range(CHATS + idle)]
        finally:
            await desk.close()
        with installation.serving() as server:
            crowds = [await _taken(installation, *each) for each in zip(chats, agents, strict=False)]
            for agent in agents[CHATS:]:
                line = await people.agent_line(installation, agent, lambda _: None)
                line.send(frame(type="duty", state="on", capacity=3))
            return await measure(server.pid, crowds, TO_THE_INBOX, seconds)


async def _taken(installation: Installation, chat: people.Chat, agent: people.Agent) -> Crowd:
    """A chat that its agent has come to: one that waits would ring at all who are on duty."""
    crowd = Crowd(1, lambda key: frame(type="say", conversation=chat.id, key=key, text=TEXT))
    taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def heard(payload: bytes) -> None:
        if not taken.done() and b'"joined"' in payload:
            taken.set_result(None)
        crowd.heard(payload)

    line = await people.agent_line(installation, agent, heard)
    line.send(frame(type="watch", conversation=chat.id, after=0))
    line.send(frame(type="join", conversation=chat.id))
    await taken
    line.send(frame(type="duty", state="on", capacity=3))
    crowd.writers = [await people.shopper_line(installation, chat, crowd.refused)]
    return crowd


def taken_in_turn(kinds: Sequence[Kind], rounds: int) -> list[Figures]:
    """The median of each kind's figures, over rounds in which each has its turn."""
    found: list[list[Figures]] = [[] for _ in kinds]
    for _ in range(rounds):
        for kind, figures in zip(kinds, found, strict=True):
            figures.append(asyncio.run(_with_a_hint(kind)))
    return [_median(figures) for figures in found]


async def _with_a_hint(kind: Kind) -> Figures:
    try:
        return await kind()
    except TimeoutError:
        raise SystemExit("Messages were lost: the server does not keep up with this rate here.") from None


def _median(figures: Sequence[Figures]) -> Figures:
    return Figures(*(median(values) for values in zip(*map(tuple, figures), strict=True)))


def main(rounds: int = ROUNDS, seconds: float = SECONDS) -> None:
    kinds = [
        (name, kind, count) for count in WATCHERS for name, kind in (("floor", floor_watched), ("Mostrador", watched))
    ]
    found = taken_in_turn([partial(kind, count, seconds) for _, kind, count in kinds], rounds)
    print(f"One chat, {TOGETHER:.0f} messages a second: until the last of those who look has it.\n")
    print("| what | agents who look | messages/s | p50 ms | p99 ms | CPU µs a message |\n|---|--:|--:|--:|--:|--:|")
    for (name, _, count), each in zip(kinds, found, strict=True):
        print(
            f"| {name} | {count} | {each.rate:,.0f} | {each.p50:.2f} | {each.p99:.2f} | {each.cpu:,.0f} |", flush=True
        )
    found = taken_in_turn([partial(inbox, idle, seconds) for idle in IDLE], rounds)
    print(f"\n{CHATS} chats, {TO_THE_INBOX:.0f} messages a second, and agents on duty who look at none of them.\n")
    print("| idle agents | messages/s | p50 ms | p99 ms | CPU µs a message | of none | their lines alone, CPU ms/s |")
    print("|--:|--:|--:|--:|--:|--:|--:|")
    for idle, each in zip(IDLE, found, strict=True):
        print(
            f"| {idle} | {each.rate:,.0f} | {each.p50:.2f} | {each.p99:.2f} | {each.cpu:,.0f} | "
            f"{each.cpu / found[0].cpu:.2f} | {each.upkeep:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--rounds", type=int, default=ROUNDS)
    flags.add_argument("--seconds", type=float, default=SECONDS)
    main(**vars(flags.parse_args()))
