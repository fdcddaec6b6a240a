"""`mostrador shop`: the shops of this installation."""

import click
from sqlalchemy import Connection

from mostrador.actions.shops import create_shop
from mostrador.cli.office import settings_of, with_desk
from mostrador.cli.setup import script_tag
from mostrador.domain import speaker
from mostrador.storage import shops


@click.group()
def shop() -> None:
    """Shops: add, list, show, rotate a key."""


@shop.command()
@click.argument("name")
@click.option("--origin", "origins", multiple=True, help="Where its pages are: https://shop.example. May be repeated.")
@click.pass_context
def add(context: click.Context, name: str, origins: tuple[str, ...]) -> None:
    """Open another shop. Prints its secrets, once."""
    settings = settings_of(context)
    made = with_desk(settings, lambda desk: create_shop(desk, speaker.system(""), name, origins))
    click.echo(script_tag(settings, made.id))
    click.echo(f"shop              {made.id}")
    click.echo(f"API key           {made.api_key}")
    click.echo(f"identity secret   {made.identity_secret}")
    click.echo(f"identity key id   {made.identity_key_id}")
    click.echo("The key and the secret are shown once.")


@shop.command("list")
@click.pass_context
def list_shops(context: click.Context) -> None:
    """Show every shop's id, name and origins."""
    settings = settings_of(context)

    def work(tx: Connection) -> list[str]:
        found = [shop for each in shops.all_ids(tx) if (shop := shops.find(tx, each))]
        return [f"{shop.id}  {shop.name}  {' '.join(shop.origins) or '(no origins)'}" for shop in found]

    for line in with_desk(settings, lambda desk: desk.db.read(work)):
        click.echo(line)
