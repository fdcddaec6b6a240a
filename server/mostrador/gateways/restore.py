"""Put a backup back: checked first, swapped in whole, what was there before kept beside it."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from mostrador.errors import Misconfigured
from mostrador.gateways.backup import copy_sqlite, run_postgresql, sqlite_file

UNFINISHED = "restoring.sqlite3"


def unpack_sqlite(backup: Path, data: Path) -> Path:
    """Copy a backup to a file beside the database, where it can be looked at and brought up to date."""
    target = data / UNFINISHED
    forget(target)
    try:
        with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as given:
            given.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as problem:
        raise Misconfigured(f"{backup} is no backup of Mostrador's database ({problem}).") from None
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    copy_sqlite(backup, target)
    return target


def swap_sqlite(unpacked: Path, database: str, kept: Path) -> None:
    """Put the unpacked file in the database's place; what stood there moves to `kept`."""
    with closing(sqlite3.connect(unpacked)) as ready:
        ready.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ready.execute("PRAGMA journal_mode=DELETE")
    target = sqlite_file(database)
    if target.exists():
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        copy_sqlite(target, kept)
    for ending in ("-wal", "-shm"):  # of the old file; beside the new one they would be taken for its own
        target.with_name(target.name + ending).unlink(missing_ok=True)
    os.replace(unpacked, target)
    forget(unpacked)


def load_postgresql(backup: Path, database: str) -> None:
    """Replace the database's content by the backup's, all of it or nothing."""
    if backup.read_bytes()[:5] != b"PGDMP":
        raise Misconfigured(f"{backup} is no backup of a PostgreSQL database; its first bytes are not pg_dump's.")
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    run_postgresql(database, ["pg_restore", *options, *_into(database), str(backup)])


def _into(database: str) -> list[str]:
    """pg_restore connects only where it is told a database; the rest comes from the environment."""
    return [f"--dbname={database.rsplit('/', 1)[1].partition('?')[0]}"]


def forget(file: Path) -> None:
    """Remove an unpacked file, and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def free_space_for(backup: Path, folder: Path) -> None:
    """Raises `Misconfigured` where the copy would not fit."""
    needed = backup.stat().st_size * 2
    if shutil.disk_usage(folder).free < needed:
        raise Misconfigured(f"There is not room enough in {folder}: {needed // 2**20} MiB are needed.")
