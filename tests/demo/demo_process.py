"""The demo as people start it: a process of its own."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Said:
    """What the demo prints when it is open."""

    text: str

    @property
    def shop(self) -> str:
        return self._address("The shop")

    @property
    def help(self) -> str:
        return self._address("The agents' console")

    @property
    def mail(self) -> str:
        return self._address("The mail that was sent")

    def login(self, name: str) -> tuple[str, str]:
        found = re.search(rf"{name} \(\w+\)\s+(\S+)\s+(\S+)", self.text)
        return found[1], found[2]

    def _address(self, title: str) -> str:
        return re.search(rf"{title}\s+(http://\S+?:\d+)", self.text)[1]


@contextmanager
def demo(folder: Path) -> Iterator[Said]:
    """Start the demo, give what it prints, and press Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "-m", "examples.shop_demo", "--folder", str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        text = ""
        for line in process.stdout:
            text += line
            if "Ctrl-C" in line:
                break
        else:
            raise AssertionError(f"The demo did not open; it said: {text}")
        yield Said(text)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
