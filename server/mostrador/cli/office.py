"""What every command needs: the settings and an open desk."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import click

from mostrador.clock import SystemClock
from mostrador.desk import Desk, open_desk
from mostrador.errors import Misconfigured, NotFound
from mostrador.settings import Settings
from mostrador.storage import migrate, shops

T = TypeVar("T")


def settings_of(context: click.Context) -> Settings:
    config: str | None = context.find_root().obj
    return Settings.load(Path(config) if config else None)


def with_desk(settings: Settings, work: Callable[[Desk], Awaitable[T]]) -> T:
    """Do something at an open desk. Raises `Misconfigured` when the database is not of this version."""
    _require_database(settings)

    async def run() -> T:
        async with opened(settings) as desk:
            return await work(desk)

    return asyncio.run(run())


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Desk]:
    desk = open_desk(settings, SystemClock())
    try:
        yield desk
    finally:
        await desk.close()


async def the_shop(desk: Desk, wanted: str | None) -> str:
    """The shop that is meant: the one that is named, or the only one there is. Raises `NotFound`."""
    known = await desk.db.read(shops.all_ids)
    if wanted is None and len(known) == 1:
        return known[0]
    if wanted is None:
        raise NotFound("There are several shops: say which one with --shop. `mostrador shop list` shows them.")
    if wanted not in known:
        raise NotFound(f"There is no shop {wanted}. `mostrador shop list` shows them.")
    return wanted


def _require_database(settings: Settings) -> None:
    revision = database_revision(settings)
    if revision is None:
        raise Misconfigured("There is no database yet: run `mostrador init` first.")
    if revision != migrate.newest():
        raise Misconfigured("The database is not of this version: run `mostrador migrate`.")


def database_revision(settings: Settings) -> str | None:
    """The database's revision, None for one that is not there. Looking does not make an SQLite file."""
    if settings.database.startswith("sqlite") and not Path(settings.database.removeprefix("sqlite:///")).exists():
        return None
    engine = migrate.engine_for(settings.database)
    try:
        revision = migrate.revision(engine)
    except Exception as problem:  # whatever the driver says, the sentence is the same
        raise Misconfigured(f"The database does not answer ({type(problem).__name__}); check database_url.") from None
    finally:
        engine.dispose()
    if revision is not None and not migrate.knows(revision):
        raise Misconfigured("The database is of a newer Mostrador than this one: install that version again.")
    return revision
