"""`mostrador agent`: who answers, for whoever holds the machine."""

import click


@click.group()
def agent() -> None:
    """Agents: add, list, set a password, reset the second factor, remove."""
