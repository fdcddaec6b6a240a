"""Web Push (RFC 8030): a short message to a browser, through the service that its maker runs."""

import base64
import hashlib
import os
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from mostrador.gateways.fetch import Fetch, Unreachable, Unsafe
from mostrador.gateways.push_encryption import CURVE, SALT_BYTES, seal
from mostrador.gateways.vapid import Vapid

SECONDS = 5.0  # for one push: it is soon of no use, and mails wait in the same line
TAKEN = range(200, 300)
GONE = {404, 410}  # RFC 8030, 7.3: the browser has left, or its person said no
LATER = {408, 429, *range(500, 600)}
TOPIC_CHARACTERS = 32  # RFC 8030, 5.4


@dataclass(frozen=True, slots=True)
class Target:
    """A browser as it introduced itself (RFC 8291, 2.1)."""

    endpoint: str
    p256dh: bytes
    auth: bytes


class PushGone(Exception):
    """That browser wants nothing any more."""


class PushRefused(Exception):
    """This push will never be taken."""


class PushDelayed(Exception):
    """It did not work this time."""


class Push:
    def __init__(self, fetch: Fetch, vapid: Vapid) -> None:
        self._fetch = fetch
        self._vapid = vapid

    @property
    def key(self) -> str:
        """What browsers subscribe with."""
        return self._vapid.public

    async def send(self, to: Target, message: bytes, *, about: str, seconds: int, at: datetime) -> None:
        """
        Hand a message over, to be dropped when the browser is not there within so many seconds.

        A later one that is `about` the same takes its place while it waits. Raises `PushGone`, `PushRefused` for good,
        `PushDelayed` for now.
        """
        own = ec.generate_private_key(CURVE)
        headers = {
            "authorization": self._vapid.authorization(to.endpoint, at=at),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(seconds),
            "urgency": "high",
            "topic": _topic(about),
        }
        try:
            sealed = seal(message, to.p256dh, to.auth, salt=os.urandom(SALT_BYTES), own=own)
            answer = await self._fetch.call("POST", to.endpoint, headers=headers, body=sealed, seconds=SECONDS)
        except Unreachable as problem:
            raise PushDelayed(str(problem)) from None
        except (Unsafe, ValueError) as problem:
            raise PushRefused(type(problem).__name__) from None
        if answer.status in GONE:
            raise PushGone
        if answer.status in LATER:
            raise PushDelayed(f"http {answer.status}")
        if answer.status not in TAKEN:
            raise PushRefused(f"http {answer.status}")


def _topic(about: str) -> str:
    """A name for it that says nothing to the push service."""
    return base64.urlsafe_b64encode(hashlib.sha256(about.encode()).digest()).decode()[:TOPIC_CHARACTERS]
