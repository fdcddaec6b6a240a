"""The form token and its proof of work: what anybody pays before a word of theirs is stored."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from msgspec import Meta
from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import addresses, proof, spam, tokens
from mostrador.domain.proof import Bound
from mostrador.domain.shop import Shop
from mostrador.errors import Refusal, TokenExpired, TokenSpent
from mostrador.storage import spent

# The sender's own key for what is sent: the same key again is the same thing. (`$` alone would let a line end follow.)
Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{8,64}(?!\n)$")]
TOKEN_BYTES = 12  # random, so that no two tokens are alike


@dataclass(frozen=True, slots=True)
class Paid:
    """A token and a proof that hold, from `who` in `shop`. They are spent together with what they send."""

    shop: str
    who: str
    digest: bytes
    since: datetime  # the first focus in the form, whatever was renewed meanwhile
    pressure: float  # how much harder than usual the proof was made, 0 to 1
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Issued:
    token: str
    challenge: dict[str, Any]


async def issue(desk: Desk, shop: Shop, who: str, address: str, previous: str | None = None) -> Issued:
    """
    Make a form token and its challenge; nothing is written.

    `previous` is the token that this one follows: it hands on when the shopper began.
    """
    now = desk.clock.now()
    of_network, of_shop = await desk.tally.look(keys(shop.id, network=address)[::-1], now)
    limits = shop.profile.limits
    load = max(0.0, 2 * of_shop / limits.shop - 1)
    pressed = min(1.0, load) + spam.suspicion(of_network >= limits.network)
    token = desk.tokens.sign(
        "form",
        {
            "shop": shop.id,
            "who": who,
            "since": _began(desk, shop.id, previous, now).timestamp(),
            "pressure": round(pressed / 2, 2),
            "id": desk.random(TOKEN_BYTES).hex(),
        },
        now,
    )
    until = now + tokens.LIVES["form"].age
    tries = proof.difficulty(load, pressed - min(1.0, load))
    return Issued(token, proof.challenge(desk.keyring.proof, Bound(shop.id, who, token), tries, until))


def check(desk: Desk, token: str, solved: str, at: datetime) -> Paid:
    """Return what was paid. Raises a `Refusal` for a token or a proof that does not hold."""
    payload = desk.tokens.read("form", token, at)
    proof.verify(desk.keyring.proof, Bound(payload["shop"], payload["who"], token), solved, at)
    return Paid(
        payload["shop"],
        payload["who"],
        hashlib.sha256(token.encode()).digest(),
        datetime.fromtimestamp(payload["since"], UTC),
        payload["pressure"],
        at + tokens.LIVES["form"].age,
    )


def spend(tx: Connection, paid: Paid, who: str) -> None:
    """Use them up in this transaction. Raises `TokenSpent`, or `TokenExpired` for somebody else's."""
    if paid.who != who:
        raise TokenExpired("This form token was made for somebody else; ask for a new one.")
    if not spent.spend(tx, paid.digest, expires_at=paid.expires_at):
        raise TokenSpent("This form token was used before; ask for a new one.")


def keys(shop: str, *, who: str | None = None, network: str | None = None, mailbox: str | None = None) -> list[str]:
    """What is counted: the shop, and within it a visitor, a network, a mailbox."""
    counted = [f"shop {shop}"]
    if who:
        counted.append(f"who {shop} {who}")
    if network:
        counted.append(f"network {shop} {addresses.network(network)}")
    if mailbox:
        counted.append(f"mailbox {shop} {mailbox}")
    return counted


def _began(desk: Desk, shop: str, previous: str | None, now: datetime) -> datetime:
    """When the shopper began: now, or when an earlier token says."""
    if not previous:
        return now
    try:
        payload = desk.tokens.read_to_renew("form", previous, now)
    except Refusal:
        return now
    return datetime.fromtimestamp(payload["since"], UTC) if payload["shop"] == shop else now
