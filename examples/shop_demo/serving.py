"""Several sites in one process, stopped together."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

LOOPBACK = "127.0.0.1"
LOCALHOST = (LOOPBACK, "::1")  # browsers try both for the name `localhost`
WITHOUT_IPV6 = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}
LONGEST_GOODBYE = 3  # seconds that open requests have when the demo ends


Listeners = list[socket.socket]


@dataclass(frozen=True, slots=True)
class Site:
    app: Starlette
    listeners: Listeners
    farewell: Callable[[], None] = lambda: None  # called before its last requests are waited for


@asynccontextmanager
async def serving(sites: Sequence[Site]) -> AsyncIterator[None]:
    """Open the sites in order; close them in the opposite order when the block ends."""
    async with AsyncExitStack() as open_sites:
        for site in sites:
            await open_sites.enter_async_context(_serving(site))
        yield


def listen(port: int, names: Sequence[str] = (LOOPBACK,)) -> Listeners:
    """Sockets on loopback at the port, or at the next one that is free; port 0 takes any."""
    for candidate in range(port, port + 100) if port else (0,) * 10:
        opened: list[socket.socket] = []
        try:
            for name in names:
                opened += _bound(name, port_of(opened) if opened else candidate)
        except OSError as error:
            for listener in opened:
                listener.close()
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return opened
    raise OSError(errno.EADDRINUSE, f"No port from {port} to {port + 99} is free.")


def port_of(listeners: Listeners) -> int:
    return int(listeners[0].getsockname()[1])


def _bound(name: str, port: int) -> Listeners:
    listener = socket.socket(socket.AF_INET6 if ":" in name else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((name, port))
        listener.listen()  # here, so that nobody else can take the port before its server starts
    except OSError as error:
        listener.close()
        if error.errno in WITHOUT_IPV6 and name != LOOPBACK:
            return []
        raise
    return [listener]


class Server(uvicorn.Server):
    """A server that leaves Ctrl-C to the one who runs several, and says when it is open."""

    def __init__(self, config: uvicorn.Config, farewell: Callable[[], None]) -> None:
        super().__init__(config)
        self.open = asyncio.Event()
        self._farewell = farewell

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.open.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._farewell()
        await super().shutdown(sockets)


@asynccontextmanager
async def _serving(site: Site) -> AsyncIterator[None]:
    server = Server(
        uvicorn.Config(
            site.app,
            lifespan="on",  # by itself uvicorn takes one that fails for none
            access_log=False,
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=LONGEST_GOODBYE,
        ),
        site.farewell,
    )
    task = asyncio.create_task(server.serve(sockets=site.listeners))
    opening = asyncio.create_task(server.open.wait())
    await asyncio.wait({task, opening}, return_when=asyncio.FIRST_COMPLETED)
    opening.cancel()
    if task.done() or server.should_exit:
        await task
        raise RuntimeError("A site of the demo did not open; what it said stands above.")
    try:
        yield
    finally:
        server.should_exit = True
        await task
