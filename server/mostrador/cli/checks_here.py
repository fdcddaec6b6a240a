"""What can be wrong on this machine: secrets, folders, the database and its clock."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from mostrador.cli.findings import Finding, failure, good, warning
from mostrador.cli.office import database_revision
from mostrador.errors import Misconfigured
from mostrador.gateways.backup import is_sqlite, sqlite_file
from mostrador.gateways.keyring import Keyring
from mostrador.settings import Settings
from mostrador.storage import audit, migrate, shops

SKEW = timedelta(seconds=5)
ROOM = 512 * 2**20  # bytes; below it the next backup or migration may not fit


def secrets(settings: Settings) -> Iterator[Finding]:
    if not settings.secrets.is_dir():
        yield failure("secrets", f"there is no folder {settings.secrets}", "Run `mostrador init`.")
        return
    try:
        Keyring.load(settings.secrets)
    except (Misconfigured, OSError) as problem:
        yield failure("secrets", str(problem), "Nobody but the server's own user may read them.")
        return
    open_files = [file.name for file in settings.secrets.glob("*.key") if file.stat().st_mode & 0o077]
    if open_files:
        yield failure(
            "secrets",
            f"others can read {', '.join(open_files)}",
            f"chmod 600 {settings.secrets}/*.key, and renew them.",
        )
    else:
        yield good("secrets", f"in {settings.secrets}, readable for their owner alone")


def data_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data
    if not folder.is_dir():
        yield failure("data folder", f"there is no folder {folder}", "Run `mostrador init`.")
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield failure("data folder", f"{folder} cannot be written", "Give it to the server's own user, with chown.")
        return
    exposed = [str(path) for path in _holding_people(settings) if path.exists() and path.stat().st_mode & 0o077]
    if exposed:
        yield warning(
            "data folder", f"others on this machine can read {', '.join(exposed)}", f"chmod go= {' '.join(exposed)}"
        )
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        yield warning("data folder", f"{free // 2**20} MiB are left on its disk", "Make room before it is full.")
    if not exposed and free >= ROOM:
        yield good("data folder", f"{folder}, {free // 2**30} GiB left")


def database(settings: Settings) -> Iterator[Finding]:
    try:
        revision = database_revision(settings)
    except Misconfigured as problem:
        yield failure("database", str(problem), "Is it running, and do the name and password in database_url hold?")
        return
    if revision is None:
        yield failure("database", "there is none yet", "Run `mostrador init`.")
        return
    if revision != migrate.newest():
        yield failure("database", "it is of another version", "Stop the server and run `mostrador migrate`.")
        return
    engine = migrate.engine_for(settings.database)
    try:
        with engine.connect() as connection:
            yield from _inside(connection, settings)
    finally:
        engine.dispose()


def _inside(connection: Connection, settings: Settings) -> Iterator[Finding]:
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA quick_check")).scalar_one()
        if broken != "ok":
            yield failure("database", "the file is damaged", "Restore a backup: `mostrador restore`.")
            return
    else:
        yield _clock(connection.execute(text("SELECT clock_timestamp()")).scalar_one())
    yield good("database", f"{connection.dialect.name}, of this version, {len(shops.all_ids(connection))} shop(s)")
    yield _audit(connection, settings)


def _clock(theirs: datetime) -> Finding:
    skew = abs(theirs.astimezone(UTC) - datetime.now(UTC))
    if skew > SKEW:
        return warning("clock", f"it differs from the database's by {skew.seconds} s", "Let both machines follow NTP.")
    return good("clock", "it agrees with the database's")


def _audit(connection: Connection, settings: Settings) -> Finding:
    try:
        broken = audit.first_broken(connection, Keyring.load(settings.secrets).audit)
    except (Misconfigured, OSError):
        return warning("audit log", "it cannot be checked without the secrets", "See above.")
    if broken is not None:
        return failure(
            "audit log",
            f"entry {broken} was changed, or one before it is missing",
            "Compare with a backup: somebody wrote into the database, or the secrets are of another installation.",
        )
    return good("audit log", "every entry follows the one before it")


def _holding_people(settings: Settings) -> list[Path]:
    database = [sqlite_file(settings.database)] if is_sqlite(settings.database) else []
    return [settings.data, *database, settings.data / "backups"]
