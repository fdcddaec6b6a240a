"""A throw-away Redis server on a free port."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NotThere

from services.ports import free_port
from services.processes import ServiceMissing, running


@contextmanager
def redis_server() -> Iterator[str]:
    """Run a Redis server of our own until the block ends, and say its URL."""
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if not binary:
        raise ServiceMissing("redis-server is not installed: run `make test`, which installs it.")
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    with tempfile.TemporaryDirectory(prefix="mostrador-redis-") as folder:
        command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]
        command += ["--save", "", "--appendonly", "no", "--databases", "1"]
        with running(command, log=Path(folder, "log"), answers=lambda: _answers(url)):
            yield url


def empty(url: str) -> None:
    with Redis.from_url(url) as client:
        client.flushall()


def _answers(url: str) -> bool:
    try:
        with Redis.from_url(url) as client:
            return bool(client.ping())
    except NotThere:
        return False
