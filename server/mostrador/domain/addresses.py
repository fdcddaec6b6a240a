"""Where somebody writes from: e-mail addresses as they are typed, and the network behind a request."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from disposable_email_domains import blocklist
from email_validator import EmailNotValidError, validate_email

IPV6_CUSTOMER = 64  # bits: what one household or server gets, so what one person can spread over
DOTLESS = {"gmail.com", "googlemail.com"}  # there, a.na@ and ana@ are one mailbox
LONGEST = 254  # characters, RFC 5321
_PLAIN = re.compile(r"(?P<local>(?=[^@]{1,64}@)[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)@(?P<domain>[A-Za-z0-9.-]+)")
_FORWARDED_PORT = re.compile(r"^(?:\[(?P<v6>[^\]]+)\](?::\d+)?|(?P<v4>[\d.]+):\d+)$")


def email(typed: str) -> str:
    """
    Return the address in the one form that we store and write to; ASCII alone, so safe in any header.

    In small letters: phones begin an address with a capital one, and no mail server that people use tells them apart.
    Raises ValueError with a sentence for the person who typed it.
    """
    if not typed.isprintable():  # before any trimming: a line break at the end is no slip of the finger
        raise ValueError("Type the address anew: it holds characters that cannot be seen.")
    typed = typed.strip(" ")
    plain = _PLAIN.fullmatch(typed)
    if plain and len(typed) <= LONGEST:
        return f"{plain['local'].lower()}@{_domain(plain['domain'].lower())}"
    return _validated(typed).lower()


def told(by_shop: str) -> str:
    """What a shop told, in the form in which proven addresses stand; nothing for what no mail server would take."""
    try:
        return email(by_shop) if by_shop else ""
    except ValueError:
        return ""


@lru_cache(maxsize=1024)  # most people have their mailbox at one of a few
def _domain(domain: str) -> str:
    return _validated(f"a@{domain}").rpartition("@")[2].lower()


def _validated(typed: str) -> str:
    try:
        found = validate_email(typed, allow_smtputf8=False, strict=True, check_deliverability=False).ascii_email
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None
    if found is None:
        raise ValueError("The part before the @ may hold only letters from A to Z, digits and . _ + -.")
    return found


def mailbox(address: str) -> str:
    """Fold the spellings of one mailbox (case, +tags, Gmail's dots), to count by and never to write to."""
    local, _, domain = address.lower().rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in DOTLESS else local}@{domain}"


def is_disposable(address: str) -> bool:
    """Say whether the address lives at one of the ten thousand known throw-away services, or below one."""
    labels = address.rpartition("@")[2].lower().split(".")
    return any(".".join(labels[start:]) in blocklist for start in range(len(labels) - 1))


@lru_cache(maxsize=4096)
def network(ip: str) -> str:
    """
    Fold an address to what one customer of a provider has: an IPv4 address, an IPv6 /64.

    IPv4 that travels inside IPv6 (mapped, 6to4, Teredo's client) is the IPv4 address. What is no address is its own
    network, so that a broken proxy makes one crowd and not many strangers.
    """
    try:
        found = ip_address(ip.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv4Address):
        return str(found)
    inside = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
    return str(inside) if inside else str(IPv6Network((found, IPV6_CUSTOMER), strict=False))


@dataclass(frozen=True, slots=True)
class Trusted:
    """The proxies whose word about the client's address we take."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    unix: bool = False

    @classmethod
    def parse(cls, entries: Sequence[str]) -> "Trusted":
        """Read CIDRs and `unix`; raise ValueError for anything else, `*` above all."""
        return cls(tuple(ip_network(entry) for entry in entries if entry != "unix"), "unix" in entries)

    def holds(self, ip: IPv4Address | IPv6Address) -> bool:
        return any(ip in network for network in self.networks)


@dataclass(frozen=True, slots=True)
class Client:
    """The address we count by, and whether somebody untrusted claimed another."""

    ip: str
    claimed: bool = False


def client_address(peer: str | None, forwarded: str | None, trusted: Trusted) -> Client:
    """
    Say who is at the other end: the last address in `X-Forwarded-For` that no trusted proxy wrote for itself.

    `peer` is the socket's other end, None behind a unix socket. Anything left of that address was written by
    strangers. What is no IP falls back to the peer.
    """
    at_the_socket = _ip(peer or "")
    own = str(at_the_socket) if at_the_socket else "unix"
    believed = trusted.unix if at_the_socket is None else trusted.holds(at_the_socket)
    if not forwarded:
        return Client(own)
    if not believed:
        return Client(own, claimed=True)
    furthest = own
    for entry in reversed(forwarded.split(",")):
        ip = _ip(entry.strip())
        if ip is None:
            return Client(own)
        furthest = str(ip)
        if not trusted.holds(ip):
            break
    return Client(furthest)


@lru_cache(maxsize=4096)
def _ip(text: str) -> IPv4Address | IPv6Address | None:
    if match := _FORWARDED_PORT.match(text):
        text = match["v6"] or match["v4"]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
