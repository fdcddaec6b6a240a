"""`mostrador serve`: the server, with its database in shape and its socket open before it says so."""

import asyncio
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

import click
import uvicorn
from starlette.applications import Starlette

from mostrador.app import create_app
from mostrador.cli.databases import bring_up_to_date
from mostrador.cli.office import database_revision, settings_of
from mostrador.desk import Desk
from mostrador.errors import Misconfigured
from mostrador.gateways.backup import is_sqlite
from mostrador.gateways.keyring import Keyring
from mostrador.settings import Settings
from mostrador.storage import migrate
from mostrador.web import logs
from mostrador.web.live_wire import LONGEST_FRAME

GRACE = 30  # seconds for requests that were accepted; longer than any long poll
FAREWELL = 5  # seconds for saying goodbye on every live line
BACKLOG = 2048


class Server(uvicorn.Server):
    """uvicorn's, but who only waits for news is answered at once when the server stops, not at the end of the wait."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        desk: Desk | None = self._app.state.desk
        if desk is not None:
            desk.hub.close()
            await _lines_have_left(desk)
        await super().shutdown(sockets)

    @property
    def _app(self) -> Starlette:
        assert isinstance(self.config.app, Starlette)  # noqa: S101 - `configuration` makes it
        return self.config.app


async def _lines_have_left(desk: Desk) -> None:
    """Let each line say when to come back, before uvicorn cuts it off without a word."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL):
            while desk.connections.open:
                await asyncio.sleep(0.02)


@click.command()
@click.pass_context
def serve(context: click.Context) -> None:
    """
    Run the server until it is told to stop.

    What it has accepted is answered first.
    """
    settings = settings_of(context)
    logs.configure(settings.log_level)
    prepare(settings)
    listening = listen(settings)
    click.echo(f"Mostrador is at {settings.public_url} (listening on {_described(listening)}).", err=True)
    run(create_app(settings), listening)


def run(app: Starlette, listening: socket.socket) -> None:
    """Serve an app of ours until the process is told to stop, which is its good end. Raises `Misconfigured`."""
    for told in (signal.SIGTERM, signal.SIGINT):  # uvicorn sends itself again what stopped it, once it has stopped
        signal.signal(told, lambda *_: sys.exit(0))
    raise_open_files()
    server = Server(configuration(app))
    server.run(sockets=[listening])
    if not server.started:
        raise Misconfigured("The server did not start; the log above says why.")


def raise_open_files() -> None:
    """Take as many open files as we may have: each live line is one, and the usual 1,024 would be gone soon."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def configuration(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_per_message_deflate=False,  # 25 KiB for each idle line instead of 59
        ws_max_size=2 * LONGEST_FRAME,  # past the limit that lines know of, so that they can say so
        access_log=False,  # our own journal writes routes, never paths
        log_config=None,
        proxy_headers=False,  # we judge forwarded addresses ourselves, by `trusted_proxies`
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE,
    )


def listen(settings: Settings) -> socket.socket:
    """Open what the settings say. Raises `Misconfigured` when it cannot be had."""
    try:
        return _unix(Path(settings.unix_socket)) if settings.unix_socket else _tcp(settings.host, settings.port)
    except OSError as problem:
        place = settings.unix_socket or f"{settings.host}:{settings.port}"
        raise Misconfigured(f"The server cannot listen on {place}: {problem.strerror or problem}.") from None


def prepare(settings: Settings) -> None:
    """Bring an SQLite database to today's shape. Raises `Misconfigured` where a person has to do it."""
    revision = database_revision(settings)
    if revision is None:
        raise Misconfigured("There is no database yet: run `mostrador init` first.")
    Keyring.load_again(settings.secrets)
    if revision == migrate.newest():
        return
    if not is_sqlite(settings.database):
        raise Misconfigured("The database is of another version: stop every server, then run `mostrador migrate`.")
    bring_up_to_date(settings)


def _tcp(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


def _unix(path: Path) -> socket.socket:
    """A socket for a proxy of the same group: nobody else on the machine may speak in its name."""
    if path.exists() and not path.is_socket():
        raise Misconfigured(f"{path} is there, and is no socket; set unix_socket to a name of its own.")
    path.unlink(missing_ok=True)
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        opened.bind(str(path))
        os.chmod(path, 0o660)
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


def _described(listening: socket.socket) -> str:
    name = listening.getsockname()
    return str(name) if isinstance(name, str) else f"{name[0]}:{name[1]}"
