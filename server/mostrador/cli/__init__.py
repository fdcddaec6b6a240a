"""The command line: one file for each group of commands."""

import os

import click

from mostrador import __version__
from mostrador.cli.commands import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mostrador")
@click.option("--config", type=click.Path(dir_okay=False), help="The settings file; mostrador.toml unless said.")
@click.pass_context
def main(context: click.Context, config: str | None) -> None:
    """A customer-service counter for your shop: contact form, answers, and nobody else's cloud."""
    os.umask(0o077)  # what we write holds what customers wrote: nobody else on the machine reads it
    context.obj = config
