"""Sends prepared HTTP requests as fast as they are answered, over a fixed number of connections."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Outcome:
    """`seconds` is the whole run; `latencies` are seconds, one for each answer."""

    seconds: float
    latencies: tuple[float, ...]
    statuses: Counter[int]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, percent: int) -> float:
        """Latency in milliseconds."""
        return quantiles(self.latencies, n=100)[percent - 1] * 1000


async def send(port: int, requests: Sequence[bytes], connections: int = CONNECTIONS) -> Outcome:
    """Send each request once; every connection takes the next one as soon as it has its answer."""
    waiting = iter(requests)
    latencies: list[float] = []
    statuses: Counter[int] = Counter()

    async def work() -> None:
        line = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            began = time.perf_counter()
            if line[1].is_closing() or line[0].at_eof():
                line = await asyncio.open_connection("127.0.0.1", port)
            line[1].write(request)
            status, closes = await _status(line[0])
            statuses[status] += 1
            if closes:
                line[1].close()
            latencies.append(time.perf_counter() - began)
        line[1].close()

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(connections)))
    return Outcome(time.perf_counter() - began, tuple(latencies), statuses)


def post(path: str, body: bytes, *, host: str, headers: dict[str, str] | None = None) -> bytes:
    """A POST as it goes over the wire."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {host}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def _status(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """The answer's status, and whether the server closes the line after it."""
    head = await reader.readuntil(b"\r\n\r\n")
    lowered = head.lower()
    if b"content-length:" in lowered:
        length = int(lowered.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        await reader.readexactly(length)
    return int(head.split(b" ", 2)[1]), b"connection: close" in lowered
