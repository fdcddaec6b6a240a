"""API keys and identity secrets: how they look, what they may, how many count at once."""

import base64
import hashlib
from typing import Literal, get_args

Scope = Literal[
    "events:write",
    "surveys:invite",
    "conversations:read",
    "conversations:write",
    "customers:read",
    "customers:erase",
    "webhooks",
]
SCOPES: tuple[Scope, ...] = get_args(Scope)
SDK_SCOPES: tuple[Scope, ...] = ("events:write", "surveys:invite")

SECRET_BYTES = 32  # 256 bits
LIVE_AT_ONCE = 2  # the old one and its successor, while a shop changes over
PREFIX = "mk_"  # so that scanners of public code can tell what they found


def api_key(entropy: bytes) -> str:
    return PREFIX + _text(entropy)


def identity_secret(entropy: bytes) -> str:
    return _text(entropy)


def digest(key: str) -> bytes:
    """What is stored of a key. SHA-256 is enough: 256 random bits cannot be guessed, however fast."""
    return hashlib.sha256(key.encode()).digest()


def hint(key: str) -> str:
    """The end of a key, for people to tell two apart."""
    return key[-4:]


def _text(entropy: bytes) -> str:
    if len(entropy) != SECRET_BYTES:
        raise ValueError(f"A secret needs {SECRET_BYTES} random bytes, not {len(entropy)}.")
    return base64.urlsafe_b64encode(entropy).rstrip(b"=").decode()
