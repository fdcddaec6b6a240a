"""Whoever types a command does not wait for what it does not need."""

import subprocess
import sys
from importlib import import_module

import click
import pytest
from command_line import Installation

import mostrador
from mostrador.cli import main
from mostrador.cli.commands import COMMANDS

SLOW = ("sqlalchemy", "alembic", "psycopg", "starlette", "uvicorn", "jwt", "dns", "holidays", "PIL", "mostrador.app")
LOADED = "import sys; from mostrador.cli import main; main({words}, standalone_mode=False); print(*sys.modules)"


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_who_asks_for_the_version_or_the_commands_does_not_wait_for_the_server(word: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(words=[word])], capture_output=True, text=True, check=True
    )
    assert not set(done.stdout.splitlines()[-1].split()).intersection(SLOW)


def test_every_command_in_the_list_is_there_and_says_the_same_of_itself(untouched: Installation) -> None:
    listed = " ".join(untouched.runs("--help").split())
    context = click.Context(main)
    for name, known in COMMANDS.items():
        command = main.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.get_short_help_str(limit=200).rstrip(".") == known.summary.rstrip(".")
        assert known.summary in listed


def test_what_shops_import_is_found_by_name() -> None:
    for name in mostrador.__all__:
        assert getattr(mostrador, name)
    assert mostrador.create_app is import_module("mostrador.app").create_app
    with pytest.raises(AttributeError, match="nothing"):
        mostrador.nothing  # noqa: B018 - looking is the test
