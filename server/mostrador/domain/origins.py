"""The origins of a shop's pages: exact, https, never a pattern."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import idna

from mostrador.errors import FieldError, Invalid

LONGEST = 255  # characters


def origin(typed: str, *, loopback: bool = False) -> str:
    """
    Return the origin as browsers write it: `https://shop.example`, `http://localhost:8000`.

    `loopback` allows http on this machine, for a server that is itself reached so. Raises `Invalid`.
    """
    text = typed.strip()
    if "*" in text:
        raise _invalid("origin_wildcard", "Name each address of the shop; a * would let in pages of others.")
    if not text.isprintable():
        raise _invalid("origin_invalid", "The address holds characters that cannot be seen.")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError:  # also what idna raises
        raise _invalid("origin_invalid", f"{text[:80]!r} is not a web address.") from None
    if not _is_host(host) or parts.username or len(text) > LONGEST:
        raise _invalid("origin_invalid", "Give the shop's address, such as https://shop.example.")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise _invalid("origin_path", "Give the address alone, without a path: https://shop.example.")
    if parts.scheme == "http" and not (loopback and is_loopback(host)):
        raise _invalid("origin_insecure", "The shop's address must begin with https://.")
    if parts.scheme not in {"http", "https"}:
        raise _invalid("origin_invalid", "The shop's address must begin with https://.")
    name = f"[{host}]" if ":" in host else host
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{name}" + (f":{port}" if port not in {None, usual} else "")


def is_loopback(host: str) -> bool:
    """Say whether a host's name can only mean the machine that looks it up."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _ascii(host: str) -> str:
    """The name as browsers send it: `caña.example` is `xn--caa-8ma.example`."""
    return host if host.isascii() else idna.encode(host, uts46=True).decode()


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            ip_address(host)
        except ValueError:
            return False
        return True
    return (is_loopback(host) or "." in host) and all(
        label and len(label) <= 63 and all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in label)
        for label in host.split(".")
    )


def _invalid(code: str, detail: str) -> Invalid:
    return Invalid(detail, fields={"origin": FieldError(code, detail)})
