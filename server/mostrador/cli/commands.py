"""The list of commands, each imported when it is run, and one sentence when something is wrong."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from mostrador.errors import Misconfigured, Refusal


@dataclass(frozen=True, slots=True)
class Known:
    """Where a command is, and what the list of commands says of it: its own first sentence."""

    module: str
    name: str
    summary: str


COMMANDS = {
    "agent": Known("agents", "agent", "Agents: add, list, set a password, reset the second factor, remove."),
    "backup": Known("backups", "backup", "Save the database, while the server runs."),
    "doctor": Known("doctor", "doctor", "Try database, files, secrets, clock, address, proxy and mail."),
    "init": Known("setup", "init", "Set Mostrador up: secrets, database, first shop, first agent."),
    "migrate": Known("databases", "migrate", "Bring the database to the shape of this version, after a backup of it."),
    "restore": Known("backups", "restore", "Put the database back as it was in a backup."),
    "serve": Known("serving", "serve", "Run the server until it is told to stop."),
    "shop": Known("shops", "shop", "Shops: add, list, show, rotate a key."),
}


class Stop(click.ClickException):
    """The installation is not as it should be: nothing was done."""

    exit_code = 2


class Commands(click.Group):
    """click's lazy group, whose refusals are told in a sentence instead of a trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = COMMANDS.get(cmd_name)
        if known is None:
            return None
        command: click.Command = getattr(import_module(f"mostrador.cli.{known.module}"), known.name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, known.summary) for name, known in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Misconfigured as wrong:
            raise Stop(str(wrong)) from None
        except Refusal as refusal:
            raise click.ClickException(refusal.detail) from None
        except OSError as problem:
            if problem.filename is None:
                raise
            raise Stop(f"{problem.filename}: {problem.strerror}.") from None
