"""Visitors come in: a browser that shows a fresh frame gets a token of its own."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import tokens
from mostrador.errors import TokenExpired, TokenInvalid, Unauthenticated
from mostrador.storage import customers, own_conversations, read_marks, spent, visitors
from mostrador.storage.own_conversations import Own

IDLE_LIFE = timedelta(hours=24)  # of a visitor who never said who they are
SEEN_EVERY = timedelta(hours=1)  # a write for each message would be dear
TOKEN_BYTES = 32
BOOT_BYTES = 12  # random, so that no two boot tokens are alike
BOOT_LIFE = tokens.LIVES["boot"].age + tokens.SKEW  # that one may still have, whichever server signed it


@dataclass(frozen=True, slots=True)
class Admitted:
    token: str
    expires_at: datetime


def boot(desk: Desk, shop: str) -> str:
    """The token that a frame's document carries, to be exchanged once and within ten minutes."""
    return desk.tokens.sign("boot", {"shop": shop, "id": desk.random(BOOT_BYTES).hex()}, desk.clock.now())


async def admit(desk: Desk, boot_token: str) -> Admitted:
    """Exchange a boot token for a new visitor's. Raises `Unauthenticated` when it is over, used or none of ours."""
    now = desk.clock.now()
    try:
        said = desk.tokens.read("boot", boot_token, now)
        shop, boot_id = said["shop"], said["id"]
    except (TokenExpired, TokenInvalid, KeyError) as problem:  # those of older servers have no id
        raise _over() from problem
    known = await desk.shop(shop)
    token = base64.urlsafe_b64encode(desk.random(TOKEN_BYTES)).decode().rstrip("=")
    visitor, expires_at = desk.new("vis"), now + IDLE_LIFE

    def work(tx: Connection) -> None:
        # By its id and not its text: base64 lets the same signature be spelled in more than one way.
        if not spent.spend(tx, digest(f"boot {boot_id}"), expires_at=now + BOOT_LIFE):
            raise _over()
        visitors.add(tx, known.id, visitor, digest(token), at=now, expires_at=expires_at)

    await desk.db.write(work, lane="anonymous")
    return Admitted(token, expires_at)


@dataclass(frozen=True, slots=True)
class Me:
    """A visitor: what they wrote to us, newest first; a customer's name; whether an address of theirs is proven."""

    conversations: tuple[Own, ...]
    name: str
    is_proven: bool


async def known(desk: Desk, proof: bytes) -> visitors.Visitor:
    """Whose token this is. Raises `Unauthenticated`."""
    now = desk.clock.now()
    found = await desk.db.read(lambda tx: visitors.by_token(tx, proof, at=now))
    if found is None:
        raise _unknown()
    return found


async def me(desk: Desk, proof: bytes) -> Me:
    """Raises `Unauthenticated`."""
    now = desk.clock.now()

    def work(tx: Connection) -> Me:
        visitor, own = _own(tx, proof, now)
        customer = customers.find(tx, visitor.shop, visitor.customer) if visitor.customer else None
        return Me(tuple(own), customer.name if customer else "", bool(customer and customer.email))

    return await desk.db.read(work)


async def has_seen(desk: Desk, proof: bytes) -> None:
    """This visitor has been shown that there are answers. Raises `Unauthenticated`."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        visitor, own = _own(tx, proof, now)
        for each in own:
            if each.is_unread:
                who = visitor.customer or visitor.id
                read_marks.advance(tx, visitor.shop, each.id, who, each.answered, at=now)

    await desk.db.write(work, lane="anonymous")


def keep_alive(tx: Connection, visitor: visitors.Visitor, *, at: datetime) -> None:
    """Who does something is not idle: their token lives on. A customer's ends with what the shop says."""
    if visitor.customer is None and visitor.expires_at - at < IDLE_LIFE - SEEN_EVERY:
        visitors.extend(tx, visitor.id, at=at, until=at + IDLE_LIFE)


def _own(tx: Connection, proof: bytes, now: datetime) -> tuple[visitors.Visitor, list[Own]]:
    visitor = visitors.by_token(tx, proof, at=now)
    if visitor is None:
        raise _unknown()
    return visitor, own_conversations.of(tx, visitor.shop, visitor.customer or visitor.id)


def _over() -> Unauthenticated:
    return Unauthenticated("Load the frame anew.", code="boot_expired")


def _unknown() -> Unauthenticated:
    return Unauthenticated("This visitor's token is unknown or over.", code="visitor_unknown")


def digest(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()
