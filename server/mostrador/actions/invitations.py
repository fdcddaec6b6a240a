"""Invitations into a shop's team: sent by mail, taken up once."""

from collections.abc import Sequence
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

    Whoever has an account keeps its name and password: the link proves a mailbox, and is good for days.
    Raises `Gone` for a link that is used, over, revoked or none of ours.
    """
    now = desk.clock.now()
    invitation = await desk.db.read(lambda tx: _open(tx, token, now))
    address = str(invitation.body["email"])
    name = written_name(name)
    await desk.passwords.judge(password, [address, name])
    password_hash = await desk.passwords.hash(password)
    fresh = desk.new("agt")

    def work(tx: Connection) -> str:
        again = _open(tx, token, now)
        if again.shop is None or not links.use(tx, again.id, at=now):
            raise gone()
        shop, known = shops.lock(tx, again.shop), agents.by_email(tx, address)
        if shop is None:
            raise gone()
        if known is None:
            members.add_agent(tx, fresh, email=address, name=name, language="", password_hash=password_hash, at=now)
        elif known.password_hash is None:
            agents.introduce(tx, known.id, name=name, language=known.language)
            agents.set_password(tx, known.id, password_hash)
        agent = known.id if known else fresh
        kept = {each.id for each in shops.departments(tx, shop.id)}
        departments = [each for each in again.body["departments"] if each in kept]
        members.set_member(tx, shop.id, agent, team.checked_role(again.body["role"]), departments, at=now)
        audit.record(
            tx,
            desk.keyring.audit,
            shop=shop.id,
            at=now,
            actor=agent,
            action="invitation.accepted",
            subject=again.id,
            address=knock.address,
        )
        return known_browsers.remember(desk, knock.known, known_browsers.account(desk, address))

    return await desk.db.write(work, lane="identified")


def gone() -> Gone:
    return Gone("This link has been used or has expired.", code="link_used")


def _open(tx: Connection, token: str, at: datetime) -> Link:
    found = links.by_digest(tx, mail_links.digest(token))
    if found is None or found.purpose != KIND or found.used_at or found.expires_at <= at:
        raise gone()
    return found
