"""`mostrador shop`: the shops of this installation."""

import click
from sqlalchemy import Connection

from mostrador.actions import keys
from mostrador.actions.keys import Live, Shown
from mostrador.actions.shops import create_shop
from mostrador.cli.office import settings_of, the_shop, with_desk
from mostrador.cli.setup import script_tag
from mostrador.desk import Desk
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker, system
from mostrador.errors import NotFound
from mostrador.storage import shops

ONCE = "What is printed above is shown once."


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
    made = with_desk(settings, lambda desk: create_shop(desk, system(""), name, origins))
    click.echo(script_tag(settings, made.id))
    click.echo(f"shop              {made.id}")
    click.echo(f"API key           {made.api_key}")
    click.echo(f"identity secret   {made.identity_secret}")
    click.echo(f"identity key id   {made.identity_key_id}")
    click.echo(ONCE)
    click.echo(f"Add its first agent: mostrador agent add --shop {made.id} --role administrator ADDRESS")


@shop.command("list")
@click.pass_context
def list_shops(context: click.Context) -> None:
    """Show every shop's id, name and origins."""

    def work(tx: Connection) -> list[Shop]:
        return [found for each in shops.all_ids(tx) if (found := shops.find(tx, each))]

    for each in with_desk(settings_of(context), lambda desk: desk.db.read(work)):
        click.echo(f"{each.id}  {each.name}  {' '.join(each.origins) or '(no origins yet)'}")


@shop.command()
@click.argument("shop", required=False)
@click.pass_context
def show(context: click.Context, shop: str | None) -> None:
    """Show a shop's script tag, origins, keys and secrets, without what opens anything."""
    settings = settings_of(context)

    async def work(desk: Desk) -> tuple[Shop, Live]:
        wanted = await the_shop(desk, shop)
        found = await desk.db.read(lambda tx: shops.find(tx, wanted))
        if found is None:
            raise NotFound("There is no such shop.")
        return found, await keys.live(desk, system(wanted))

    found, live = with_desk(settings, work)
    click.echo(script_tag(settings, found.id))
    click.echo(f"{found.id}  {found.name}")
    click.echo(f"origins   {' '.join(found.origins) or '(none yet)'}")
    for key in live.keys:
        used = f"last used {key.last_used_at:%Y-%m-%d}" if key.last_used_at else "never used"
        click.echo(f"API key   {key.name}  {key.id}  …{key.hint}  {','.join(key.scopes)}  {used}")
    for secret in live.secrets:
        click.echo(f"identity  {secret.id}  since {secret.created_at:%Y-%m-%d}")


@shop.command("rotate-key")
@click.argument("key", required=False)
@click.option("--identity", is_flag=True, help="The identity secret instead of an API key.")
@click.option("--end-old", is_flag=True, help="End the old one at once, instead of letting both count.")
@click.option("--shop", help="The shop's id, where there are several.")
@click.pass_context
def rotate_key(context: click.Context, key: str | None, identity: bool, end_old: bool, shop: str | None) -> None:
    """
    Make the successor of an API key (by name or id; the only one unless said), or of the identity secret.

    Both count until the old one is ended, so that a shop can change over without a gap.
    """
    if key and identity:
        raise click.UsageError("An identity secret has no name: say either a key or --identity.")

    async def work(desk: Desk) -> tuple[Shown, list[str]]:
        me = system(await the_shop(desk, shop))
        return await (_rotate_secret(desk, me, end_old) if identity else _rotate_key(desk, me, key, end_old))

    made, old = with_desk(settings_of(context), work)
    click.echo(f"{made.id}  {made.secret}")
    click.echo(ONCE)
    click.echo(f"Ended: {', '.join(old)}." if end_old else f"Still counts until ended: {', '.join(old) or 'none'}.")


async def _rotate_key(desk: Desk, me: Speaker, wanted: str | None, end_old: bool) -> tuple[Shown, list[str]]:
    live = (await keys.live(desk, me)).keys
    names = {each.name for each in live if wanted in {None, each.id, each.name}}
    if len(names) != 1:
        known = ", ".join(sorted({each.name for each in live})) or "none"
        raise NotFound(f"Say which key: there are {known}.")
    old = [each.id for each in live if each.name in names]
    if end_old:
        for each in old[:-1]:  # room for the successor
            await keys.end_key(desk, me, each)
    made = await keys.rotate_key(desk, me, old[-1])
    if end_old:
        await keys.end_key(desk, me, old[-1])
    return made, old


async def _rotate_secret(desk: Desk, me: Speaker, end_old: bool) -> tuple[Shown, list[str]]:
    old = [each.id for each in (await keys.live(desk, me)).secrets]
    if end_old:
        for each in old[:-1]:
            await keys.end_secret(desk, me, each)
    made = await keys.add_secret(desk, me)
    if end_old and old:
        await keys.end_secret(desk, me, old[-1])
    return made, old
