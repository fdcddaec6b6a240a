"""What `mostrador doctor` found, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["good", "warning", "failure"]


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    about: str
    what: str
    remedy: str = ""


def good(about: str, what: str) -> Finding:
    return Finding("good", about, what)


def warning(about: str, what: str, remedy: str) -> Finding:
    return Finding("warning", about, what, remedy)


def failure(about: str, what: str, remedy: str) -> Finding:
    return Finding("failure", about, what, remedy)
