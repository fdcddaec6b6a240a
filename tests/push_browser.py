"""A browser that has subscribed to pushes: it alone opens what is sealed for it (RFC 8291 from its side)."""

import base64
import os
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.far_server import Request


class PushBrowser:
    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.p256dh = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.auth = os.urandom(16)

    def subscription(self, endpoint: str) -> dict[str, str]:
        return {"endpoint": endpoint, "p256dh": encoded(self.p256dh), "auth": encoded(self.auth)}

    def opens(self, sealed: bytes) -> bytes:
        """The extract and expand of RFC 5869, spelled out, so that nothing is shared with the side that seals."""
        salt, length = sealed[:16], sealed[20]
        theirs, text = sealed[21 : 21 + length], sealed[21 + length :]
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        secret = _mac(_mac(self.auth, shared), b"WebPush: info\0" + self.p256dh + theirs + b"\x01")
        random = _mac(salt, secret)
        key = _mac(random, b"Content-Encoding: aes128gcm\0\x01")[:16]
        nonce = _mac(random, b"Content-Encoding: nonce\0\x01")[:12]
        plain = AESGCM(key).decrypt(nonce, text, None).rstrip(b"\0")
        assert plain.endswith(b"\x02")
        return plain[:-1]


def vouched(request: Request) -> tuple[dict[str, Any], str]:
    """The claims of the note that came along, once its signature is checked, and the key that it names (RFC 8292)."""
    scheme, _, parameters = request.headers["authorization"].partition(" ")
    assert scheme == "vapid"
    named = dict(part.strip().split("=", 1) for part in parameters.split(","))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(named["k"]))
    options = {"verify_aud": False, "verify_exp": False}
    return jwt.decode(named["t"], public, algorithms=["ES256"], options=options), named["k"]


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _mac(key: bytes, text: bytes) -> bytes:
    mac = HMAC(key, SHA256())
    mac.update(text)
    return mac.finalize()
