"""What a shop says about who is logged in: a JWT (RFC 7519), signed with a secret that we made for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from mostrador.domain.form import LONGEST_NAME, take_line
from mostrador.errors import FieldError, Unauthenticated

LONGEST_LIFE = timedelta(minutes=15)
SKEW = timedelta(minutes=1)  # between the shop's clock and ours
LONGEST_TOKEN = 4096  # characters
LONGEST_TEXT = 255  # characters of `sub` and `jti`
REQUIRED = ["sub", "aud", "iat", "exp", "jti"]


@dataclass(frozen=True, slots=True)
class Identity:
    """`email` is there only if the shop says that it was verified; `name` is empty where it gives none."""

    sub: str
    jti: str
    expires_at: datetime
    email: str | None
    name: str = ""


def read(token: str, key_of: Callable[[str], bytes | None], shop: str, at: datetime) -> Identity:
    """
    Verify a token for this shop. `key_of` gives the living secret of a `kid`.

    Raises `Unauthenticated`, with one code for every reason: who forges learns nothing.
    """
    try:
        if not 0 < len(token) <= LONGEST_TOKEN:
            raise ValueError("length")
        key = key_of(_text(jwt.get_unverified_header(token).get("kid")))
        if key is None:
            raise ValueError("kid")
        # Times are judged below, by the clock that we are handed.
        options: Any = {
            "require": REQUIRED,
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
            "enforce_minimum_key_length": True,
        }
        claims = jwt.decode(token, key, algorithms=["HS256"], audience=shop, options=options)
        return _identity(claims, at)
    except (jwt.PyJWTError, ValueError, OverflowError):
        raise Unauthenticated("The shop's word on who this is does not hold.", code="identity_refused") from None


def _identity(claims: Mapping[str, Any], at: datetime) -> Identity:
    issued, expires = _moment(claims["iat"]), _moment(claims["exp"])
    if not at < expires or issued > at + SKEW or not timedelta() < expires - issued <= LONGEST_LIFE:
        raise ValueError("times")
    if claims["aud"].__class__ is not str:
        raise ValueError("aud")
    verified = claims.get("email") if claims.get("email_verified") is True else None
    email = None if verified is None else _text(verified)
    return Identity(_text(claims["sub"]), _text(claims["jti"]), expires, email, _name(claims.get("name")))


def _name(value: Any) -> str:
    """A name that nobody could be called by is left out: it is no reason to keep a customer out."""
    fields: dict[str, FieldError] = {}
    name = take_line("name", value, LONGEST_NAME, fields) if isinstance(value, str) else ""
    return "" if fields else name


def _moment(value: Any) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("time")
    return datetime.fromtimestamp(value, UTC)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT or not value.isprintable():
        raise ValueError("text")
    return value
