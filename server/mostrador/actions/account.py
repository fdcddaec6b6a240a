"""What agents do about themselves: their name, their password, their second factor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from mostrador.actions import authority, second_factor
from mostrador.actions.attempts import Counted, admit, counted, forgive
from mostrador.actions.second_factor import Offer
from mostrador.desk import Desk
from mostrador.domain.password import refused
from mostrador.domain.speaker import Speaker
from mostrador.errors import Forbidden, TokenExpired, TokenInvalid, Unauthenticated
from mostrador.storage import agents, audit, members, recovery
from mostrador.storage.agents import Agent

LONGEST_NAME = 80  # characters


@dataclass(frozen=True, slots=True)
class Standing:
    """How an agent's account is secured."""

    has_second_factor: bool
    needs_second_factor: bool
    codes_left: int


async def standing(desk: Desk, speaker: Speaker) -> Standing:
    now = desk.clock.now()

    def work(tx: Connection) -> Standing:
        agent = _own(tx, speaker, now)
        needed = second_factor.is_required(tx, agent.id)
        return Standing(agent.has_second_factor, needed, recovery.left(tx, agent.id))

    return await desk.db.read(work)


async def introduce(desk: Desk, speaker: Speaker, *, name: str, language: str) -> None:
    """Change one's own name and language. Raises `Invalid`."""
    now = desk.clock.now()
    name = written_name(name)
    language = language if language in desk.words.languages else ""  # then what the browser prefers

    def work(tx: Connection) -> None:
        agent = _own(tx, speaker, now)
        agents.introduce(tx, agent.id, name=name, language=language)
        _record(tx, desk, speaker, "agent.introduced", now, "name", "language")

    await desk.db.write(work)


async def change_password(desk: Desk, speaker: Speaker, current: str, new: str) -> None:
    """Set another password; every other session of theirs ends. Raises `Invalid`."""
    await desk.passwords.judge(new, [speaker.name, *await _known(desk, speaker)])
    new_hash = await desk.passwords.hash(new)

    def work(tx: Connection, agent: Agent, now: datetime) -> None:
        agents.set_password(tx, agent.id, new_hash)
        members.revoke_sessions(tx, agent.id, at=now, but=speaker.proof)
        _record(tx, desk, speaker, "password.changed", now)

    await _with_password(desk, speaker, current, work, field="current")


async def offer_second_factor(desk: Desk, speaker: Speaker, token: str = "") -> Offer:
    """Offer a second factor, or show an offer once more while it lasts."""
    now = desk.clock.now()
    agent = await desk.db.read(lambda tx: _own(tx, speaker, now))
    try:
        return second_factor.offered_again(desk, agent, token)
    except (TokenInvalid, TokenExpired):
        return second_factor.offer(desk, agent)


async def take_second_factor(desk: Desk, speaker: Speaker, password: str, token: str, code: str) -> tuple[str, ...]:
    """Turn it on, or on with another app, and return the recovery codes: nothing can show them again."""
    codes = second_factor.new_codes(desk)

    def work(tx: Connection, agent: Agent, now: datetime) -> None:
        second_factor.take(tx, desk, agent, token, code, codes, now, session=speaker.proof)
        _record(tx, desk, speaker, "second_factor.set", now)

    await _with_password(desk, speaker, password, work, field="enrol_password")
    return codes


async def renew_recovery_codes(desk: Desk, speaker: Speaker, code: str) -> tuple[str, ...]:
    """Make ten new recovery codes for a code of the app's; the old ones are nothing any more."""
    now, codes = desk.clock.now(), second_factor.new_codes(desk)
    by = [counted(desk, "code", speaker.id)]
    await admit(desk, by)

    def work(tx: Connection) -> None:
        agent = _own(tx, speaker, now, lock=True)
        second_factor.use_code(tx, desk, agent, code, now)
        forgive(tx, by)
        second_factor.keep(tx, desk, agent.id, codes)
        _record(tx, desk, speaker, "second_factor.codes_renewed", now)

    await desk.db.write(work)
    return codes


async def drop_second_factor(desk: Desk, speaker: Speaker, password: str, code: str) -> None:
    """Raises `Forbidden` while a shop of theirs asks for it, and `Invalid`."""

    def work(tx: Connection, agent: Agent, now: datetime) -> None:
        if second_factor.is_required(tx, agent.id):
            raise Forbidden("Your shop asks for a second factor.", code="second_factor_required")
        second_factor.use_code(tx, desk, agent, code, now, field="off_code")
        second_factor.clear(tx, agent.id)
        _record(tx, desk, speaker, "second_factor.removed", now)

    by_code = counted(desk, "code", speaker.id)
    await admit(desk, [by_code])
    await _with_password(desk, speaker, password, work, by_code, field="off_password")


def written_name(typed: str) -> str:
    """A name as the team and customers see it. Raises `Invalid`."""
    name = " ".join(typed.split())
    if not name:
        raise refused("name_missing", "Type a name.", "name")
    if len(name) > LONGEST_NAME:
        raise refused("too_long", f"A name has at most {LONGEST_NAME} characters.", "name")
    if not name.isprintable():
        raise refused("name_invalid", "This name holds characters that cannot be seen.", "name")
    return name


async def _with_password(
    desk: Desk,
    speaker: Speaker,
    password: str,
    work: Callable[[Connection, Agent, datetime], Any],
    *more: Counted,
    field: str = "password",
) -> None:
    """Do what an open session alone must not: the password says that its owner sits before it."""
    now = desk.clock.now()
    by = [counted(desk, "known", f"own {speaker.id}")]
    agent = await desk.db.read(lambda tx: _own(tx, speaker, now))
    await admit(desk, by)
    if not await desk.passwords.check(agent.password_hash, password):
        raise refused("wrong_password", "That is not your password.", field)

    def locked(tx: Connection) -> None:
        agent_now = _own(tx, speaker, now, lock=True)
        if agent_now.password_hash != agent.password_hash:
            raise Unauthenticated("Your password has just been changed; log in again.")
        forgive(tx, [*by, *more])
        work(tx, agent_now, now)

    await desk.db.write(locked)


async def _known(desk: Desk, speaker: Speaker) -> list[str]:
    now = desk.clock.now()
    return [(await desk.db.read(lambda tx: _own(tx, speaker, now))).email]


def _own(tx: Connection, speaker: Speaker, at: datetime, *, lock: bool = False) -> Agent:
    authority.require(tx, speaker, "read", at=at)
    agent = (agents.lock if lock else agents.find)(tx, speaker.id)
    if agent is None:
        raise Unauthenticated("Log in again.")
    return agent


def _record(tx: Connection, desk: Desk, speaker: Speaker, action: str, at: datetime, *fields: str) -> None:
    audit.record(
        tx,
        desk.keyring.audit,
        shop=speaker.shop,
        at=at,
        actor=speaker.id,
        action=action,
        subject=speaker.id,
        fields=fields,
        address=speaker.address,
    )
