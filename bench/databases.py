"""A PostgreSQL server for the run, with its own defaults: what is answered is on disk."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.counter import free_port

STARTS_WITHIN = 30.0  # seconds


@contextmanager
def database() -> Iterator[str]:
    """The URL of an empty database, gone afterwards."""
    binaries = _binaries()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        as_nobody = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if _is_root() else []
        if as_nobody:
            shutil.chown(folder, "postgres", "postgres")
        port = free_port()
        subprocess.run(
            [*as_nobody, binaries / "initdb", "-D", data, "-U", "bench", "--auth=trust", "-E", "UTF8", "--locale=C"],
            check=True,
            capture_output=True,
        )
        server = subprocess.Popen(
            [*as_nobody, binaries / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            url = f"postgresql://bench@127.0.0.1:{port}/postgres"
            _wait(url)
            yield url
        finally:
            server.terminate()
            server.wait(30)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    path = found[-1] if found else shutil.which("initdb")
    if path is None:
        raise SystemExit("PostgreSQL is not installed.")
    return Path(path).parent


def _is_root() -> bool:
    return os.geteuid() == 0


def _wait(url: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
