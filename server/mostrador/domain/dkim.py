"""A DKIM key as the DNS holds it (RFC 6376, 3.6.1; RFC 8463)."""

import base64
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

ED25519_BYTES = 32


class Unusable(Exception):
    """No receiver could check a signature with it. Says why."""


@dataclass(frozen=True, slots=True)
class DkimKey:
    kind: str  # rsa or ed25519
    bits: int
    is_trial: bool  # receivers treat what it signs as if it were not signed


def parsed(text: str) -> DkimKey:
    """Read a record's text. Raises `Unusable`."""
    tags = {name.strip(): value.strip() for name, _, value in (each.partition("=") for each in text.split(";"))}
    if tags.get("v", "DKIM1") != "DKIM1" or "p" not in tags:
        raise Unusable("it is no DKIM key")
    if not tags["p"]:
        raise Unusable("it has been revoked")
    kind = tags.get("k", "rsa")
    return DkimKey(kind, _bits(kind, "".join(tags["p"].split())), "y" in tags.get("t", "").replace(" ", "").split(":"))


def _bits(kind: str, text: str) -> int:
    try:
        content = base64.b64decode(text, validate=True)
        if kind == "ed25519" and len(content) == ED25519_BYTES:
            return ED25519_BYTES * 8
        key = load_der_public_key(content) if kind == "rsa" else None
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey):
        raise Unusable("the key in it cannot be read; has it been cut off?")
    return key.key_size
