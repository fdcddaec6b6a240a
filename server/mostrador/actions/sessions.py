"""Agents' sessions: resumed by each request, ended by whoever may."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import session as life
from mostrador.domain.session import Session
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.errors import Unauthenticated
from mostrador.storage import members, sessions, shops
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


def _find(tx: Connection, digest: bytes, at: datetime) -> Resumed | None:
    session = sessions.find(tx, digest, at=at)
    member = members.by_session(tx, digest, at=at)
    if session is None or member is None:
        return None
    shop = shops.find(tx, member.shop)
    assert shop is not None  # noqa: S101 - a membership points to it
    return Resumed(session, member, shop, members.agent_row(tx, member.id).totp_sealed is not None)
