"""Invitations into a shop's team: sent by mail, taken up once."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.actions import authority, known_browsers, team
from mostrador.actions.account import written_name
from mostrador.actions.installation import agent_address
from mostrador.actions.login import Knock
from mostrador.desk import Desk
from mostrador.domain import mail_links
from mostrador.domain.mail_links import Purpose
from mostrador.domain.password import refused
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, Gone, NotFound
from mostrador.storage import agent_links, agents, audit, due, links, members, shops
from mostrador.storage.agents import Agent
from mostrador.storage.due import Due
from mostrador.storage.links import Link

KIND: Purpose = "invitation"
LIFE = timedelta(days=3)
MOST_OPEN = 100  # in one shop


async def invite(desk: Desk, speaker: Speaker, email: str, role: str, departments: Sequence[str] = ()) -> str:
    """Send an invitation and return its id; an earlier one to the same address is nothing any more."""
    address, wanted = agent_address(email), team.checked_role(role)
    id, mail = desk.new("lnk"), desk.new("due")
    digest = mail_links.digest(mail_links.make(desk.keyring.links, KIND, id, 1))

    def work(tx: Connection, actor: Speaker, now: datetime) -> str:
        known = agents.by_email(tx, address)
        if known and members.find(tx, speaker.shop, known.id):
            raise refused("exists", f"{address} is a member of this shop already.", "email")
        waiting = agent_links.invitations(tx, speaker.shop, at=now)
        if len(waiting) >= MOST_OPEN:
            raise Conflict(f"At most {MOST_OPEN} invitations can be open.", code="too_many_invitations")
        for each in waiting:
            if each.body["email"] == address:
                agent_links.end(tx, each.id, at=now)
        theirs = team.checked_departments(tx, speaker.shop, departments)
        body = {"email": address, "role": wanted, "departments": list(theirs), "by": actor.id}
        links.add(tx, Link(id, speaker.shop, KIND, speaker.shop, body, 1, now + LIFE, None), digest, at=now)
        due.add(tx, Due(mail, speaker.shop, KIND, id, now, {}), at=now)
        team.record(tx, desk, actor, "agent.invited", id, now, ["email", "role", "departments"])
        return id

    return await team.manage(desk, speaker, work, due=True)


async def waiting(desk: Desk, speaker: Speaker) -> list[Link]:
    """The invitations that somebody may still take up."""
    now = desk.clock.now()

    def work(tx: Connection) -> list[Link]:
        authority.require(tx, speaker, "manage_team", at=now)
        return agent_links.invitations(tx, speaker.shop, at=now)

    return await desk.db.read(work)


async def revoke(desk: Desk, speaker: Speaker, invitation: str) -> None:
    """Raises `NotFound`, also for another shop's."""

    def work(tx: Connection, actor: Speaker, now: datetime) -> None:
        if invitation not in {each.id for each in agent_links.invitations(tx, speaker.shop, at=now)}:
            raise NotFound("There is no such invitation.")
        agent_links.end(tx, invitation, at=now)
        team.record(tx, desk, actor, "invitation.revoked", invitation, now)

    await team.manage(desk, speaker, work)


async def accept(desk: Desk, knock: Knock, token: str, name: str, password: str) -> str:
    """
    Take an invitation up, and return the token by which the browser is known at the login, where they go next.

    Raises `Conflict` for whoever has an account: its name and password are not set anew, they `join` with it.
    Raises `Gone` for a link that is used, over, revoked or none of ours.
    """
    now = desk.clock.now()
    address = await desk.db.read(lambda tx: _strangers_address(tx, token, now))
    name = written_name(name)
    await desk.passwords.judge(password, [address, name])
    password_hash = await desk.passwords.hash(password)
    fresh = desk.new("agt")

    def introduced(tx: Connection, address: str) -> str:
        known = agents.by_email(tx, address)
        if known is None:
            members.add_agent(tx, fresh, email=address, name=name, language="", password_hash=password_hash, at=now)
            return fresh
        _require_stranger(known)
        agents.introduce(tx, known.id, name=name, language=known.language)
        agents.set_password(tx, known.id, password_hash)
        return known.id

    return await _take_up(desk, knock, token, now, introduced)


async def join(desk: Desk, knock: Knock, token: str) -> str:
    """
    Take an invitation up with the account that its address has, as `accept` does without one.

    The link proves a mailbox and is good for days, so it lets nobody in: they log in with what they have.
    """

    def known(tx: Connection, address: str) -> str:
        agent = agents.by_email(tx, address)
        if agent is None or agent.password_hash is None:
            raise refused("name_missing", "There is no account of this address; set a name and a password.", "name")
        return agent.id

    return await _take_up(desk, knock, token, desk.clock.now(), known)


async def _take_up(
    desk: Desk, knock: Knock, token: str, now: datetime, agent_of: Callable[[Connection, str], str]
) -> str:
    """Make `agent_of(tx, address)` a member, and the invitation used."""

    def work(tx: Connection) -> str:
        invitation = _open(tx, token, now)
        if invitation.shop is None or not links.use(tx, invitation.id, at=now):
            raise gone()
        shop, address = shops.lock(tx, invitation.shop), str(invitation.body["email"])
        if shop is None:
            raise gone()
        agent = agent_of(tx, address)
        kept = {each.id for each in shops.departments(tx, shop.id)}
        departments = [each for each in invitation.body["departments"] if each in kept]
        members.set_member(tx, shop.id, agent, team.checked_role(invitation.body["role"]), departments, at=now)
        audit.record(
            tx,
            desk.keyring.audit,
            shop=shop.id,
            at=now,
            actor=agent,
            action="invitation.accepted",
            subject=invitation.id,
            address=knock.address,
        )
        return known_browsers.remember(desk, knock.known, known_browsers.account(desk, address))

    return await desk.db.write(work, lane="identified")


def _strangers_address(tx: Connection, token: str, at: datetime) -> str:
    address = str(_open(tx, token, at).body["email"])
    _require_stranger(agents.by_email(tx, address))
    return address


def _require_stranger(known: Agent | None) -> None:
    if known is not None and known.password_hash is not None:
        raise Conflict("This address has an account already.", code="account_exists")


def gone() -> Gone:
    return Gone("This link has been used or has expired.", code="link_used")


def _open(tx: Connection, token: str, at: datetime) -> Link:
    found = links.by_digest(tx, mail_links.digest(token))
    if found is None or found.purpose != KIND or found.used_at or found.expires_at <= at:
        raise gone()
    return found
