"""Who answers in a shop: listed, given roles, let go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import authority, second_factor, team
from mostrador.actions.account import written_name
from mostrador.actions.installation import PASSWORD_BYTES, agent_address, new_password
from mostrador.desk import Desk
from mostrador.domain.speaker import Speaker
from mostrador.errors import FieldError, Forbidden, Invalid, NotFound
from mostrador.storage import agents, due, links, members, shops
from mostrador.storage import team as standings
from mostrador.storage.due import Due
from mostrador.storage.members import Member

OFFBOARDING = "offboarding"


@dataclass(frozen=True, slots=True)
class Colleague:
    member: Member
    has_second_factor: bool
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class Added:
    """A new agent, and the password that nothing can show again; empty where the account was there before."""

    id: str
    email: str
    password: str


async def listed(desk: Desk, speaker: Speaker) -> list[Colleague]:
    now = desk.clock.now()

    def work(tx: Connection) -> list[Colleague]:
        authority.require(tx, speaker, "manage_team", at=now)
        known = standings.standings(tx, speaker.shop)
        return [
            Colleague(each, known[each.id].has_second_factor, known[each.id].last_seen)
            for each in members.of_shop(tx, speaker.shop)
        ]

    return await desk.db.read(work)


async def change(desk: Desk, speaker: Speaker, agent: str, role: str, departments: Sequence[str] = ()) -> None:
    """Give a member another role and other departments; it counts from their next request on."""
    wanted = team.checked_role(role)

    def work(tx: Connection, actor: Speaker, now: datetime) -> None:
        member = team.find(tx, speaker.shop, agent)
        if member.role == "administrator" and wanted != "administrator":
            team.require_another_administrator(tx, speaker.shop, agent)
            team.end_invitations_by(tx, speaker.shop, agent, now)
        theirs = team.checked_departments(tx, speaker.shop, departments)
        members.set_member(tx, speaker.shop, agent, wanted, theirs, at=now)
        fields = ["role"] if member.role != wanted else []
        fields += ["departments"] if set(member.departments) != set(theirs) else []
        team.record(tx, desk, actor, "agent.changed", agent, now, fields)

    await team.manage(desk, speaker, work)


async def remove(desk: Desk, speaker: Speaker, agent: str, to: str | None = None) -> None:
    """
    Let somebody go: their sessions, links and invitations end now, and what they had goes to `to`, or to nobody.

    The conversations follow by a row of `due`, however many they are and whatever dies in between.
    """
    id = desk.new("due")

    def work(tx: Connection, actor: Speaker, now: datetime) -> None:
        member = team.find(tx, speaker.shop, agent)
        if to is not None:
            team.find(tx, speaker.shop, to)
        if member.role == "administrator":
            team.require_another_administrator(tx, speaker.shop, agent)
        members.remove_member(tx, member, at=now)
        team.end_invitations_by(tx, speaker.shop, agent, now)
        if not members.shops_of(tx, agent):
            _end_account(tx, agent, now)
        due.add(tx, Due(id, speaker.shop, OFFBOARDING, agent, now, {"to": to}), at=now)
        team.record(tx, desk, actor, "agent.removed", agent, now)

    if agent == to:
        raise Invalid("Their conversations have to go to somebody else.")
    await team.manage(desk, speaker, work, due=True)


async def reset_second_factor(desk: Desk, speaker: Speaker, agent: str) -> None:
    """
    Take away the second factor of somebody who lost it; all their sessions end.

    Raises `Forbidden` for one's own, and `Conflict` for somebody who also works for a shop where the speaker is
    nobody: an account has one second factor for all its shops.
    """

    def work(tx: Connection, actor: Speaker, now: datetime) -> None:
        team.find(tx, speaker.shop, agent)
        if agent == speaker.id:
            raise Forbidden("Ask another administrator to do this.")
        for shop in members.shops_of(tx, agent) if speaker.is_agent else ():
            there = members.find(tx, shop, speaker.id)
            if there is None or there.role != "administrator":
                detail = "They also work for another shop: whoever runs the server has to do this."
                raise team.conflict("works_elsewhere", detail, agent)
        second_factor.clear(tx, agent)
        members.revoke_sessions(tx, agent, at=now)
        team.record(tx, desk, actor, "second_factor.reset", agent, now)

    await team.manage(desk, speaker, work)


async def add(
    desk: Desk, speaker: Speaker, *, email: str, name: str, role: str = "agent", departments: Sequence[str] = ()
) -> Added:
    """Make somebody a member without a mail, with a password of ours. Only for whoever holds the machine."""
    _require_machine(speaker)
    address, name, wanted = agent_address(email), written_name(name), team.checked_role(role)
    password = new_password(desk.random(PASSWORD_BYTES))
    password_hash = await desk.passwords.hash(password)
    fresh = desk.new("agt")

    def work(tx: Connection, actor: Speaker, now: datetime) -> Added:
        known = agents.by_email(tx, address)
        if known and members.find(tx, speaker.shop, known.id):
            detail = f"{address} is a member of this shop already."
            raise Invalid(detail, code="form_invalid", fields={"email": FieldError("exists", detail)})
        if known is None:
            shop = shops.find(tx, speaker.shop)
            language = desk.words.choose(shop.language if shop else None)
            members.add_agent(
                tx, fresh, email=address, name=name, language=language, password_hash=password_hash, at=now
            )
        elif known.password_hash is None:
            agents.set_password(tx, known.id, password_hash)
        id, has_own = (known.id, known.password_hash is not None) if known else (fresh, False)
        members.set_member(
            tx, speaker.shop, id, wanted, team.checked_departments(tx, speaker.shop, departments), at=now
        )
        team.record(tx, desk, actor, "agent.added", id, now, ["role"])
        return Added(id, address, "" if has_own else password)

    return await team.manage(desk, speaker, work)


async def give_password(desk: Desk, speaker: Speaker, agent: str) -> str:
    """Set a password of ours and return it; all their sessions end. Only for whoever holds the machine."""
    _require_machine(speaker)
    password = new_password(desk.random(PASSWORD_BYTES))
    password_hash = await desk.passwords.hash(password)

    def work(tx: Connection, actor: Speaker, now: datetime) -> None:
        team.find(tx, speaker.shop, agent)
        agents.set_password(tx, agent, password_hash)
        members.revoke_sessions(tx, agent, at=now)
        links.expire(tx, "reset", agent, at=now)
        team.record(tx, desk, actor, "password.given", agent, now)

    await team.manage(desk, speaker, work)
    return password


async def by_email(desk: Desk, speaker: Speaker, email: str) -> Member:
    """The member with this address. Raises `NotFound`, also for another shop's."""
    now, address = desk.clock.now(), agent_address(email)

    def work(tx: Connection) -> Member:
        authority.require(tx, speaker, "manage_team", at=now)
        known = agents.by_email(tx, address)
        if known is None:
            raise NotFound(f"Nobody with the address {address} answers in this shop.")
        return team.find(tx, speaker.shop, known.id)

    return await desk.db.read(work)


def _end_account(tx: Connection, agent: str, at: datetime) -> None:
    """Nobody employs them any more: what was theirs alone is nothing now. Their name stays on what they wrote."""
    agents.set_password(tx, agent, None)
    second_factor.clear(tx, agent)
    members.revoke_sessions(tx, agent, at=at)
    links.expire(tx, "reset", agent, at=at)


def _require_machine(speaker: Speaker) -> None:
    if speaker.role != "system":
        raise Forbidden("Only somebody with access to the machine may do this: `mostrador agent`.")
