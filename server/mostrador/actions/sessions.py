"""Agents' sessions: resumed by each request, ended by whoever may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain import session as life
from mostrador.domain.session import Session
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound, Unauthenticated
from mostrador.storage import audit, members, sessions, shops
from mostrador.storage.members import Member


@dataclass(frozen=True, slots=True)
class Resumed:
    session: Session
    member: Member
    shop: Shop
    has_second_factor: bool


async def resume(desk: Desk, digest: bytes, *, seen: bool = True) -> Resumed:
    """
    Find whose session this is, with the role they have now, and note that it was used.

    A console that only waits for news is not use: it hands in `seen=False`, so that a screen left alone logs out.
    Raises `Unauthenticated`.
    """
    now = desk.clock.now()
    found = await desk.db.read(lambda tx: _find(tx, digest, now))
    if found is None:
        raise Unauthenticated("Your session is over; log in again.")
    if found.shop.profile.require_second_factor and not found.has_second_factor:
        raise Unauthenticated("This shop asks for a second factor; log in again to set it up.", code="second_factor")
    if seen and life.wants_seeing(found.session, now):
        until = life.end(found.session.created_at, now)
        await desk.db.write(lambda tx: sessions.see(tx, digest, at=now, until=until))
    return found


async def still_signed_in(desk: Desk, speaker: Speaker) -> bool:
    """Whether this session still stands for this agent in this shop; what waits for news asks at each wake."""
    try:
        resumed = await resume(desk, speaker.proof, seen=False)
    except Unauthenticated:
        return False
    return (resumed.member.id, resumed.member.shop) == (speaker.id, speaker.shop)


async def own(desk: Desk, speaker: Speaker) -> list[Session]:
    """Every living session of whoever asks, the last used first."""
    now = desk.clock.now()

    def work(tx: Connection) -> list[Session]:
        authority.require(tx, speaker, "read", at=now)
        return sessions.of_agent(tx, speaker.id, at=now)

    return await desk.db.read(work)


async def log_out(desk: Desk, speaker: Speaker) -> None:
    """End this session."""
    await _change(desk, speaker, "agent.logged_out", lambda tx, now: members.revoke_session(tx, speaker.proof, at=now))


async def end(desk: Desk, speaker: Speaker, name: str) -> None:
    """End one session of one's own. Raises `NotFound`, also for somebody else's."""

    def work(tx: Connection, now: datetime) -> None:
        named = [each for each in sessions.of_agent(tx, speaker.id, at=now) if name_of(each) == name]
        if not named:
            raise NotFound("There is no such session.")
        members.revoke_session(tx, named[0].digest, at=now)

    await _change(desk, speaker, "session.ended", work)


def name_of(session: Session) -> str:
    """What a session is called on its owner's pages: nothing that could stand for it."""
    return session.digest.hex()[:16]


async def end_others(desk: Desk, speaker: Speaker) -> None:
    """End every session of one's own but this one."""

    def work(tx: Connection, now: datetime) -> None:
        members.revoke_sessions(tx, speaker.id, at=now, but=speaker.proof)

    await _change(desk, speaker, "session.others_ended", work)


async def go_to(desk: Desk, speaker: Speaker, shop: str) -> None:
    """Look at another of one's own shops in this session. Raises `NotFound`, also for a shop of others."""

    def work(tx: Connection, now: datetime) -> None:
        if members.find(tx, shop, speaker.id) is None:
            raise NotFound("There is no such shop.")
        members.move_session(tx, speaker.proof, shop)

    await _change(desk, speaker, "session.moved", work)


async def _change(desk: Desk, speaker: Speaker, action: str, work: Callable[[Connection, datetime], object]) -> None:
    now = desk.clock.now()

    def recorded(tx: Connection) -> None:
        authority.require(tx, speaker, "read", at=now)
        work(tx, now)
        audit.record(
            tx,
            desk.keyring.audit,
            shop=speaker.shop,
            at=now,
            actor=speaker.id,
            action=action,
            subject=speaker.id,
            address=speaker.address,
        )

    await desk.db.write(recorded, wake=Wake(speaker.shop))


def _find(tx: Connection, digest: bytes, at: datetime) -> Resumed | None:
    session = sessions.find(tx, digest, at=at)
    member = members.by_session(tx, digest, at=at)
    if session is None or member is None:
        return None
    shop = shops.find(tx, member.shop)
    assert shop is not None  # noqa: S101 - a membership points to it
    return Resumed(session, member, shop, members.agent_row(tx, member.id).totp_sealed is not None)
