"""Who we are to a push service (VAPID, RFC 8292): a key of the installation's own, and a note signed with it."""

import base64
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mostrador.gateways.push_encryption import CURVE, point

GOOD_FOR = timedelta(hours=12)  # RFC 8292, 2: at most 24 hours, and clocks differ
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SEC 2, 2.4.2)
WIDE = 48  # bytes: 128 bits more than the order has, so that the remainder favours no key (FIPS 186-5, A.2.1)


class Vapid:
    """`subject` is whom a push service writes to when something is wrong: an https address, or `mailto:`."""

    def __init__(self, secret: bytes, subject: str) -> None:
        """`secret` are 256 random bits; the same ones always make the same key."""
        wide = int.from_bytes(HKDF(SHA512(), WIDE, None, b"mostrador.vapid").derive(secret))
        self._key = ec.derive_private_key(wide % (ORDER - 1) + 1, CURVE)
        self._subject = subject

    @property
    def public(self) -> str:
        """The `applicationServerKey` that browsers subscribe with."""
        return base64url(point(self._key.public_key()))

    def authorization(self, endpoint: str, *, at: datetime) -> str:
        """The header for a push to this endpoint."""
        place = urlsplit(endpoint)
        claims = {
            "aud": f"{place.scheme}://{place.netloc}",
            "exp": int((at + GOOD_FOR).timestamp()),
            "sub": self._subject,
        }
        return f"vapid t={jwt.encode(claims, self._key, algorithm='ES256')}, k={self.public}"


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
