"""`mostrador init`: the database, the first shop, the first agent."""

import json
import sys
from typing import Any

import click

from mostrador.actions import installation
from mostrador.actions.installation import SetUp
from mostrador.cli.databases import bring_up_to_date
from mostrador.cli.office import database_revision, settings_of, with_desk
from mostrador.domain import speaker
from mostrador.domain.shop import Profile
from mostrador.settings import Settings
from mostrador.storage import shops

LANGUAGES = ("es", "en")


@click.command()
@click.option("--shop", help="The shop's name.")
@click.option("--origin", "origins", multiple=True, help="Where its pages are: https://shop.example. May be repeated.")
@click.option("--email", help="The first agent's address, to log in with.")
@click.option("--name", help="The first agent's name.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The shop's first language.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for a program to read.")
@click.pass_context
def init(
    context: click.Context,
    shop: str | None,
    origins: tuple[str, ...],
    email: str | None,
    name: str | None,
    language: str | None,
    as_json: bool,
) -> None:
    """
    Set Mostrador up: secrets, database, first shop, first agent.

    Prints the script tag, and once only the API key, the identity secret and the agent's password. A second run
    changes nothing.
    """
    settings = settings_of(context)
    if database_revision(settings) is None:
        bring_up_to_date(settings)
    if with_desk(settings, lambda desk: desk.db.read(shops.all_ids)):
        _say_done(settings, as_json)
        return
    shop = shop or _ask("The shop's name", "My shop")
    email = email or _ask("Your e-mail address, to log in with")
    name = name or _ask("Your name, as customers will read it", email.partition("@")[0].capitalize())
    if not origins and sys.stdin.isatty():
        answer = _ask("Your shop's address, such as https://shop.example (Enter to add it later)", "")
        origins = (answer,) if answer else ()
    first = language or LANGUAGES[0]
    profile = Profile(languages=(first, *(other for other in LANGUAGES if other != first)))
    made = with_desk(
        settings,
        lambda desk: installation.set_up(
            desk,
            speaker.system(""),
            shop=shop,
            origins=list(origins),
            email=email,
            name=name,
            profile=profile,
        ),
    )
    if made is None:  # somebody else was quicker
        _say_done(settings, as_json)
    elif as_json:
        click.echo(json.dumps(_described(settings, made)))
    else:
        _show(settings, made)


def script_tag(settings: Settings, shop: str) -> str:
    return f'<script src="{settings.widget}/widget.js?shop={shop}" async></script>'


def _ask(question: str, default: str | None = None) -> str:
    answer: str = click.prompt(question, default=default, err=True)
    return answer


def _say_done(settings: Settings, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"already": True}))
    else:
        click.echo("Mostrador is set up already; nothing was changed. `mostrador shop list` shows the shops.")


def _described(settings: Settings, made: SetUp) -> dict[str, Any]:
    return {
        "already": False,
        "shop": made.shop.id,
        "script": script_tag(settings, made.shop.id),
        "api_key": made.shop.api_key,
        "identity_secret": made.shop.identity_secret,
        "identity_key_id": made.shop.identity_key_id,
        "console": f"{settings.console}/console",
        "email": made.email,
        "password": made.password,
    }


def _show(settings: Settings, made: SetUp) -> None:
    click.echo(
        f"""Mostrador is set up. Paste this into every page of your shop:

    {script_tag(settings, made.shop.id)}

What follows is shown once. Keep it where only you and your shop's server can read it.

    shop                {made.shop.id}
    API key             {made.shop.api_key}
    identity secret     {made.shop.identity_secret}
    identity key id     {made.shop.identity_key_id}

    console             {settings.console}/console
    e-mail              {made.email}
    password            {made.password}

Next: `mostrador serve`, then `mostrador doctor`."""
    )
