"""
What is sent to a browser is sealed for it alone: the push service in between reads nothing.

RFC 8291 (Message Encryption for Web Push), in the coding `aes128gcm` of RFC 8188, as one record. Written here, since
the libraries for it bring along HTTP clients of their own or come without types.
"""

import struct

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
POINT_BYTES = 65  # an uncompressed point, SEC 1, 2.3.3
AUTH_BYTES = 16  # RFC 8291, 3.2
SALT_BYTES = 16  # RFC 8188, 2.1
RECORD = 4096  # bytes; RFC 8291, 4: a push service takes this much in any case
LAST = b"\x02"  # RFC 8188, 2: ends the plain text of the last record; zeros may follow
PADDED = 512  # bytes: how long a message is says nothing about it


def seal(plain: bytes, p256dh: bytes, auth: bytes, *, salt: bytes, own: ec.EllipticCurvePrivateKey) -> bytes:
    """
    Seal `plain` (at most `PADDED` - 1 bytes) for the browser that has `p256dh` and `auth`.

    `salt` is 16 random bytes and `own` a fresh key, both used once. Raises ValueError if `p256dh` is no point on the
    curve, or for what is too long.
    """
    if len(plain) >= PADDED:
        raise ValueError(f"A message has at most {PADDED - 1} bytes.")
    return record((plain + LAST).ljust(PADDED, b"\0"), p256dh, auth, salt, own)


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as browsers write it."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def record(text: bytes, p256dh: bytes, auth: bytes, salt: bytes, own: ec.EllipticCurvePrivateKey) -> bytes:
    """One record of the coding, its header first: RFC 8291, 3.4, and RFC 8188, 2.1. `text` ends as `LAST` says."""
    browser = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh)
    ours = point(own.public_key())
    shared = own.exchange(ec.ECDH(), browser)
    secret = _derive(shared, auth, b"WebPush: info\0" + p256dh + ours, 32)
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + struct.pack("!IB", RECORD, len(ours)) + ours
    return header + AESGCM(key).encrypt(nonce, text, None)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
