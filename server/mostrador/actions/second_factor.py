"""The second factor: what a code proves, and what an agent is given to prove it with."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import recovery, totp
from mostrador.domain.password import refused
from mostrador.errors import Conflict, TokenInvalid
from mostrador.storage import agents, members, shops
from mostrador.storage import recovery as codes_kept
from mostrador.storage.agents import Agent


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret for an app to hold, and the token that brings it back with the first code."""

    secret: str
    address: str
    token: str


def offer(desk: Desk, agent: Agent) -> Offer:
    """Make a secret. Nothing is written until a code proves that an app holds it."""
    secret = totp.new_secret(desk.random(totp.SECRET_BYTES))
    sealed = desk.keyring.seal(secret.encode(), agent.id).hex()
    token = desk.tokens.sign("second_factor", {"agent": agent.id, "sealed": sealed}, desk.clock.now())
    return Offer(secret, totp.address(secret, agent.email), token)


def offered_again(desk: Desk, agent: Agent, token: str) -> Offer:
    """The same offer, for a page that shows it once more. Raises `TokenInvalid` or `TokenExpired`."""
    secret = _offered(desk, agent.id, token, desk.clock.now())
    return Offer(secret, totp.address(secret, agent.email), token)


def take(
    tx: Connection,
    desk: Desk,
    agent: Agent,
    token: str,
    code: str,
    codes: tuple[str, ...],
    at: datetime,
    *,
    session: bytes = b"",
) -> None:
    """
    Turn it on, if the code is right, with new recovery codes. Raises `Invalid`.

    Every session but this one ends: none of the others has shown it.
    """
    secret = _offered(desk, agent.id, token, at)
    step = totp.matching_step(secret, code, at, after=None)
    if step is None:
        raise refused("wrong_code", "That is not the code.", "code")
    agents.set_second_factor(tx, agent.id, desk.keyring.seal(secret.encode(), agent.id), step)
    members.revoke_sessions(tx, agent.id, at=at, but=session)
    keep(tx, desk, agent.id, codes)


def use_code(tx: Connection, desk: Desk, agent: Agent, code: str, at: datetime, *, field: str = "code") -> None:
    """Use up a code of the app's. Raises `Invalid`."""
    if agent.totp_sealed is None:
        raise refused("wrong_code", "That is not the code.", field)
    secret = desk.keyring.open(agent.totp_sealed, agent.id).decode()
    step = totp.matching_step(secret, code, at, after=agent.totp_step)
    if step is None:
        seen = totp.matching_step(secret, code, at, after=None) is not None
        raise refused("used" if seen else "wrong_code", "That is not the code, or it has been used.", field)
    agents.set_step(tx, agent.id, step)


def use_recovery_code(tx: Connection, desk: Desk, agent: Agent, code: str, at: datetime) -> None:
    """Use up one of the ten. Raises `Invalid`."""
    digest = recovery.digest(desk.keyring.links, agent.id, code)
    if agent.totp_sealed is None or not codes_kept.use(tx, agent.id, digest, at=at):
        raise refused("wrong_code", "That is not one of the codes, or it has been used.", "code")


def clear(tx: Connection, agent: str) -> None:
    agents.set_second_factor(tx, agent, None, None)
    codes_kept.replace(tx, agent, ())


def is_required(tx: Connection, agent: str) -> bool:
    """Whether any shop that they work for asks for it: a session can go to each of them."""
    theirs = (shops.find(tx, shop) for shop in members.shops_of(tx, agent))
    return any(shop is not None and shop.profile.require_second_factor for shop in theirs)


def require_own(tx: Connection, agent: str) -> None:
    """Whoever asks a team for a second factor has one: they would shut themselves out. Raises `Conflict`."""
    found = agents.find(tx, agent)
    if found is not None and not found.has_second_factor:
        raise Conflict("Set up your own second factor before you ask others for one.", code="own_factor_first")


def new_codes(desk: Desk) -> tuple[str, ...]:
    return recovery.codes(desk.random(recovery.ENTROPY_BYTES))


def keep(tx: Connection, desk: Desk, agent: str, codes: tuple[str, ...]) -> None:
    """Put these recovery codes in the place of the old ones."""
    codes_kept.replace(tx, agent, [recovery.digest(desk.keyring.links, agent, code) for code in codes])


def _offered(desk: Desk, agent: str, token: str, at: datetime) -> str:
    payload = desk.tokens.read("second_factor", token, at)
    if payload["agent"] != agent:
        raise TokenInvalid("This second factor was offered to somebody else.")
    return desk.keyring.open(bytes.fromhex(payload["sealed"]), agent).decode()
