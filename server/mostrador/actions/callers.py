"""A shop's own server, known by its API key; what the key may do is read again inside the transaction that does it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import keys as forms
from mostrador.domain.keys import Scope
from mostrador.errors import Forbidden, Unauthenticated
from mostrador.storage import keys as api_keys

NOTED_EVERY = timedelta(minutes=1)  # the last use, so that a busy key is not written at each request


@dataclass(frozen=True, slots=True)
class Caller:
    """`digest` is of the key; `address` the network address, for the audit log."""

    shop: str
    key: str
    name: str
    scopes: frozenset[str]
    digest: bytes
    address: str


async def known(desk: Desk, key: str, address: str) -> Caller:
    """Say whose key this is, and note that it was used. Raises `Unauthenticated`."""
    now = desk.clock.now()
    digest = forms.digest(key)
    found = await desk.db.read(lambda tx: api_keys.by_digest(tx, digest))
    if found is None:
        raise Unauthenticated("This API key is unknown, or was ended.", code="key_unknown")
    if found.last_used_at is None or now - found.last_used_at >= NOTED_EVERY:
        await desk.db.write(lambda tx: api_keys.touch(tx, found.shop, found.id, at=now))
    return Caller(found.shop, found.id, found.name, frozenset(found.scopes), digest, address)


def require(tx: Connection, caller: Caller, scope: Scope) -> Caller:
    """
    Return the caller with the scopes that the key has now.

    Raises `Unauthenticated` for a key that was ended meanwhile, `Forbidden` for one that may not do this.
    """
    found = api_keys.by_digest(tx, caller.digest)
    if found is None or found.shop != caller.shop:
        raise Unauthenticated("This API key is unknown, or was ended.", code="key_unknown")
    if scope not in found.scopes:
        raise Forbidden(f"This key lacks the scope {scope}.", code="scope_missing")
    return replace(caller, scopes=frozenset(found.scopes))
