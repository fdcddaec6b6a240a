"""`mostrador backup` and `mostrador restore`."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from alembic.util import CommandError
from sqlalchemy.exc import DatabaseError

from mostrador.actions import erasure
from mostrador.actions.restoring import begin_anew
from mostrador.cli.office import database_revision, opened, settings_of
from mostrador.domain.speaker import system
from mostrador.errors import Misconfigured
from mostrador.gateways import backup as copies
from mostrador.gateways import occupancy, secrets_file
from mostrador.gateways import restore as restoring
from mostrador.gateways.keyring import Keyring
from mostrador.settings import Settings
from mostrador.storage import migrate

A_FOLDER = click.Path(file_okay=False, path_type=Path)
A_FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


@click.command()
@click.option(
    "--to", type=click.Path(file_okay=False, path_type=Path), help="The folder; `backups` in the data folder."
)
@click.option("--secrets", is_flag=True, help="Write the secrets instead, into a file of their own.")
@click.pass_context
def backup(context: click.Context, to: Path | None, secrets: bool) -> None:
    """
    Save the database, while the server runs.

    The secrets are left out. `--secrets` writes those into a file of their own: keep it somewhere else than the
    database's backups. Whoever has both has everything.
    """
    settings = settings_of(context)
    if secrets:
        Keyring.load(settings.secrets)
        target = (to or Path()) / f"mostrador-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-secrets.json"
        secrets_file.save(settings.secrets, target)
    else:
        if database_revision(settings) is None:
            raise Misconfigured("There is no database yet: run `mostrador init` first.")
        target = copies.save(settings.database, to or settings.data / "backups", label="backup")
    click.echo(target)


@click.command()
@click.argument("file", type=A_FILE)
@click.option("--secrets", type=A_FILE, help="The file that `backup --secrets` wrote, where the secrets were lost too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def restore(context: click.Context, file: Path, secrets: Path | None, yes: bool) -> None:
    """
    Put the database back as it was in a backup.

    Stop the server first. Everybody is logged out, links in mails and open forms end, and clients load anew. API keys
    and agents are as they were that day.
    """
    settings = settings_of(context)
    if not yes:
        click.confirm(f"Replace the database by {file}? What is in it now is kept beside it.", abort=True)
    with occupancy.alone(settings.data):
        if secrets:
            secrets_file.load(secrets, settings.secrets)
        Keyring.load(settings.secrets)
        if copies.is_sqlite(settings.database):
            _restore_sqlite(settings, file)
        else:
            _restore_postgresql(settings, file)
        secrets_file.forget_what_signed(settings.secrets)
        Keyring.load(settings.secrets)
    click.echo("The database is as it was. Sessions, links and open forms have ended.")
    click.echo("API keys, agents and mail that was waiting are as they were that day: look at")
    click.echo("`mostrador agent list` and `mostrador shop show` before you start the server.")


def _restore_sqlite(settings: Settings, file: Path) -> None:
    restoring.free_space_for(file, settings.data)
    unpacked = restoring.unpack_sqlite(file, settings.data)
    beside = msgspec.structs.replace(settings, database_url=f"sqlite:///{unpacked}")
    try:
        _make_current(beside)
    except (DatabaseError, CommandError) as problem:
        restoring.forget(unpacked)
        raise Misconfigured(
            f"{file} is damaged, or of a newer version of Mostrador ({type(problem).__name__}); nothing was changed."
        ) from None
    kept = settings.data / "backups" / f"mostrador-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-before-restore.sqlite3"
    restoring.swap_sqlite(unpacked, settings.database, kept)


def _restore_postgresql(settings: Settings, file: Path) -> None:
    if database_revision(settings) is not None:
        kept = copies.save(settings.database, settings.data / "backups", label="before-restore")
        click.echo(f"What was there is in {kept}.", err=True)
    restoring.load_postgresql(file, settings.database)
    _make_current(settings)


def _make_current(settings: Settings) -> None:
    """Bring it to today's shape, then revoke what it would bring back."""
    engine = migrate.engine_for(settings.database)
    try:
        migrate.migrate(engine)
    finally:
        engine.dispose()

    async def run() -> None:
        async with opened(settings) as desk:
            await begin_anew(desk, system(""))
            if count := await erasure.replay(desk):
                click.echo(f"Forgotten again, as the journal of erasures says: {count}.")

    asyncio.run(run())
