"""Copies of the database that can be taken while it is in use, and put back."""

import os
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from mostrador.errors import Misconfigured

STEP = 1024  # pages; a busy server writes between two steps


def save(database: str, folder: Path, *, label: str, at: datetime | None = None) -> Path:
    """Write a copy of the database into the folder, readable for its owner alone, and return the file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    moment = (at or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    ending = "sqlite3" if is_sqlite(database) else "dump"
    target = _free(folder, f"mostrador-{moment}-{label}", ending)
    unfinished = target.with_suffix(".unfinished")
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if is_sqlite(database):
            copy_sqlite(sqlite_file(database), unfinished)
        else:
            _dump(database, unfinished)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def is_sqlite(database: str) -> bool:
    return database.startswith("sqlite")


def sqlite_file(database: str) -> Path:
    return Path(database.removeprefix("sqlite:///"))


def copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own online backup: what it copies is one moment of the database, whoever writes meanwhile."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        reading.backup(writing, pages=STEP)
        writing.execute("PRAGMA journal_mode=DELETE")  # the copy is one file
        if writing.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Misconfigured(f"{source} is damaged: SQLite's integrity_check does not pass on a copy of it.")
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _dump(database: str, target: Path) -> None:
    run_postgresql(database, ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])


def run_postgresql(database: str, command: list[str]) -> None:
    """Run one of PostgreSQL's own programs; what it connects with stands in no argument that others could see."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, and arguments of our own
            command, env={**os.environ, **_connection(database)}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Misconfigured(f"{command[0]} is not installed; it comes with PostgreSQL's client programs.") from None
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise Misconfigured(f"{command[0]} failed: {reason}")


def _connection(database: str) -> dict[str, str]:
    url = make_url(database)
    given = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": url.query.get("sslmode"),
    }
    return {name: str(value) for name, value in given.items() if value}


def _free(folder: Path, stem: str, ending: str) -> Path:
    target, number = folder / f"{stem}.{ending}", 2
    while target.exists():
        target, number = folder / f"{stem}-{number}.{ending}", number + 1
    return target
