"""Which addresses we may call when somebody else names the place: public ones, and what the owner allows."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the IPv4 address stands in the last 32 bits
COMPATIBLE = IPv6Network("::/96")  # RFC 4291, 2.5.5.1: deprecated, and no less a way to write 127.0.0.1
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def meant(text: str) -> Address:
    """
    The address that packets end at: IPv4 inside IPv6 (mapped, NAT64, 6to4, compatible) is the IPv4 address.

    Raises ValueError for what is none.
    """
    found = ip_address(text.partition("%")[0])
    if isinstance(found, IPv4Address):
        return found
    inside = found.ipv4_mapped or found.sixtofour
    if inside:
        return inside
    if found in NAT64 or (found in COMPATIBLE and int(found) > 1):  # not `::` and `::1`
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found


def is_allowed(address: Address, ranges: Sequence[Network]) -> bool:
    """Say whether the owner of the machine lets us call this one although it is not public, or by plain http."""
    return any(address in network for network in ranges)


def is_public(address: Address) -> bool:
    """Say whether it is one machine's on the public internet: no home's, no cloud's own, not many machines' at once."""
    if address.is_multicast or address.is_reserved or (isinstance(address, IPv6Address) and address.is_site_local):
        return False
    return address.is_global
