"""Fail when a file has outgrown one concept: more than 300 lines, unless it is listed here with its reason."""

import sys
from collections.abc import Iterator
from pathlib import Path

LONGEST = 300  # lines
FOLDERS = ("server", "sdk", "widget/src", "examples", "bench", "tests", "scripts")
KINDS = {".py", ".js", ".css", ".html"}
EXEMPT = {"vendor", "versions"}  # other people's files, and migrations, which are never changed again
ALLOWED: dict[str, str] = {
    "server/mostrador/storage/schema.py": "the whole data model on one page",
}


def main() -> int:
    long = [(file, lines) for file in sorted(_files()) if (lines := len(file.read_bytes().splitlines())) > LONGEST]
    for file, lines in long:
        print(f"{file}: {lines} lines; look for the second concept in it (at most {LONGEST}).")  # noqa: T201
    return 1 if long else 0


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        for file in Path(folder).rglob("*"):
            if file.suffix in KINDS and EXEMPT.isdisjoint(file.parts) and file.as_posix() not in ALLOWED:
                yield file


if __name__ == "__main__":
    sys.exit(main())
