"""Runs the floor of the live wire: a bare Starlette socket under the same uvicorn, with the same options."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.counter import free_port, process


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """The floor's port and the id of its process."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = {**os.environ, "FLOOR_DATABASE": str(Path(folder) / "floor.sqlite3")}
        server = ["-m", "uvicorn", "bench.floor_live:app", "--ws", "websockets-sansio", "--no-access-log"]
        options = ["--port", str(port), "--ws-per-message-deflate", "false"]
        with process([sys.executable, *server, *options], port, "/", environment) as started:
            yield port, started.pid
