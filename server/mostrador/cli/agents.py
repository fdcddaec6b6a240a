"""`mostrador agent`: who answers, for whoever holds the machine."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from mostrador.actions import agents
from mostrador.actions.team import ROLES
from mostrador.cli.office import settings_of, the_shop, with_desk
from mostrador.desk import Desk
from mostrador.domain.speaker import Speaker, system

T = TypeVar("T")

shop_option = click.option("--shop", help="The shop's id, where there are several.")


@click.group()
def agent() -> None:
    """Agents: add, list, set a password, reset the second factor, remove."""


@agent.command()
@click.argument("email")
@click.option("--name", help="As customers will read it.")
@click.option("--role", type=click.Choice(ROLES), default="agent", show_default=True)
@shop_option
@click.pass_context
def add(context: click.Context, email: str, name: str | None, role: str, shop: str | None) -> None:
    """Let somebody answer in a shop. Prints a password, once."""
    called = name or email.partition("@")[0].capitalize()
    made = _run(context, shop, lambda desk, me: agents.add(desk, me, email=email, name=called, role=role))
    click.echo(f"e-mail     {made.email}")
    click.echo(f"password   {made.password}" if made.password else "password   the one they have")


@agent.command("list")
@shop_option
@click.pass_context
def list_agents(context: click.Context, shop: str | None) -> None:
    """Show who answers in a shop."""
    for each in _run(context, shop, agents.listed):
        seen = f"{each.last_seen:%Y-%m-%d}" if each.last_seen else "never seen"
        factor = "second factor" if each.has_second_factor else "password only"
        click.echo(f"{each.member.email}  {each.member.name}  {each.member.role}  {factor}  {seen}")


@agent.command()
@click.argument("email")
@shop_option
@click.pass_context
def password(context: click.Context, email: str, shop: str | None) -> None:
    """Give an agent a new password, printed once, and end their sessions."""

    async def work(desk: Desk, me: Speaker) -> str:
        return await agents.give_password(desk, me, (await agents.by_email(desk, me, email)).id)

    click.echo(_run(context, shop, work))


@agent.command("reset-2fa")
@click.argument("email")
@shop_option
@click.pass_context
def reset_second_factor(context: click.Context, email: str, shop: str | None) -> None:
    """Take away an agent's second factor, and end their sessions."""

    async def work(desk: Desk, me: Speaker) -> None:
        await agents.reset_second_factor(desk, me, (await agents.by_email(desk, me, email)).id)

    _run(context, shop, work)
    click.echo(f"{email} logs in with the password alone, until a new second factor is set up.")


@agent.command()
@click.argument("email")
@click.option("--to", help="The address of whoever takes over their conversations; nobody unless said.")
@shop_option
@click.pass_context
def remove(context: click.Context, email: str, to: str | None, shop: str | None) -> None:
    """Let an agent go: sessions end now, conversations are handed over."""

    async def work(desk: Desk, me: Speaker) -> None:
        successor = (await agents.by_email(desk, me, to)).id if to else None
        await agents.remove(desk, me, (await agents.by_email(desk, me, email)).id, successor)

    _run(context, shop, work)
    click.echo(f"{email} no longer answers in this shop.")


def _run(context: click.Context, shop: str | None, work: Callable[[Desk, Speaker], Awaitable[T]]) -> T:
    """Do something in the shop that is meant, as whoever holds the machine."""

    async def as_system(desk: Desk) -> T:
        return await work(desk, system(await the_shop(desk, shop)))

    return with_desk(settings_of(context), as_system)
