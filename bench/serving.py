"""Serves an installation as `mostrador serve` does, with a clock that is moved through a file."""

import os
from pathlib import Path

import msgspec
import uvicorn

from mostrador.app import create_app
from mostrador.clock import FileClock
from mostrador.settings import Settings

settings = msgspec.json.decode(os.environ["BENCH_SETTINGS"], type=Settings)
clock = FileClock(Path(os.environ["BENCH_CLOCK"]))
uvicorn.run(
    create_app(settings, clock=clock),
    port=settings.port,
    access_log=False,
    log_config=None,
    log_level="warning",
    proxy_headers=False,
    ws="websockets-sansio",
)
