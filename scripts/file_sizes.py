"""Fail when a file has outgrown one concept: more than 300 lines, unless it is listed here with its reason."""

import subprocess
import sys
from pathlib import Path

LONGEST = 300  # lines
KINDS = ("*.py", "*.js", "*.css", "*.html")
EXEMPT = {"vendor", "versions"}  # other people's files, and migrations, which are never changed again
ALLOWED: dict[str, str] = {
    "server/mostrador/storage/schema.py": "the whole data model on one page",
}


def main() -> int:
    # Files that are not committed yet count too, so that nobody is surprised later.
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *KINDS]
    names = subprocess.run(listing, check=True, capture_output=True, text=True).stdout.split("\n")  # noqa: S603
    long = [
        (name, lines)
        for name in sorted(filter(None, names))
        if EXEMPT.isdisjoint(Path(name).parts) and name not in ALLOWED and (lines := _lines(Path(name))) > LONGEST
    ]
    for name, lines in long:
        print(f"{name}: {lines} lines; look for the second concept in it (at most {LONGEST}).")  # noqa: T201
    return 1 if long else 0


def _lines(path: Path) -> int:
    return len(path.read_bytes().splitlines()) if path.exists() else 0


if __name__ == "__main__":
    sys.exit(main())
