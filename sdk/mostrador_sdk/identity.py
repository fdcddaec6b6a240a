"""Identity tokens: how a shop tells the widget who is logged in."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta, timezone

import msgspec

from mostrador_sdk.errors import InvalidIdentity, WeakSecret

LIFETIME = timedelta(minutes=15)  # the longest that Mostrador accepts
LONGEST_NAME = 100  # characters
SHORTEST_SECRET = 32  # bytes; what Mostrador makes has more


def identity_token(
    secret: str,
    *,
    key_id: str,
    shop: str,
    sub: str,
    email: str | None = None,
    email_verified: bool = False,
    name: str | None = None,
    now: datetime | None = None,
) -> str:
    """
    Make the token that says which customer is logged in, for `Mostrador.identify` in the shop's page.

    `sub` is the customer's own id in the shop, one that never passes to somebody else. Say `email_verified` only of an
    address that the shop has had confirmed: who has it sees what was written from it. `name` is what the widget greets
    them by, and what agents see. Make one token for each call,
    on the shop's server: whoever holds the secret can be any customer.
    """
    _check_secret(secret)
    _check_text("key_id", key_id, "the name that Mostrador showed beside the secret")
    _check_text("sub", sub, "the customer's own id in your shop; for somebody who is not logged in, make no token")
    if not shop.startswith("shop_"):
        raise InvalidIdentity(f"shop must be the shop's public key, like shop_…; it was {shop!r}.")
    issued = _aware(now)
    claims: dict[str, object] = {
        "sub": sub,
        "aud": shop,
        "iat": int(issued.timestamp()),
        "exp": int((issued + LIFETIME).timestamp()),
        "jti": secrets.token_urlsafe(16),
        **_address(email, email_verified),
        **_name(name),
    }
    return _signed({"alg": "HS256", "kid": key_id, "typ": "JWT"}, claims, secret)


def _signed(header: dict[str, str], claims: dict[str, object], secret: str) -> str:
    """A JSON Web Token (RFC 7519) in the compact form of RFC 7515, signed by HMAC-SHA-256."""
    body = b".".join(_base64(msgspec.json.encode(part)) for part in (header, claims))
    signature = hmac.digest(secret.encode(), body, hashlib.sha256)
    return (body + b"." + _base64(signature)).decode()


def _base64(raw: bytes) -> bytes:
    return urlsafe_b64encode(raw).rstrip(b"=")


def _check_secret(secret: str) -> None:
    length = len(secret.encode())
    if length < SHORTEST_SECRET:
        raise WeakSecret(
            f"The secret must be the identity secret that Mostrador showed, of at least {SHORTEST_SECRET} bytes; "
            f"this one has {length}."
        )


def _check_text(name: str, value: object, meaning: str) -> None:
    if not isinstance(value, str):
        raise InvalidIdentity(f"{name} must be text ({meaning}); it was of type {type(value).__name__}.")
    if not value.strip():
        raise InvalidIdentity(f"{name} must not be empty: it is {meaning}.")


def _aware(now: datetime | None) -> datetime:
    now = now or datetime.now(timezone.utc)
    if now.utcoffset() is None:
        raise InvalidIdentity("now must have a time zone, like datetime.now(timezone.utc).")
    return now


def _address(email: str | None, verified: bool) -> dict[str, object]:
    if email is None:
        if verified:
            raise InvalidIdentity("email_verified says that an address was confirmed: give that address as email.")
        return {}
    local, _, domain = email.rpartition("@")
    if not local or not domain or any(character.isspace() for character in email):
        raise InvalidIdentity("email must be an address, like ana@example.com.")
    return {"email": email, "email_verified": verified}


def _name(name: str | None) -> dict[str, object]:
    if name is None or not name.strip():
        return {}
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise InvalidIdentity(f"name must be one line of at most {LONGEST_NAME} characters.")
    return {"name": name.strip()}
