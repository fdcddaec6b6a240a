"""What can be wrong with mail: the server that takes it, and what our domain says about it."""

import asyncio
from collections.abc import Iterator

from mostrador.cli.findings import Finding, failure, good, warning
from mostrador.gateways.dns import DnsSilent, MailRecords, mail_records
from mostrador.gateways.post import MailDelayed, MailRefused, Post
from mostrador.settings import Settings

PLACES_OF_NOBODY = ("localhost", "localdomain", "test", "example", "invalid", "local", "internal")


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


def domain(settings: Settings) -> Iterator[Finding]:
    name = settings.mail_from.rpartition("@")[2].lower()
    if name.rpartition(".")[2] in PLACES_OF_NOBODY:
        yield warning("sender", f"nobody can get mail from {name}", "Set mail_from to an address of your own domain.")
        return
    try:
        records = mail_records(name)
    except DnsSilent:
        yield warning("sender", "no name server answers, so SPF, DKIM and DMARC are unknown", "Try again on line.")
        return
    yield from judged(name, records)


def judged(name: str, records: MailRecords) -> Iterator[Finding]:
    """Say what the records of a domain mean for our mail."""
    yield _spf(name, records.spf)
    yield _dkim(name, records.dkim)
    yield _dmarc(name, records.dmarc)


def _spf(name: str, found: tuple[str, ...]) -> Finding:
    if not found:
        return failure("SPF", f"{name} names no mail server", f'Publish TXT {name} "v=spf1 include:… -all".')
    if len(found) > 1:
        return failure("SPF", f"{name} has {len(found)} records, and so none that counts", "Join them into one.")
    if "+all" in found[0] or found[0].split()[-1] == "all":
        return failure("SPF", "it lets anybody send in your name", "End it with -all or ~all.")
    return good("SPF", found[0])


def _dkim(name: str, found: tuple[str, ...]) -> Finding:
    if not found:
        return warning(
            "DKIM",
            "no key under any of the usual selectors",
            f"Ask your mail provider for its selector, and publish its key below _domainkey.{name}.",
        )
    return good("DKIM", f"keys: {', '.join(found)}")


def _dmarc(name: str, found: tuple[str, ...]) -> Finding:
    if len(found) != 1:
        many = "none" if not found else f"{len(found)} records, and so none that counts"
        return failure("DMARC", f"{name} has {many}", f'Publish TXT _dmarc.{name} "v=DMARC1; p=quarantine".')
    if "p=none" in found[0].replace(" ", ""):
        return warning("DMARC", "p=none only watches", "Once the reports are quiet, say p=quarantine or p=reject.")
    return good("DMARC", found[0])
