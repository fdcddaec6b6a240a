"""What the DNS knows of the domain that we send from."""

from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.name
import dns.resolver
import dns.reversename

from mostrador.domain.spf import Address, is_record

LIFETIME = 4.0  # seconds for one question, all tries included
SELECTORS = ("mostrador", "default", "mail", "dkim", "s1", "s2", "selector1", "selector2", "k1", "google", "smtp")


class DnsSilent(Exception):
    """No name server answered."""


class Names:
    """Questions to the machine's name servers, or to this one. An unknown name is an empty answer."""

    def __init__(self, name_server: tuple[str, int] | None = None) -> None:
        self._resolver = dns.resolver.Resolver(configure=name_server is None)
        self._resolver.lifetime = LIFETIME
        if name_server:
            self._resolver.nameservers, self._resolver.port = [name_server[0]], name_server[1]

    def texts(self, name: str) -> list[str]:
        return [b"".join(record.strings).decode("ascii", "replace") for record in self._ask(name, "TXT")]

    def addresses(self, name: str, version: int) -> list[str]:
        return [record.address for record in self._ask(name, "A" if version == 4 else "AAAA")]

    def mail_hosts(self, name: str) -> list[str]:
        return [record.exchange.to_text(omit_final_dot=True) for record in self._ask(name, "MX")]

    def hosts_at(self, address: Address) -> list[str]:
        reverse = dns.reversename.from_address(str(address)).to_text()
        return [record.target.to_text(omit_final_dot=True).lower() for record in self._ask(reverse, "PTR")]

    def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            answer = self._resolver.resolve(name, kind, raise_on_no_answer=False)
        except (dns.resolver.NXDOMAIN, dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong):
            return []
        except (dns.exception.DNSException, OSError):
            raise DnsSilent(name) from None
        return list(answer.rrset or ())


@dataclass(frozen=True, slots=True)
class MailRecords:
    """SPF and DMARC as they stand, and the DKIM keys that were found, by selector."""

    spf: tuple[str, ...]
    dmarc: tuple[str, ...]
    dkim: dict[str, str]


def mail_records(names: Names, domain: str, selector: str = "") -> MailRecords:
    """Ask for SPF, DKIM under the selector or the usual ones, and DMARC, also of the domain above."""
    keys = {each: _key(names, f"{each}._domainkey.{domain}") for each in ((selector,) if selector else SELECTORS)}
    return MailRecords(
        spf=tuple(text for text in names.texts(domain) if is_record(text)),
        dmarc=_dmarc(names, domain),
        dkim={each: key for each, key in keys.items() if key},
    )


def _dmarc(names: Names, domain: str) -> tuple[str, ...]:
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):  # RFC 7489, 6.6.3: the organisation's record covers those below
        texts = names.texts("_dmarc." + ".".join(labels[start:]))
        if found := tuple(text for text in texts if text.lower().startswith("v=dmarc1")):
            return found
    return ()


def _key(names: Names, name: str) -> str:
    return next((text for text in names.texts(name) if "p=" in text), "")
