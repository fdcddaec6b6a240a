"""Serves an installation as `mostrador serve` does, with a clock that runs ahead by so many seconds."""

import os
from datetime import datetime, timedelta

import msgspec
import uvicorn

from mostrador.app import create_app
from mostrador.clock import SystemClock
from mostrador.settings import Settings
from mostrador.web import logs


class AheadClock(SystemClock):
    def __init__(self, seconds: float) -> None:
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return super().now() + self._ahead


settings = msgspec.json.decode(os.environ["BENCH_SETTINGS"], type=Settings)
logs.configure(settings.log_level)
clock = AheadClock(float(os.environ["BENCH_AHEAD"]))
uvicorn.run(
    create_app(settings, clock=clock),
    port=settings.port,
    access_log=False,
    log_config=None,
    proxy_headers=False,
    ws="websockets-sansio",
)
