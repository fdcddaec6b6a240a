"""
Detached JSON Web Signatures over a raw body, by RS256 or ES256 and a key set.

Source: RFC 7515 appendix F (detached content), RFC 7797 (`b64: false`: the body is signed as it is), RFC 7517 (keys).
"""

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from mostrador_sdk.errors import InvalidSignature, NotInstalled

MOST_KEYS = 20
LONGEST = 8 * 1024  # characters of a signature with its header
KINDS = {"RS256": "RSA", "ES256": "EC"}


def check(signature: str, raw_body: bytes, key_sets: Iterable[Mapping[str, Any]]) -> None:
    """
    Check that a key of `key_sets` signed `raw_body`.

    Raises `InvalidSignature`, and `NotInstalled` without `cryptography`.
    """
    head, _, rest = signature.partition(".")
    detached, _, tail = rest.partition(".")
    told = _header(head)
    if detached or len(signature) > LONGEST:
        raise InvalidSignature("The signature is no detached JWS, like eyJhbGciOi…..dGhlIHNp….")
    body = raw_body if told.get("b64", True) is False else base64.urlsafe_b64encode(raw_body).rstrip(b"=")
    signed, made = head.encode() + b"." + body, _bytes(tail)
    fits = _checks()[KINDS[told["alg"]]]
    keys = [key for key_set in key_sets for key in _keys(key_set) if _may_be(key, told)]
    if not any(fits(key, signed, made) for key in keys[:MOST_KEYS]):
        raise InvalidSignature("The signature is of no key in the shop's key set: its keys may have changed.")


def _header(written: str) -> dict[str, Any]:
    """The protected header. What we do not know and it calls critical, we must refuse (RFC 7515, section 4.1.11)."""
    try:
        told = msgspec.json.decode(_bytes(written))
    except (msgspec.DecodeError, RecursionError, ValueError):
        told = None
    if not isinstance(told, dict) or told.get("alg") not in ("RS256", "ES256") or told.get("crit", ["b64"]) != ["b64"]:
        raise InvalidSignature("The signature is a detached JWS by RS256 or ES256; this one is something else.")
    return told


def _bytes(written: str) -> bytes:
    try:
        return base64.b64decode(written.encode() + b"=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise InvalidSignature("The signature is not written in base64url.") from None


def _keys(key_set: Mapping[str, Any]) -> list[dict[str, Any]]:
    keys = key_set.get("keys")
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


def _may_be(key: dict[str, Any], told: dict[str, Any]) -> bool:
    named = not key.get("kid") or not told.get("kid") or key["kid"] == told["kid"]
    return named and key.get("kty") == KINDS[told["alg"]] and key.get("use", "sig") == "sig"


def _number(key: dict[str, Any], name: str) -> int:
    value = key.get(name)
    return int.from_bytes(_bytes(value), "big") if isinstance(value, str) else 0


def _checks() -> dict[str, Callable[[dict[str, Any], bytes, bytes], bool]]:
    """How a signature is held against a key, by the key's kind."""
    try:
        from cryptography.exceptions import InvalidSignature as Wrong
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
        from cryptography.hazmat.primitives.hashes import SHA256
    except ImportError as error:
        raise NotInstalled("cryptography is not installed: pip install mostrador-sdk[saleor]") from error

    def by_rsa(key: dict[str, Any], signed: bytes, made: bytes) -> bool:
        public = rsa.RSAPublicNumbers(_number(key, "e"), _number(key, "n")).public_key()
        public.verify(made, signed, padding.PKCS1v15(), SHA256())
        return True

    def by_curve(key: dict[str, Any], signed: bytes, made: bytes) -> bool:
        if key.get("crv") != "P-256" or len(made) != 64:
            return False
        public = ec.EllipticCurvePublicNumbers(_number(key, "x"), _number(key, "y"), ec.SECP256R1()).public_key()
        half = [int.from_bytes(part, "big") for part in (made[:32], made[32:])]
        public.verify(utils.encode_dss_signature(*half), signed, ec.ECDSA(SHA256()))
        return True

    def safely(check: Callable[[dict[str, Any], bytes, bytes], bool]) -> Callable[[dict[str, Any], bytes, bytes], bool]:
        def fits(key: dict[str, Any], signed: bytes, made: bytes) -> bool:
            try:
                return check(key, signed, made)
            except (Wrong, UnsupportedAlgorithm, InvalidSignature, ValueError):
                return False  # another key, or one that is none

        return fits

    return {"RSA": safely(by_rsa), "EC": safely(by_curve)}
