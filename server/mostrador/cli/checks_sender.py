"""What can be wrong with the name that we send in: what its domain says about our mail."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address

from mostrador.cli.findings import Finding, failure, good, warning
from mostrador.domain import dkim
from mostrador.domain.spf import Address
from mostrador.gateways import spf
from mostrador.gateways.dns import DnsSilent, MailRecords, Names, mail_records
from mostrador.settings import Settings, is_loopback

PLACES_OF_NOBODY = ("localhost", "localdomain", "test", "example", "invalid", "local", "internal")
ANYBODY = ip_address("192.0.2.1")  # for examples, RFC 5737: no mail server has it
FAR_AWAY = ("192.0.2.1", 9)
SHORTEST_RSA, GOOD_RSA = 1024, 2048  # bits; RFC 8301: receivers take none that is shorter, senders make longer ones
MEANINGS = {
    "fail": "does not let {host} send",
    "softfail": "takes mail from {host} for doubtful",
    "neutral": "says nothing about {host}",
}


def domain(settings: Settings) -> Iterator[Finding]:
    name = settings.mail_from.rpartition("@")[2].lower()
    if name.rpartition(".")[2] in PLACES_OF_NOBODY:
        yield warning("sender", f"nobody can get mail from {name}", "Set mail_from to an address of your own domain.")
        return
    names = Names()
    own = _own_address() if is_loopback(settings.smtp_host) else ()
    try:
        yield from judged(settings, names, own)
    except DnsSilent as silent:
        yield warning("sender", f"no name server tells about {silent}", "SPF, DKIM and DMARC are unknown: try again.")


def judged(settings: Settings, names: Names, own: tuple[Address, ...] = ()) -> Iterator[Finding]:
    """Say what the domain's records mean for our mail; `own` is where it leaves, if this machine sends it itself."""
    name = settings.mail_from.rpartition("@")[2].lower()
    records = mail_records(names, name, settings.dkim_selector)
    yield _spf(settings, name, records, names, own or _addresses(names, settings.smtp_host))
    yield _exact_dkim(settings, name, records) if settings.dkim_selector else _dkim(name, records)
    yield _dmarc(name, records.dmarc)


def _spf(settings: Settings, name: str, records: MailRecords, names: Names, hosts: tuple[Address, ...]) -> Finding:
    if not records.spf:
        return failure("SPF", f"{name} names no mail server", f'Publish TXT {name} "v=spf1 include:… -all".')
    anybody = spf.judge(names, ANYBODY, settings.mail_from, settings.smtp_host)
    if anybody.result == "pass":
        return failure("SPF", "it lets anybody send in your name", "End it with -all or ~all.")
    verdicts = {host: spf.judge(names, host, settings.mail_from, settings.smtp_host) for host in hosts}
    wrong = {host: verdict for host, verdict in verdicts.items() if verdict.result != "pass"}
    broken = [each.reason for each in (*wrong.values(), anybody) if each.result == "permerror"]
    if broken and (wrong or not verdicts):
        return failure("SPF", f"permerror: {broken[0]}, so the record does not count", "Mend it with your provider.")
    if broken:
        return warning("SPF", f"pass for our mail, but a permerror for others: {broken[0]}", "Mend the record.")
    if not verdicts:
        return warning(
            "SPF",
            f"it cannot be seen here from which address mail leaves, so it is not judged: {records.spf[0]}",
            "Mail yourself from Settings, Mail, and look for spf=pass in its source.",
        )
    for host, verdict in wrong.items():
        meaning = MEANINGS[verdict.result].format(host=f"{settings.smtp_host} ({host})")
        return _refused(settings, f"{verdict.result}: {name} {meaning}", certain=verdict.result == "fail")
    return good("SPF", f"pass: {name} lets {settings.smtp_host} ({', '.join(map(str, hosts))}) send")


def _refused(settings: Settings, what: str, *, certain: bool) -> Finding:
    if is_loopback(settings.smtp_host):
        return (failure if certain else warning)("SPF", what, "Add this address to the record, as ip4: or ip6:.")
    return warning(  # what takes our mail may send it on from addresses that nobody can see from here
        "SPF",
        what,
        "Ask your mail provider what to include. Where it sends from other addresses than it takes mail at, mail "
        "yourself from Settings, Mail, and look for spf=pass in its source.",
    )


def _exact_dkim(settings: Settings, name: str, records: MailRecords) -> Finding:
    place = f"{settings.dkim_selector}._domainkey.{name}"
    text = records.dkim.get(settings.dkim_selector)
    if text is None:
        return failure("DKIM", f"there is no key at {place}", "Publish the one that your mail provider shows you.")
    try:
        key = dkim.parsed(text)
    except dkim.Unusable as wrong:
        return failure("DKIM", f"{place}: {wrong}", "Publish the one that your mail provider shows you.")
    if key.is_trial:
        return warning("DKIM", f"{place} says t=y, so what it signs counts as not signed", "Take t=y out of it.")
    if key.kind == "rsa" and key.bits < SHORTEST_RSA:
        return failure("DKIM", f"{place} has {key.bits} bits, which nobody takes", "Make a key of 2048 bits.")
    if key.kind == "rsa" and key.bits < GOOD_RSA:
        return warning("DKIM", f"{place} has {key.bits} bits", "Make a key of 2048 bits.")
    return good("DKIM", f"{place}, {key.kind}, {key.bits} bits")


def _dkim(name: str, records: MailRecords) -> Finding:
    if not records.dkim:
        return warning(
            "DKIM",
            "no key under any of the usual selectors",
            f"Set dkim_selector to your mail provider's selector, and publish its key below _domainkey.{name}.",
        )
    found = ", ".join(records.dkim)
    return good("DKIM", f"keys: {found} (set dkim_selector to the one that signs, and it is judged)")


def _dmarc(name: str, found: tuple[str, ...]) -> Finding:
    if len(found) != 1:
        many = "none" if not found else f"{len(found)} records, and so none that counts"
        return failure("DMARC", f"{name} has {many}", f'Publish TXT _dmarc.{name} "v=DMARC1; p=quarantine".')
    if "p=none" in found[0].replace(" ", ""):
        return warning("DMARC", "p=none only watches", "Once the reports are quiet, say p=quarantine or p=reject.")
    return good("DMARC", found[0])


def _addresses(names: Names, host: str) -> tuple[Address, ...]:
    """The addresses of a mail server, but for those that no receiver ever sees."""
    try:
        found = [ip_address(host.strip("[]"))]
    except ValueError:
        if is_loopback(host):
            return ()
        found = [ip_address(each) for version in (4, 6) for each in names.addresses(host, version)]
    return tuple(each for each in found if each.is_global)


def _own_address() -> tuple[Address, ...]:
    """This machine's own address towards the world, if the world sees it: nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(FAR_AWAY)
        except OSError:
            return ()
        address = ip_address(line.getsockname()[0])
    return (address,) if address.is_global else ()
