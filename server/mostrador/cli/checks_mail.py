"""What can be wrong with the server that takes our mail."""

import asyncio
from collections.abc import Iterator

from mostrador.cli.findings import Finding, failure, good
from mostrador.gateways.post import MailDelayed, MailRefused, Post
from mostrador.settings import Settings


def server(settings: Settings) -> Iterator[Finding]:
    place = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        asyncio.run(Post(settings).try_login())
    except (MailRefused, MailDelayed) as problem:
        yield failure(
            "mail server", f"{place} does not take our mail ({problem})", "Check smtp_host, smtp_tls, smtp_user."
        )
    else:
        yield good("mail server", f"{place} lets us in")
