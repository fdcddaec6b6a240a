"""The command line as people use it: a process of its own, in a folder of its own."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from mostrador.settings import Settings
from services.ports import free_port

PATIENCE = 180  # seconds; on two loaded cores a Python process may need many of them to start
SCRIPT = re.compile(r'<script src="(\S+)/widget\.js\?shop=(shop_\w+)" async></script>')


@dataclass
class Installation:
    """Where Mostrador is installed: a folder and what its environment says."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    like: tuple[Path, dict[str, Any]] | None = None  # one that was set up before, and what its `init` printed

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        return self.folder / "mostrador-data"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOSTRADOR_")}
        ours = {"public_url": self.url, "port": str(self.port), **self.settings}
        return {**kept, **{f"MOSTRADOR_{name.upper()}": value for name, value in ours.items()}}

    def as_settings(self) -> Settings:
        """What the processes read, for a look into their database."""
        return Settings(data_folder=str(self.data), **self.settings)  # type: ignore[arg-type]

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "mostrador", *words]

    def runs(self, *words: str, fails: int = 0, typed: str = "") -> str:
        """Run a command, expect how it ends, and return what it printed; for a failure, what it complained of."""
        done = subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == fails, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done.stderr + done.stdout if fails else done.stdout

    def begins(self, *more: str) -> dict[str, Any]:
        """`mostrador init`, as a program reads it; a copy of what it made before, where that will do."""
        if self.like and not self.data.exists():
            shutil.copytree(self.like[0], self.data)
            return self.like[1]
        shop = ("--shop", "Loza", "--origin", "https://loza.example", "--email", "lola@loza.example", "--name", "Lola")
        said: dict[str, Any] = json.loads(self.runs("init", *shop, "--json", *more))
        return said

    @contextmanager
    def serves(self, *, stops: bool = True) -> Iterator[subprocess.Popen[str]]:
        """`mostrador serve`, until the block ends; then it is told to stop, and does."""
        process = subprocess.Popen(
            self.command("serve"),
            cwd=self.folder,
            env=self.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            self._wait(process)
            yield process
            if stops:
                process.send_signal(signal.SIGTERM)
                assert process.wait(PATIENCE) == 0
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()

    def _wait(self, process: subprocess.Popen[str]) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise AssertionError(f"serve ended with {process.returncode}.")
            try:
                if httpx.get(f"{self.url}/readyz", trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)  # nobody tells a client that a port is open; asking again is the only way
        raise AssertionError("serve never answered")
