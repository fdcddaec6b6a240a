"""An agent lets this browser be told of chats, or no more. It ends by itself with the session that asked for it."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain.speaker import Speaker
from mostrador.errors import Invalid, NotFound
from mostrador.gateways.push_encryption import AUTH_BYTES, CURVE
from mostrador.storage import push_subscriptions
from mostrador.storage.push_subscriptions import Subscription

LONGEST = 2048  # characters of an endpoint; the longest that browsers make have some 500


@dataclass(frozen=True, slots=True)
class Introduced:
    """A browser as it says of itself; keys in base64url (Push API, `PushSubscription.toJSON`)."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What the console can offer: the server's key for browsers to subscribe with, and whether this one has."""

    key: str
    is_on: bool


async def offer(desk: Desk, speaker: Speaker) -> Offer | None:
    """None where the owner of the server does not want it."""
    if desk.push is None:
        return None
    now = desk.clock.now()

    def work(tx: Connection) -> bool:
        agent = authority.require(tx, speaker, "read", at=now)
        return push_subscriptions.has(tx, agent.shop, agent.proof, at=now)

    return Offer(desk.push.key, await desk.db.read(work))


async def subscribe(desk: Desk, speaker: Speaker, browser: Introduced) -> None:
    """
    Tell this browser of chats, for as long as this session lives.

    Raises `Invalid` for what no browser says, `NotFound` where the owner of the server does not want it.
    """
    _require_wanted(desk)
    endpoint = _endpoint(browser.endpoint)
    p256dh, auth = _decoded(browser.p256dh), _decoded(browser.auth)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh)
    except ValueError:
        raise _invalid() from None
    if len(auth) != AUTH_BYTES:
        raise _invalid()
    now, id = desk.clock.now(), desk.new("psh")

    def work(tx: Connection) -> None:
        agent = authority.require(tx, speaker, "answer", at=now)
        new = Subscription(id, agent.shop, agent.id, endpoint, p256dh, auth)
        push_subscriptions.put(tx, new, agent.proof, at=now)

    await desk.db.write(work)


async def unsubscribe(desk: Desk, speaker: Speaker) -> None:
    """Tell this browser nothing more. Doing it again changes nothing."""
    _require_wanted(desk)
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        agent = authority.require(tx, speaker, "read", at=now)
        push_subscriptions.forget_of_session(tx, agent.proof)

    await desk.db.write(work)


def _require_wanted(desk: Desk) -> None:
    if desk.push is None:
        raise NotFound("This server sends no pushes.")


def _endpoint(typed: str) -> str:
    """An address that may be called; where its name leads is looked at each time it is."""
    try:
        parts = urlsplit(typed)
        is_one = parts.scheme in {"https", "http"} and parts.hostname and not parts.username and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one or not typed.isascii() or not typed.isprintable() or " " in typed or len(typed) > LONGEST:
        raise _invalid()
    return typed


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _invalid() from None


def _invalid() -> Invalid:
    return Invalid("This is no browser's subscription.", code="subscription_invalid")
