"""A throw-away PostgreSQL server on a free port, and empty databases in it."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from services.ports import free_port
from services.processes import ServiceFailed, ServiceMissing, as_user, running, unprivileged_user

# Nothing here outlives the run, so nothing has to survive a power cut.
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A running server, which makes databases."""

    port: int
    numbers: Iterator[int]

    def url(self, database: str) -> str:
        return f"postgresql://mostrador@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a new database, empty or a copy of `template`; gone when the block ends."""
        name = f"test_{next(self.numbers)}"
        self._run("create database {} template {}", name, template)
        try:
            yield self.url(name)
        finally:
            self._run("drop database {} with (force)", name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def postgresql_server() -> Iterator[PostgreSQL]:
    """Run a PostgreSQL server of our own until the block ends."""
    user = unprivileged_user()
    initdb, postgres = _binary("initdb"), _binary("postgres")
    with tempfile.TemporaryDirectory(prefix="mostrador-postgresql-") as folder:
        data = Path(folder, "data")
        if user:
            shutil.chown(folder, user)
        _initialise(initdb, data, user)
        server = PostgreSQL(free_port(), count(1))
        settings = [f"port={server.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *THROW_AWAY]
        command = [postgres, "-D", str(data), *(part for setting in settings for part in ("-c", setting))]
        with running(command, log=Path(folder, "log"), answers=lambda: _answers(server), user=user):
            yield server


def _initialise(initdb: str, data: Path, user: str | None) -> None:
    command = [initdb, "-D", str(data), "-U", "mostrador", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    done = subprocess.run([*as_user(user), *command], capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise ServiceFailed(f"initdb failed:\n{done.stdout}{done.stderr}")


def _binary(name: str) -> str:
    """The newest of the installed versions; Debian keeps them out of the path."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    found = str(installed[-1]) if installed else shutil.which(name)
    if not found:
        raise ServiceMissing(f"PostgreSQL's {name} is not installed: run `make test`, which installs it.")
    return found


def _answers(server: PostgreSQL) -> bool:
    try:
        with psycopg.connect(server.url("postgres"), connect_timeout=1):
            return True
    except psycopg.OperationalError:
        return False
