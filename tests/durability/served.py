"""Serves as `mostrador serve` does, on a clock that is moved through the file that is named."""

import sys
from pathlib import Path

from mostrador.app import create_app
from mostrador.cli import serving
from mostrador.clock import FileClock
from mostrador.settings import Settings
from mostrador.web import logs


def main(clock: Path) -> None:
    settings = Settings.load()
    logs.configure(settings.log_level)
    serving.run(create_app(settings, clock=FileClock(clock)), serving.listen(settings))


main(Path(sys.argv[1]))
