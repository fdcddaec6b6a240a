"""The second factor: six digits from an app (RFC 6238), each step of which counts once."""

import base64
import hmac
from datetime import datetime

from pyotp import TOTP

SECRET_BYTES = 20  # RFC 4226, 4: 160 bits recommended
STEP = 30  # seconds
ISSUER = "Mostrador"


def new_secret(entropy: bytes) -> str:
    return base64.b32encode(entropy[:SECRET_BYTES]).decode()


def address(secret: str, account: str) -> str:
    """The `otpauth:` address that an app reads from the QR code."""
    return TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def matching_step(secret: str, code: str, at: datetime, *, after: int | None) -> int | None:
    """
    Find the step whose code this is: this one or a neighbour, for clocks that differ, and later than the last used.

    None when it is no such code. All three are compared, whichever matches.
    """
    typed = "".join(code.split()).encode()
    totp, current = TOTP(secret), int(at.timestamp()) // STEP
    found = None
    for step in (current - 1, current, current + 1):
        matches = hmac.compare_digest(totp.generate_otp(step).encode(), typed)
        if matches and (after is None or step > after):
            found = step
    return found
