"""Bring a database to the shape that this version of the code expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from mostrador.errors import Misconfigured
from mostrador.storage import postgres, sqlite

FOLDER = Path(__file__).parent / "migrations"


def engine_for(url: str) -> Engine:
    return sqlite.engine(url) if url.startswith("sqlite") else postgres.engine(url)


def revision(engine: Engine) -> str | None:
    """The database's revision; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    head = ScriptDirectory(str(FOLDER)).get_current_head()
    assert head is not None  # noqa: S101 - the first migration is always there
    return head


def knows(revision: str) -> bool:
    """Whether this version of the code has ever heard of it; a newer one's it has not."""
    return any(each.revision == revision for each in ScriptDirectory(str(FOLDER)).walk_revisions())


def is_current(engine: Engine) -> bool:
    return revision(engine) == newest()


def migrate(engine: Engine) -> None:
    """
    Run what is missing, in one transaction.

    On SQLite foreign keys are off meanwhile (rebuilding a table would delete its children by
    cascade) and are checked before the commit. Raises `Misconfigured` when they do not hold.
    """
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.connect() as connection:
        on_sqlite = engine.dialect.name == "sqlite"
        if on_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=off")
            connection.commit()
        with connection.begin():
            if on_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if on_sqlite:
                _check_foreign_keys(connection)
        if on_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=on")
            connection.commit()


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise Misconfigured(f"The migration would leave rows in {tables} that point nowhere; nothing was changed.")
