"""A wire between a client and the server that goes dead in one direction, while both TCP connections stay open."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

Way = Literal["to the client", "to the server"]
CHUNK = 65_536  # bytes


@dataclass(eq=False)
class Line:
    """Two connections, one to either side, and the ways that are dead between them."""

    dead: set[Way]
    ends: list[asyncio.StreamWriter] = field(default_factory=list)


class Wire:
    """
    Carries bytes between its own port and that of the server it `leads_to`, on a loop and a thread of its own.

    A way that is dead takes in what is sent and carries neither that nor the sender's goodbye: `swallowed` has it. Both
    sides believe that the other is there and has nothing to say.
    """

    def __init__(self) -> None:
        self.port = self.leads_to = 0
        self.swallowed: dict[Way, bytes] = {"to the client": b"", "to the server": b""}
        self._dead: set[Way] = set()
        self._lines: set[Line] = set()
        self._carrying: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wire")

    @contextmanager
    def open(self) -> Iterator["Wire"]:
        self._thread.start()
        listening = self._run(self._listen())
        try:
            yield self
        finally:
            self._run(self._close(listening))
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def cuts(self, way: Way) -> None:
        """From here on nothing goes this way, on the lines that are open and on those that are dialled."""
        self._run(self._cut(way))

    def heals(self) -> None:
        """New lines are whole again. One that was cut stays so: a stream with a gap is none."""
        self._dead = set()

    @property
    def lines(self) -> int:
        """How many are open, on at least one side."""
        return len(self._lines)

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self) -> asyncio.Server:
        listening = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = listening.sockets[0].getsockname()[1]
        return listening

    async def _cut(self, way: Way) -> None:
        self._dead = {way}
        for line in self._lines:
            line.dead.add(way)

    async def _close(self, listening: asyncio.Server) -> None:
        listening.close()
        for each in self._carrying:
            each.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)
        await listening.wait_closed()

    def _take(self, hears: asyncio.StreamReader, says: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._carry(hears, says))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)

    async def _carry(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        line = Line(set(self._dead), [to_client])
        self._lines.add(line)
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.leads_to)
            line.ends.append(to_server)
            await asyncio.gather(
                self._pump(line, "to the server", from_client, to_server),
                self._pump(line, "to the client", from_server, to_client),
            )
        finally:
            self._lines.discard(line)
            for end in line.ends:
                end.close()

    async def _pump(self, line: Line, way: Way, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await source.read(CHUNK):
                if way in line.dead:
                    self.swallowed[way] += data
                else:
                    target.write(data)
                    await target.drain()
        if way not in line.dead and not target.is_closing():
            with suppress(OSError):
                target.write_eof()
