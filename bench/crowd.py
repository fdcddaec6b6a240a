"""Those who look at one chat: a message has arrived once the last of them has it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from statistics import quantiles
from typing import NamedTuple

from bench.counter import cpu_seconds
from bench.sockets import Socket

LOST = 60.0  # seconds after which a message is taken for lost, and the run for void
SETTLING = 3.0  # seconds, for what a server does once after its start
KEY = b"bench-"
KEY_LENGTH = len(KEY) + 8


class Figures(NamedTuple):
    """Waits are milliseconds, `cpu` the server's microseconds a message, `upkeep` its milliseconds a second before."""

    rate: float
    p50: float
    p99: float
    cpu: float
    upkeep: float


class Crowd:
    """`say` makes the frame of a message from its key; `heard` is for each watcher's line, `refused` for a writer's."""

    def __init__(self, watchers: int, say: Callable[[str], bytes]) -> None:
        self.writers: Sequence[Socket] = ()
        self._watchers, self._say = watchers, say
        self._missing: dict[bytes, int] = {}
        self._waiting: dict[bytes, asyncio.Future[float]] = {}
        self._sent = 0

    def heard(self, payload: bytes) -> None:
        at = payload.find(KEY)
        if at < 0:
            return
        key = payload[at : at + KEY_LENGTH]
        self._missing[key] -= 1
        if not self._missing[key]:
            del self._missing[key]
            self._waiting.pop(key).set_result(time.perf_counter())

    def refused(self, payload: bytes) -> None:
        """A message that is not taken makes the run void."""
        if b'"error"' not in payload:
            return
        for each in self._waiting.values():
            if not each.done():
                each.set_exception(RuntimeError(payload.decode()))

    async def sends(self) -> float:
        """Send one, the next writer's, and return after how many seconds everybody had it."""
        writer = self.writers[self._sent % len(self.writers)]
        self._sent += 1
        key = f"{KEY.decode()}{self._sent:08d}"
        seen: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._missing[key.encode()], self._waiting[key.encode()] = self._watchers, seen
        began = time.perf_counter()
        writer.send(self._say(key))
        async with asyncio.timeout(LOST):
            return await seen - began


async def measure(pid: int, crowds: Sequence[Crowd], rate: float, seconds: float) -> Figures:
    """
    So many messages a second in all, each chat's in its turn, whether the ones before have arrived or not.

    What the lines cost by themselves, beats and looks by time, is taken before, while nobody writes, and is no part of
    what a message costs.
    """
    for crowd in crowds:
        for _ in crowd.writers:  # the first message of each writer brings them in
            await crowd.sends()
    await asyncio.sleep(SETTLING)
    before = cpu_seconds(pid)
    await asyncio.sleep(seconds)
    upkeep = (cpu_seconds(pid) - before) / seconds
    before, begun, sent = cpu_seconds(pid), time.perf_counter(), []
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        sent.append(asyncio.ensure_future(crowds[number % len(crowds)].sends()))
    waits = await asyncio.gather(*sent)
    took = time.perf_counter() - begun
    cpu = (cpu_seconds(pid) - before - upkeep * took) / len(waits)
    cuts = quantiles(waits, n=100)
    return Figures(len(waits) / took, cuts[49] * 1000, cuts[98] * 1000, cpu * 1e6, upkeep * 1000)
