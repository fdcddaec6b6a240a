"""`mostrador doctor`: try everything that can be wrong, and say what to do about it."""

from collections.abc import Callable, Iterator

import click

from mostrador.cli import checks_here, checks_mail, checks_outside, checks_sender
from mostrador.cli.findings import Finding, Level
from mostrador.cli.office import settings_of
from mostrador.settings import Settings

CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    checks_here.secrets,
    checks_here.data_folder,
    checks_here.database,
    checks_outside.hosts,
    checks_outside.proxies,
    checks_outside.public_address,
    checks_mail.server,
    checks_sender.domain,
)
SIGNS: dict[Level, str] = {"good": "ok  ", "warning": "look", "failure": "BAD "}


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """
    Try database, files, secrets, clock, address, proxy and mail.

    Says what to do about what does not work, and ends with 1 then.
    """
    settings = settings_of(context)
    found = [finding for check in CHECKS for finding in check(settings)]
    for finding in found:
        click.echo(f"{SIGNS[finding.level]}  {finding.about}: {finding.what}")
        if finding.remedy:
            click.echo(f"      → {finding.remedy}")
    failures = sum(finding.level == "failure" for finding in found)
    warnings = sum(finding.level == "warning" for finding in found)
    click.echo(f"\n{failures} that do not work, {warnings} to look at.")
    context.exit(1 if failures else 0)
