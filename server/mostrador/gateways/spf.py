"""SPF as receivers judge it (RFC 7208): whether a domain lets an address send in its name."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from mostrador.domain.spf import Address, Record, Result, Term, Unusable, expanded, is_record, macro_values, parsed
from mostrador.gateways.dns import Names

MOST_LOOKUPS = 10  # RFC 7208, 4.6.4: of terms that ask the DNS, over all records that are followed
MOST_VOID = 2  # answers with nothing in them
MOST_HOSTS = 10  # of one mx or ptr


@dataclass(frozen=True, slots=True)
class Verdict:
    result: Result
    reason: str = ""  # of a permanent error


def judge(names: Names, address: Address, sender: str, helo: str) -> Verdict:
    """Judge mail from this address in the name of `sender`, an e-mail address. Raises `DnsSilent`."""
    domain = sender.rpartition("@")[2]
    try:
        return Verdict(_Inquiry(names, address, sender, helo).result(domain))
    except Unusable as wrong:
        return Verdict("permerror", str(wrong))


@dataclass(slots=True)
class _Inquiry:
    """One question, and how often it has asked the DNS so far."""

    names: Names
    address: Address
    sender: str
    helo: str
    lookups: int = 0
    voids: int = 0

    def result(self, domain: str) -> Result:
        record = self._record(domain)
        if record is None:
            return "none"
        for term in record.terms:
            if self._matches(term, domain):
                return term.result
        return self._followed(record.redirect, domain) if record.redirect else "neutral"

    def _record(self, domain: str) -> Record | None:
        found = [text for text in self.names.texts(domain) if is_record(text)]
        if len(found) > 1:
            raise Unusable(f"{domain} has {len(found)} records, and so none that counts")
        return parsed(found[0]) if found else None

    def _followed(self, name: str, domain: str) -> Result:
        """The result of a record that another one names, and that has to be there."""
        self._count()
        target = self._named(name, domain)
        result = self.result(target)
        if result == "none":
            raise Unusable(f"{domain} points to {target}, which has no record")
        return result

    def _matches(self, term: Term, domain: str) -> bool:
        match term.mechanism:
            case "all":
                return True
            case "ip4" | "ip6":
                return self.address in ip_network(term.value)
            case "include":
                return self._followed(term.value, domain) == "pass"
        self._count()
        name = self._named(term.value, domain) if term.value else domain
        match term.mechanism:
            case "a":
                return self._within(self._filled(self.names.addresses(name, self.address.version)), term)
            case "mx":
                return any(self._is_host(host, term) for host in self._mail_hosts(name))
            case "exists":
                return bool(self._filled(self.names.addresses(name, 4)))
        return any(self._belongs(host, name) for host in self.names.hosts_at(self.address)[:MOST_HOSTS])  # ptr

    def _mail_hosts(self, name: str) -> list[str]:
        hosts = self._filled(self.names.mail_hosts(name))
        if len(hosts) > MOST_HOSTS:
            raise Unusable(f"{name} has more than {MOST_HOSTS} mail hosts")
        return hosts

    def _belongs(self, host: str, name: str) -> bool:
        is_below = host == name or host.endswith(f".{name}")
        return is_below and str(self.address) in self.names.addresses(host, self.address.version)

    def _is_host(self, host: str, term: Term) -> bool:
        return self._within(self.names.addresses(host, self.address.version), term)

    def _within(self, addresses: list[str], term: Term) -> bool:
        bits = term.range4 if self.address.version == 4 else term.range6
        return any(self.address in ip_network(f"{ip_address(each)}/{bits}", strict=False) for each in addresses)

    def _named(self, text: str, domain: str) -> str:
        return expanded(text, macro_values(self.address, self.sender, self.helo, domain)).lower()

    def _count(self) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise Unusable(f"it asks the DNS more than {MOST_LOOKUPS} times")

    def _filled(self, found: list[str]) -> list[str]:
        self.voids += not found
        if self.voids > MOST_VOID:
            raise Unusable(f"more than {MOST_VOID} of its names are empty")
        return found
