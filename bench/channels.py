"""Runs the peer: Django Channels with channels_redis, a row for each message and then a group send."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.counter import free_port, process

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / ".venv-bench"
PACKAGES = ("channels==4.3.2", "channels-redis==4.3.0", "daphne>=4.1", "uvicorn[standard]>=0.30")


@contextmanager
def serving() -> Iterator[tuple[int, int]]:
    """The peer's port and the id of its process."""
    _install()
    with tempfile.TemporaryDirectory() as folder, _redis() as redis:
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(ROOT),
            "PEER_DATABASE": str(Path(folder) / "peer.sqlite3"),
            "PEER_REDIS": f"redis://127.0.0.1:{redis}",
            "DJANGO_SETTINGS_MODULE": "bench.peer.chat_site",
        }
        python, port = str(ENVIRONMENT / "bin" / "python"), free_port()
        subprocess.run([python, "-m", "bench.peer.chat_prepare"], env=environment, check=True, capture_output=True)
        server = ["-m", "uvicorn", "bench.peer.chat_asgi:application", "--port", str(port), "--no-access-log"]
        options = ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false"]
        with process([python, *server, *options], port, "/", environment) as started:
            yield port, started.pid


@contextmanager
def _redis() -> Iterator[int]:
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if binary is None:
        raise SystemExit("Redis is not installed.")
    port = free_port()
    server = subprocess.Popen(
        [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _install() -> None:
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    known = subprocess.run([python, "-c", "import channels, channels_redis, uvicorn"], check=False, capture_output=True)
    if known.returncode:
        print("Installing the peer (Django Channels) into .venv-bench …", file=sys.stderr)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
