"""What an idle line costs in memory, beside a bare socket under the same uvicorn."""

import asyncio
import resource
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import bare
from bench.counter import Installation
from bench.sockets import Socket, dial, frame
from mostrador.actions import visitors
from mostrador.web.live_wire import PROTOCOL

LINES = 5_000
AT_ONCE = 50
SETTLING = 3.0  # seconds, for what is made once


async def floor(count: int) -> float:
    """KiB a line of a bare Starlette socket."""
    with bare.serving() as (port, pid):
        return await _cost(pid, count, lambda number: dial(port, f"/room/{number}", lambda _: None))


async def mostrador(count: int) -> float:
    """KiB a line of shoppers who have said hello and are looking at nothing."""
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder))
        desk = await installation.desk()
        try:
            await installation.open_shop(desk)
            tokens = [(await visitors.admit(desk, visitors.boot(desk, installation.shop))).token for _ in range(count)]
        finally:
            await desk.close()

        async def come(number: int) -> Socket:
            welcomed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            headers = {"X-Forwarded-For": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"}

            def heard(_: bytes) -> None:
                if not welcomed.done():
                    welcomed.set_result(None)

            line = await dial(installation.port, "/live", heard, protocol=PROTOCOL, headers=headers)
            line.send(frame(type="hello", token=tokens[number]))
            await welcomed
            return line

        with installation.serving() as server:
            return await _cost(server.pid, count, come)


async def _cost(pid: int, count: int, come: Callable[[int], Awaitable[Socket]]) -> float:
    lines = [await come(number) for number in range(10)]
    before = _resident(pid)
    for some in range(10, count, AT_ONCE):
        lines += await asyncio.gather(*(come(number) for number in range(some, min(count, some + AT_ONCE))))
    await asyncio.sleep(SETTLING)
    cost = (_resident(pid) - before) / (len(lines) - 10)
    for line in lines:
        line.close()
    return cost


def _resident(pid: int) -> int:
    """KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:", 1)[1].split()[0])


def main() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    bare, ours = asyncio.run(floor(LINES)), asyncio.run(mostrador(LINES))
    print(f"| {LINES:,} idle lines | KiB each | of the floor |\n|---|--:|--:|")
    print(f"| floor: bare Starlette socket | {bare:.1f} | 1.0 |\n| Mostrador | {ours:.1f} | {ours / bare:.1f} |")


if __name__ == "__main__":
    main()
