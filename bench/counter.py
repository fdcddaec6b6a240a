"""An installation to be measured: a shop, a server process, and what the bench must know of its secrets."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import msgspec
from sqlalchemy import Connection

from mostrador.clock import SystemClock
from mostrador.desk import Desk, open_desk
from mostrador.domain.shop import Department, Limits, Profile, Topic
from mostrador.settings import Settings
from mostrador.storage import shops
from mostrador.storage.migrate import engine_for, migrate

STARTS_WITHIN = 30.0  # seconds


class Installation:
    """One shop whose hourly limits are those of a very busy one; every other defence stands as it comes."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.port = free_port()
        self.settings = Settings(
            public_url=f"http://127.0.0.1:{self.port}",
            port=self.port,
            data_folder=str(folder / "data"),
            database_url=database_url,
            trusted_proxies=["127.0.0.1/32"],
        )
        self.settings.data.mkdir(parents=True, exist_ok=True)
        self.clock = SystemClock()
        self.ahead = 0.0  # seconds that the server's clock runs before ours
        self.shop = ""
        self.topic = ""
        engine = engine_for(self.settings.database)
        migrate(engine)
        engine.dispose()

    async def desk(self) -> Desk:
        """The desk beside the server's, to be closed by whoever opened it."""
        return open_desk(self.settings, self.clock)

    async def open_shop(self, desk: Desk) -> None:
        self.shop, department = desk.new("shop"), Department(desk.new("dep"), "Atención")
        topic = Topic(desk.new("top"), {"es": "Pedidos"}, department.id, asks_order=True)
        self.topic = topic.id
        profile = Profile(limits=Limits(shop=1_000_000))

        def work(tx: Connection) -> None:
            shops.add(tx, self.shop, "Loza", profile, at=self.clock.now())
            shops.add_department(tx, self.shop, department)
            shops.add_topic(tx, self.shop, topic, 0)
            shops.set_origins(tx, self.shop, ["https://www.loza.example"])

        await desk.db.write(work)

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """The server in a process of its own, with a clock that runs ahead."""
        settings = msgspec.json.encode(self.settings).decode()
        environment = {**os.environ, "BENCH_SETTINGS": settings, "BENCH_AHEAD": str(self.ahead)}
        with process([sys.executable, "-m", "bench.serving"], self.port, "/healthz", environment) as server:
            yield server


@contextmanager
def process(command: list[str], port: int, path: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers on its port, and is gone afterwards."""
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(server, f"http://127.0.0.1:{port}{path}")
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def cpu_seconds(pid: int) -> float:
    """What a process has used of the processors so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit(f"The server at {url} ended with {server.returncode} before it answered.")
        try:
            with urlopen(url, timeout=2):
                return
        except OSError as problem:
            if getattr(problem, "code", None):  # it answered, if only to say no
                return
            time.sleep(0.05)
    raise SystemExit(f"The server at {url} did not answer within {STARTS_WITHIN:.0f} seconds.")
