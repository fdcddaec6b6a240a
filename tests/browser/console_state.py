"""One state of the console: a template, what it is handed, and the status it is answered with."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class State:
    template: str
    context: dict[str, Any]
    status: int = 200
