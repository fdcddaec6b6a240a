"""A visitor becomes the customer that the shop says they are, and stops being it."""

import base64
import hashlib
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from mostrador.actions.visitors import TOKEN_BYTES, Admitted, digest
from mostrador.desk import Desk
from mostrador.domain import addresses, identity
from mostrador.domain.identity import Identity
from mostrador.errors import Unauthenticated
from mostrador.storage import customers, identities, secrets, visitors
from mostrador.storage.visitors import Visitor

AFTER_EXPIRY = timedelta(hours=1)  # that a session outlives its last identity token
MOST_BROWSERS = 3  # that may use one token: a person's tabs and a retry, not a leak

log = structlog.get_logger("mostrador.identity")


async def identify(desk: Desk, proof: bytes, token: str) -> Admitted | None:
    """
    Take the shop's word on who this visitor is.

    The first time, or with another `sub`, the visitor gets a new token and the old one is revoked; with the same `sub`
    the session is extended, its token stays, and None is returned. Nothing of the anonymous visit goes along.
    Raises `Unauthenticated` for a token that does not hold, or that too many browsers have shown.
    """
    now = desk.clock.now()
    text = base64.urlsafe_b64encode(desk.random(TOKEN_BYTES)).decode().rstrip("=")
    new_visitor, new_customer = desk.new("vis"), desk.new("cus")

    def work(tx: Connection) -> Admitted | None:
        visitor = visitors.lock_by_token(tx, proof, at=now)
        if visitor is None:
            raise Unauthenticated("This visitor's token is unknown or over.", code="visitor_unknown")
        said = identity.read(token, lambda kid: _key(tx, desk, visitor.shop, kid), visitor.shop, now)
        _require_few(tx, visitor, said)
        customer = _customer(tx, visitor.shop, said, new_customer, at=now)
        until = said.expires_at + AFTER_EXPIRY
        if visitor.customer == customer:
            visitors.extend(tx, visitor.id, at=now, until=until)
            return None
        visitors.revoke(tx, visitor.id, at=now)
        visitors.add(tx, visitor.shop, new_visitor, digest(text), customer=customer, at=now, expires_at=until)
        return Admitted(text, until)

    return await desk.db.write(work, lane="identified")


async def log_out(desk: Desk, proof: bytes) -> None:
    """End the visitor's session. Whoever is not known any more is logged out already."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        if visitor := visitors.lock_by_token(tx, proof, at=now):
            visitors.revoke(tx, visitor.id, at=now)

    await desk.db.write(work, lane="identified")


def _key(tx: Connection, desk: Desk, shop: str, kid: str) -> bytes | None:
    secret = secrets.find(tx, shop, "identity", kid)
    return desk.keyring.open(secret.sealed, secret.id) if secret else None


def _require_few(tx: Connection, visitor: Visitor, said: Identity) -> None:
    used = hashlib.sha256(said.jti.encode()).digest()
    if identities.use(tx, visitor.shop, used, visitor.id, expires_at=said.expires_at) > MOST_BROWSERS:
        log.warning("identity_token_shared", shop=visitor.shop)
        raise Unauthenticated("This identity token was shown by too many browsers.", code="identity_refused")


def _customer(tx: Connection, shop: str, said: Identity, new: str, *, at: datetime) -> str:
    """
    The customer of this `sub`; who proved the same address by a click before is the same person.

    They are called as the shop says now.
    """
    email = _address(said.email)
    customer = _found(tx, shop, said, email, new, at=at)
    if said.name:
        customers.rename(tx, shop, customer, said.name)
    return customer


def _found(tx: Connection, shop: str, said: Identity, email: str | None, new: str, *, at: datetime) -> str:
    known = customers.by_external_id(tx, shop, said.sub)
    by_email = customers.by_email(tx, shop, email) if email else None
    if known is None and by_email is not None and by_email.external_id is None:
        customers.name_externally(tx, shop, by_email.id, said.sub, at=at)
        return by_email.id
    if known is None:
        free = email if by_email is None else None
        customers.add(tx, shop, new, name="", language="", at=at, email=free, external_id=said.sub)
        return new
    if email and by_email is None:
        customers.prove(tx, shop, known.id, email, at=at)
    return known.id


def _address(email: str | None) -> str | None:
    if email is None:
        return None
    try:
        return addresses.email(email)
    except ValueError:
        return None
