"""`mostrador migrate`, and what `init` and `serve` do about the database's shape by themselves."""

import click

from mostrador.cli.office import database_revision, settings_of
from mostrador.errors import Misconfigured
from mostrador.gateways import backup
from mostrador.gateways.backup import is_sqlite, sqlite_file
from mostrador.gateways.keyring import Keyring
from mostrador.settings import Settings
from mostrador.storage import migrate as migrations


@click.command()
@click.pass_context
def migrate(context: click.Context) -> None:
    """Bring the database to the shape of this version, after a backup of it."""
    settings = settings_of(context)
    if database_revision(settings) == migrations.newest():
        click.echo("The database is of this version already.")
        return
    bring_up_to_date(settings)
    click.echo("The database is of this version now.")


def bring_up_to_date(settings: Settings) -> None:
    """Make the database or change its shape, after a backup where there is something to lose."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    Keyring.load(settings.secrets)
    before = database_revision(settings)
    if is_sqlite(settings.database) and not (folder := sqlite_file(settings.database).parent).is_dir():
        raise Misconfigured(f"There is no folder {folder} for the database; make it, or change database_url.")
    if before == migrations.newest():
        return
    if before is not None:
        kept = backup.save(settings.database, settings.data / "backups", label=f"before-{migrations.newest()}")
        click.echo(f"The database was saved to {kept} before its shape is changed.", err=True)
    engine = migrations.engine_for(settings.database)
    try:
        migrations.migrate(engine)
    finally:
        engine.dispose()
