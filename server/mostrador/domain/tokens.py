"""Short-lived signed tokens: each good for one purpose, for a while, and told apart by nobody but us."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from mostrador.errors import TokenExpired, TokenInvalid

Purpose = Literal["boot", "form", "reader", "login", "second_factor", "browser"]


@dataclass(frozen=True, slots=True)
class Life:
    """How long a token serves, and for how long an expired one may still be shown to get its successor."""

    age: timedelta
    renewable: timedelta


LIVES: dict[Purpose, Life] = {
    # Travels from the frame's document to its first request: long enough for a slow phone, useless when copied.
    "boot": Life(timedelta(minutes=10), timedelta(0)),
    # Short, so that nobody stores up solved proofs, nor we spent tokens. Three hours of typing outlive it: the widget
    # shows the old one and gets a new one that remembers when the typing began. Drafts live a week.
    "form": Life(timedelta(hours=2), timedelta(days=7)),
    # A cookie for one conversation; what it may do is read again from its link at each use.
    "reader": Life(timedelta(days=30), timedelta(0)),
    # "The password was right": time to find the phone. It is not a session.
    "login": Life(timedelta(minutes=10), timedelta(0)),
    # The secret of a second factor that is being set up, until the first code proves that an app holds it.
    "second_factor": Life(timedelta(minutes=15), timedelta(0)),
    # A browser that somebody has logged in with: attempts from elsewhere do not use up its own.
    "browser": Life(timedelta(days=180), timedelta(0)),
}

SKEW = timedelta(minutes=1)  # between the clocks of two servers
LONGEST = 2_000  # characters; ours have some 250


class Tokens:
    """Signs and reads tokens under one key; a token of one purpose is nothing to another."""

    def __init__(self, key: bytes) -> None:
        self._signers = {
            purpose: Signer(
                hmac.digest(key, f"mostrador.{purpose}".encode(), "sha256"),  # one key for each purpose, made once
                key_derivation="none",
                digest_method=hashlib.sha256,
            )
            for purpose in LIVES
        }

    def sign(self, purpose: Purpose, payload: dict[str, Any], at: datetime) -> str:
        signed = base64_encode(msgspec.json.encode({**payload, "at": at.timestamp()}))
        return self._signers[purpose].sign(signed).decode()

    def read(self, purpose: Purpose, token: str, at: datetime) -> dict[str, Any]:
        """Return what was signed; raise TokenInvalid or, past the purpose's age, TokenExpired."""
        return self._read(purpose, token, at, LIVES[purpose].age)

    def read_to_renew(self, purpose: Purpose, token: str, at: datetime) -> dict[str, Any]:
        """Return what was signed in a token that may have expired and wants a successor."""
        return self._read(purpose, token, at, LIVES[purpose].renewable)

    def _read(self, purpose: Purpose, token: str, at: datetime, age: timedelta) -> dict[str, Any]:
        if not 0 < len(token) <= LONGEST:
            raise TokenInvalid("This token is not one of ours.")
        try:
            signed_payload = self._signers[purpose].unsign(token)
        except (BadSignature, ValueError) as error:
            raise TokenInvalid("This token is not one of ours.") from error
        payload: dict[str, Any] = msgspec.json.decode(base64_decode(signed_payload))
        signed = datetime.fromtimestamp(payload.pop("at"), at.tzinfo)
        if signed > at + SKEW:
            raise TokenInvalid("This token comes from the future.")
        if at - signed > age:
            raise TokenExpired("This token has expired; ask for a new one.")
        return payload
