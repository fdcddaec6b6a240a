"""What the domain that we send from says about our mail."""

from collections.abc import Sequence
from dataclasses import dataclass

import dns.exception
import dns.resolver

LIFETIME = 4.0  # seconds for one question, all tries included
SELECTORS = ("mostrador", "default", "mail", "dkim", "s1", "s2", "selector1", "selector2", "k1", "google", "smtp")


class DnsSilent(Exception):
    """No name server answered."""


@dataclass(frozen=True, slots=True)
class MailRecords:
    """`dkim` names the selectors that were found; SPF and DMARC are the records as they stand."""

    spf: tuple[str, ...]
    dmarc: tuple[str, ...]
    dkim: tuple[str, ...]


def mail_records(domain: str, name_server: tuple[str, int] | None = None) -> MailRecords:
    """Ask for SPF, DKIM under the usual selectors, and DMARC, also of the domain above. Raises `DnsSilent`."""
    resolver = dns.resolver.Resolver(configure=name_server is None)
    resolver.lifetime = LIFETIME
    if name_server:
        resolver.nameservers, resolver.port = [name_server[0]], name_server[1]
    return MailRecords(
        spf=_starting(_texts(resolver, domain), "v=spf1"),
        dmarc=_dmarc(resolver, domain),
        dkim=tuple(name for name in SELECTORS if _has_dkim(resolver, f"{name}._domainkey.{domain}")),
    )


def _dmarc(resolver: dns.resolver.Resolver, domain: str) -> tuple[str, ...]:
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):  # RFC 7489, 6.6.3: the organisation's record covers those below
        if found := _starting(_texts(resolver, "_dmarc." + ".".join(labels[start:])), "v=DMARC1"):
            return found
    return ()


def _has_dkim(resolver: dns.resolver.Resolver, name: str) -> bool:
    return any("p=" in text and "p=;" not in text.replace(" ", "") for text in _texts(resolver, name))


def _starting(texts: Sequence[str], start: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text.lower().startswith(start.lower()))


def _texts(resolver: dns.resolver.Resolver, name: str) -> list[str]:
    try:
        answer = resolver.resolve(name, "TXT", raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        return []
    except (dns.exception.DNSException, OSError):
        raise DnsSilent(name) from None
    return [b"".join(record.strings).decode("ascii", "replace") for record in answer.rrset or ()]
