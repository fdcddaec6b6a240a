"""An SPF record as RFC 7208 reads it: its terms, and the macros in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Literal
from urllib.parse import quote

Result = Literal["none", "neutral", "pass", "fail", "softfail", "permerror"]
Address = IPv4Address | IPv6Address

QUALIFIERS: Mapping[str, Result] = {"": "pass", "+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
MECHANISM = re.compile(
    r"([+\-~?]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?::(\S+?))?(?:/(\d{1,3}))?(?://(\d{1,3}))?", re.IGNORECASE
)
MODIFIER = re.compile(r"([a-z][a-z0-9_.\-]*)=(.*)", re.IGNORECASE)
MACRO = re.compile(r"%(?:\{([slodiphv])(\d*)(r?)([.\-+,/_=]*)\}|([%_\-]))", re.IGNORECASE)
SIGNS = {"%": "%", "_": " ", "-": "%20"}
NEEDS_VALUE = {"include", "exists", "ip4", "ip6"}
TAKES_RANGE = {"a", "mx"}  # apart from what belongs to a network
LONGEST_NAME = 253


class Unusable(Exception):
    """Receivers call it a permanent error, and the record does not count. Says why."""


@dataclass(frozen=True, slots=True)
class Term:
    """One mechanism. `value` is a name, macros and all, or a network; the ranges are prefix lengths."""

    result: Result
    mechanism: str
    value: str
    range4: int
    range6: int


@dataclass(frozen=True, slots=True)
class Record:
    terms: tuple[Term, ...]
    redirect: str


def is_record(text: str) -> bool:
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


def parsed(text: str) -> Record:
    """Read a whole record. Raises `Unusable`: one wrong term spoils all of it (RFC 7208, 4.6)."""
    words = text.split()[1:]
    redirects = [found[2] for word in words if (found := MODIFIER.fullmatch(word)) and found[1].lower() == "redirect"]
    if len(redirects) > 1 or "" in redirects:
        raise Unusable("redirect= may stand once, with a name")
    return Record(tuple(_terms(words)), redirects[0] if redirects else "")


def expanded(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of macros (RFC 7208, 7). Raises `Unusable`."""

    def value(found: re.Match[str]) -> str:
        letter, digits, backwards, delimiters, sign = found.groups()
        if sign:
            return SIGNS[sign]
        parts = re.split(f"[{re.escape(delimiters or '.')}]", values[letter.lower()])
        parts = parts[::-1] if backwards else parts
        written = ".".join(parts[-int(digits) :] if digits else parts)
        return quote(written) if letter.isupper() else written

    if "%" in MACRO.sub("", text):
        raise Unusable(f"{text} holds a macro that does not exist")
    name = MACRO.sub(value, text).rstrip(".")
    while len(name) > LONGEST_NAME:
        name = name.partition(".")[2]
    return name


def macro_values(address: Address, sender: str, helo: str, domain: str) -> dict[str, str]:
    local, _, home = sender.rpartition("@")
    digits = str(address) if address.version == 4 else ".".join(address.exploded.replace(":", ""))
    return {
        "s": sender,
        "l": local or "postmaster",
        "o": home,
        "d": domain,
        "i": digits,
        "p": "unknown",  # RFC 7208 asks not to use it, and lets those who judge say so
        "h": helo,
        "v": "in-addr" if address.version == 4 else "ip6",
    }


def _terms(words: list[str]) -> Iterator[Term]:
    for word in words:
        if MODIFIER.fullmatch(word):
            continue
        found = MECHANISM.fullmatch(word)
        if found is None:
            raise Unusable(f"“{word}” is no term of SPF")
        sign, mechanism, value, range4, range6 = found.groups()
        mechanism = mechanism.lower()
        if mechanism in {"ip4", "ip6"}:
            value, range4 = _network(word, mechanism, value, range4), None
        if (
            (mechanism in NEEDS_VALUE and not value)
            or (mechanism == "all" and value)
            or (mechanism not in TAKES_RANGE and (range4 or range6))
            or int(range4 or 0) > 32
            or int(range6 or 0) > 128
        ):
            raise Unusable(f"“{word}” is not written as SPF asks")
        yield Term(QUALIFIERS[sign], mechanism, value or "", int(range4 or 32), int(range6 or 128))


def _network(word: str, mechanism: str, value: str | None, bits: str | None) -> str:
    try:
        network = ip_network(f"{value}/{bits}" if bits else f"{value}", strict=False)
    except ValueError:
        raise Unusable(f"“{word}” is no range of addresses") from None
    if network.version != int(mechanism[-1]):
        raise Unusable(f"“{word}” is of another kind of address")
    return str(network)
