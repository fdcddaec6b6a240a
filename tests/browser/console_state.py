"""One state of the console: a template, what it is handed, and the status it is answered with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class State:
    template: str
    context: dict[str, Any]
    status: int = 200
    live: Callable[[datetime], list[dict[str, Any]]] | None = None  # what comes over the line, at a browser's time
