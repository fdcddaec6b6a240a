"""Log in: the password, then the second factor where there is one or has to be one, then a session."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import known_browsers, second_factor
from mostrador.actions.attempts import Counted, admit, counted, forgive
from mostrador.actions.second_factor import Offer
from mostrador.desk import Desk
from mostrador.domain import addresses
from mostrador.domain import session as life
from mostrador.errors import Invalid, Refusal, TokenInvalid
from mostrador.gateways.passwords import wants_rehash
from mostrador.storage import agents, audit, members, sessions
from mostrador.storage.agents import Agent


@dataclass(frozen=True, slots=True)
class Knock:
    """From where somebody wants to get in, and what their browser brought along."""

    address: str
    browser: str = ""  # "Firefox, Linux"
    known: str = ""  # the token that says with which accounts it logged in before
    session: bytes | None = None  # the digest of the session it had until now


@dataclass(frozen=True, slots=True)
class HalfWay:
    """The password was right. That is not a session."""

    token: str
    has_second_factor: bool


@dataclass(frozen=True, slots=True)
class LoggedIn:
    session_id: str
    known: str
    recovery_codes: tuple[str, ...] = ()


async def with_password(desk: Desk, knock: Knock, email: str, password: str) -> LoggedIn | HalfWay:
    """
    Check the password; the same answer, after the same work, for a wrong one and for nobody.

    Raises `Invalid` or `TooMany`.
    """
    account = known_browsers.account(desk, email)
    by = _counted_at_door(desk, knock, account)
    await admit(desk, by)
    agent, needs_second = await desk.db.read(lambda tx: _who(tx, known_browsers.folded(email)))
    if not await desk.passwords.check(agent.password_hash if agent else None, password) or agent is None:
        raise Invalid("This address and password do not match.", code="wrong_login")
    fresh_hash = await desk.passwords.hash(password) if wants_rehash(agent.password_hash or "") else None
    begin = _beginning(desk, knock, account)

    def work(tx: Connection) -> LoggedIn | HalfWay:
        forgive(tx, by)
        now_agent = _same(tx, agent.id, _mark(agent.password_hash))
        if fresh_hash:
            agents.set_password(tx, agent.id, fresh_hash)
        if now_agent.has_second_factor or needs_second:
            payload = {"agent": agent.id, "password": _mark(fresh_hash or now_agent.password_hash), "account": account}
            return HalfWay(desk.tokens.sign("login", payload, desk.clock.now()), now_agent.has_second_factor)
        return begin(tx, now_agent, ())

    return await desk.db.write(work)


async def with_code(desk: Desk, knock: Knock, token: str, code: str, *, recovery: bool = False) -> LoggedIn:
    """Check the second factor. Raises `Invalid`, `TooMany`, `TokenInvalid` or `TokenExpired`."""
    half = _read(desk, token)
    by = [counted(desk, "code", known_browsers.find(desk, knock.known, half["account"]) or half["agent"])]
    await admit(desk, by)
    begin = _beginning(desk, knock, half["account"])
    use = second_factor.use_recovery_code if recovery else second_factor.use_code
    now = desk.clock.now()

    def work(tx: Connection) -> LoggedIn:
        agent = _same(tx, half["agent"], half["password"])
        use(tx, desk, agent, code, now)
        forgive(tx, by)
        if recovery:
            _record(tx, desk, agent.id, None, "second_factor.recovery_used", knock, now)
        return begin(tx, agent, ())

    try:
        return await desk.db.write(work)
    except Invalid:
        wrong = "second_factor.wrong"
        await desk.db.write(lambda tx: _record(tx, desk, half["agent"], None, wrong, knock, now))
        raise


async def is_half_way(desk: Desk, token: str) -> bool | None:
    """Whether there is a second factor to ask for; None where the token does not hold (any more)."""
    try:
        half = _read(desk, token)
        agent = await desk.db.read(lambda tx: _same(tx, half["agent"], half["password"], lock=False))
    except Refusal:
        return None
    return agent.has_second_factor


async def offer(desk: Desk, token: str, offered: str = "") -> Offer:
    """Offer a second factor to somebody whose shop asks for one, or show the offer once more."""
    half = _read(desk, token)
    agent = await desk.db.read(lambda tx: _same(tx, half["agent"], half["password"], lock=False))
    _require_none(agent)
    return second_factor.offered_again(desk, agent, offered) if offered else second_factor.offer(desk, agent)


async def with_new_factor(desk: Desk, knock: Knock, token: str, offered: str, code: str) -> LoggedIn:
    """Turn the second factor on that was just offered, and let its owner in with new recovery codes."""
    half = _read(desk, token)
    codes = second_factor.new_codes(desk)
    begin = _beginning(desk, knock, half["account"])
    now = desk.clock.now()

    def work(tx: Connection) -> LoggedIn:
        agent = _same(tx, half["agent"], half["password"])
        _require_none(agent)
        second_factor.take(tx, desk, agent, offered, code, codes, now)
        _record(tx, desk, agent.id, None, "second_factor.set", knock, now)
        return begin(tx, agent, codes)

    return await desk.db.write(work)


def _counted_at_door(desk: Desk, knock: Knock, account: str) -> list[Counted]:
    if browser := known_browsers.find(desk, knock.known, account):
        return [counted(desk, "known", browser)]
    network = addresses.network(knock.address)
    return [
        counted(desk, "pair", f"{account} {network}"),
        counted(desk, "network", network),
        counted(desk, "account", account),
    ]


def _who(tx: Connection, email: str) -> tuple[Agent | None, bool]:
    """The agent, if they work for any shop, and whether one of those asks for a second factor."""
    agent = agents.by_email(tx, email)
    if agent is None or not members.shops_of(tx, agent.id):
        return None, False
    return agent, second_factor.is_required(tx, agent.id)


def _same(tx: Connection, agent_id: str, mark: str, *, lock: bool = True) -> Agent:
    """The agent whose password was right, if it is the same password still. Raises `TokenInvalid`."""
    agent = (agents.lock if lock else agents.find)(tx, agent_id)
    if agent is None or not hmac.compare_digest(_mark(agent.password_hash), mark) or not members.shops_of(tx, agent.id):
        raise TokenInvalid("Log in again.")
    return agent


def _mark(password_hash: str | None) -> str:
    """Tells one password from the next without telling anything about it."""
    return hashlib.sha256((password_hash or "").encode()).hexdigest()


def _read(desk: Desk, token: str) -> dict[str, str]:
    return desk.tokens.read("login", token, desk.clock.now())


def _require_none(agent: Agent) -> None:
    if agent.has_second_factor:
        raise TokenInvalid("There is a second factor already; log in with it.")


def _beginning(desk: Desk, knock: Knock, account: str) -> Callable[[Connection, Agent, tuple[str, ...]], LoggedIn]:
    """Prepare what needs chance, and return the work that begins the session: always a new id."""
    now = desk.clock.now()
    session_id = base64.urlsafe_b64encode(desk.random(life.ID_BYTES)).decode().rstrip("=")
    known = known_browsers.remember(desk, knock.known, account)

    def begin(tx: Connection, agent: Agent, codes: tuple[str, ...]) -> LoggedIn:
        if knock.session:
            members.revoke_session(tx, knock.session, at=now)
        theirs = members.shops_of(tx, agent.id)
        last = sessions.last_shop(tx, agent.id)
        shop = last if last in theirs else theirs[0]
        members.add_session(
            tx,
            life.digest(session_id),
            agent_id=agent.id,
            shop=shop,
            at=now,
            expires_at=life.end(now, now),
            browser=knock.browser,
            address=audit.shortened(knock.address),
        )
        _record(tx, desk, agent.id, shop, "agent.logged_in", knock, now)
        return LoggedIn(session_id, known, codes)

    return begin


def _record(tx: Connection, desk: Desk, agent: str, shop: str | None, action: str, knock: Knock, at: datetime) -> None:
    theirs = [shop] if shop else members.shops_of(tx, agent)
    audit.record(
        tx,
        desk.keyring.audit,
        shop=theirs[0] if theirs else None,
        at=at,
        actor=agent,
        action=action,
        subject=agent,
        address=knock.address,
    )
