"""Live chat: from a message's sending to its being seen by the other side, beside the floor and the peer."""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from bench import bare, channels, people
from bench.counter import Installation, cpu_seconds
from bench.people import Agent, Chat, hire, open_chat
from bench.sockets import Socket, dial, frame

TEXT = "Sí, queda una taza azul; te la aparto hasta el viernes. ¿Te la mando a casa o la recoges en la tienda?"
LOST = 60.0  # seconds after which a message is taken for lost, and the run for void
PACED = 100.0  # messages a second, in all
OF_ONE = 8.0  # messages a second of one line: faster than that is no person, and is cut off


@dataclass(frozen=True, slots=True)
class Figures:
    """`cpu` is the server's microseconds a message; waits are milliseconds."""

    name: str
    chats: int
    rate: float
    p50: float
    p99: float
    cpu: float
    paced_p50: float
    paced_p99: float


Kind = Callable[[int, int], Coroutine[None, None, Figures]]


class Pair:
    """Two lines into one chat; what the first one sends the second one hears."""

    def __init__(self) -> None:
        self.writer: Socket | None = None
        self.reader: Socket | None = None
        self.say: Callable[[str], bytes] = lambda key: frame(key=key, text=TEXT)
        self._waiting: dict[str, asyncio.Future[float]] = {}
        self._sent = 0

    def heard(self, payload: bytes) -> None:
        if b'"key"' not in payload:
            return
        said = json.loads(payload)
        key = said.get("key") or said.get("event", {}).get("key")
        if waiting := self._waiting.pop(key, None):
            waiting.set_result(time.perf_counter())

    async def sends(self) -> float:
        """Send one, and return after how many seconds the other side had it."""
        assert self.writer is not None
        self._sent += 1
        key = f"bench-{self._sent:08d}"
        seen: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[key] = seen
        began = time.perf_counter()
        self.writer.send(self.say(key))
        async with asyncio.timeout(LOST):
            return await seen - began


async def saturate(pairs: list[Pair], count: int) -> tuple[float, list[float]]:
    """Every pair sends its next message once the last one was seen; messages a second, and each one's wait."""
    waits: list[float] = []

    async def talk_on(pair: Pair) -> None:
        waits.extend([await pair.sends() for _ in range(each)])

    each = max(1, count // len(pairs))
    began = time.perf_counter()
    await asyncio.gather(*(talk_on(pair) for pair in pairs))
    return len(waits) / (time.perf_counter() - began), waits


async def pace(pairs: list[Pair], count: int) -> list[float]:
    """`PACED` messages a second in all, as far as so many people write them."""
    rate = min(PACED, OF_ONE * len(pairs))
    begun = time.perf_counter()
    sent = []
    for number in range(count):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        sent.append(asyncio.ensure_future(pairs[number % len(pairs)].sends()))
    return list(await asyncio.gather(*sent))


async def measure(name: str, pid: int, pairs: list[Pair], count: int) -> Figures:
    await saturate(pairs, len(pairs))
    before = cpu_seconds(pid)
    rate, waits = await saturate(pairs, count)
    cpu = (cpu_seconds(pid) - before) / len(waits) * 1e6
    paced = await pace(pairs, min(300, 40 * len(pairs)))
    return Figures(name, len(pairs), rate, *_percentiles(waits), cpu, *_percentiles(paced))


async def floor(chats: int, count: int) -> Figures:
    with bare.serving() as (port, pid):
        pairs = [await _in_room(port, f"/room/{number}") for number in range(chats)]
        return await measure("floor: bare Starlette socket, one row", pid, pairs, count)


async def peer(chats: int, count: int) -> Figures:
    """Django Channels with channels_redis: a row for each message, then a group send."""
    with channels.serving() as (port, pid):
        pairs = [await _in_room(port, f"/ws/chat/{number}/") for number in range(chats)]
        return await measure("peer: Django Channels, channels_redis, SQLite", pid, pairs, count)


async def mostrador(chats: int, count: int, database_url: str = "") -> Figures:
    """An agent writes, the shopper reads."""
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder), database_url)
        desk = await installation.desk()
        try:
            await installation.open_shop(desk)
            agents = [await hire(installation, desk, number) for number in range(chats)]
            opened = [await open_chat(installation, desk) for _ in agents]
        finally:
            await desk.close()
        with installation.serving() as server:
            pairs = [await _on_line(installation, *each) for each in zip(agents, opened, strict=True)]
            name = "Mostrador, PostgreSQL" if database_url else "Mostrador, SQLite"
            return await measure(name, server.pid, pairs, count)


async def _in_room(port: int, path: str) -> Pair:
    pair = Pair()
    pair.writer = await dial(port, path, lambda _: None)
    pair.reader = await dial(port, path, pair.heard)
    return pair


async def _on_line(installation: Installation, agent: Agent, chat: Chat) -> Pair:
    pair = Pair()
    pair.reader = await people.shopper_line(installation, chat, pair.heard)
    pair.writer = await people.agent_line(installation, agent, lambda _: None)
    pair.writer.send(frame(type="watch", conversation=chat.id))
    pair.say = lambda key: frame(type="say", conversation=chat.id, key=key, text=TEXT)
    return pair


def _percentiles(waits: list[float]) -> tuple[float, float]:
    cuts = quantiles(waits, n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def median_of(runs: list[Figures]) -> Figures:
    """Each figure's median over the runs, which need not be one run's."""
    middle = {
        name: median(getattr(run, name) for run in runs)
        for name in ("rate", "p50", "p99", "cpu", "paced_p50", "paced_p99")
    }
    return Figures(runs[0].name, runs[0].chats, **middle)


def row(found: Figures) -> str:
    return (
        f"| {found.name} | {found.chats} | {found.rate:,.0f} | {found.p50:.2f} | {found.p99:.2f} | "
        f"{found.cpu:,.0f} | {found.paced_p50:.2f} | {found.paced_p99:.2f} |"
    )


def main(rounds: int = 3) -> None:
    """Each kind in turn, several times over."""
    print("| what | chats | messages/s | p50 ms | p99 ms | CPU µs a message | paced p50 ms | paced p99 ms |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for chats, count in ((1, 50), (100, 2000), (1000, 2000)):
        runs: dict[Kind, list[Figures]] = {kind: [] for kind in (floor, mostrador, peer)}
        for kind in (*runs,) * rounds:
            with suppress(TimeoutError):
                runs[kind].append(asyncio.run(kind(chats, count)))
        for kind, done in runs.items():
            if done:
                print(row(median_of(done)), flush=True)
            if lost := rounds - len(done):
                print(f"| {kind.__name__} | {chats} | messages lost in {lost} of {rounds} runs | | | | | |", flush=True)


if __name__ == "__main__":
    main()
