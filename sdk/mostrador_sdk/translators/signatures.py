"""Whether a platform signed these very bytes."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping

from mostrador_sdk.errors import InvalidSignature
from mostrador_sdk.signing import header


def check_base64(headers: Mapping[str, str], name: str, raw_body: bytes, keys: str | Iterable[str]) -> None:
    """
    Check the base64 of an HMAC-SHA-256 in the header `name`, as WooCommerce and Shopify write it.

    Raises `InvalidSignature` if none of `keys` made it.
    """
    macs = [base64.b64encode(mac(key, raw_body)) for key in secrets(keys)]
    compare(header(headers, name), macs, name)


def compare(given: str, expected: list[bytes], name: str) -> None:
    """Compare a signature with each that would do, in a time that does not tell how much of it is right."""
    if not given:
        raise InvalidSignature(f"The header {name} is missing: this request is not signed.")
    if not any(hmac.compare_digest(ours, given.encode(errors="replace")) for ours in expected):
        raise InvalidSignature(f"The signature in {name} is not of this body with our secret.")


def mac(key: str, raw_body: bytes) -> bytes:
    """HMAC-SHA-256 under a secret that is used as it is written."""
    return hmac.new(key.encode(), raw_body, hashlib.sha256).digest()


def secrets(keys: str | Iterable[str]) -> list[str]:
    """The live secrets. An empty one is none: everybody knows it."""
    return [key for key in ([keys] if isinstance(keys, str) else keys) if key.strip()]
