"""A new password for whoever reads the mailbox: asked for by anybody, sent to the account's own address alone."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.actions import known_browsers
from mostrador.actions.attempts import admit, counted, forgive
from mostrador.actions.installation import agent_address
from mostrador.actions.invitations import gone
from mostrador.actions.login import Knock
from mostrador.desk import Desk
from mostrador.domain import addresses, mail_links
from mostrador.domain.mail_links import Purpose
from mostrador.domain.wake import Wake
from mostrador.storage import agents, attempts, audit, due, links, members
from mostrador.storage.agents import Agent
from mostrador.storage.due import Due
from mostrador.storage.links import Link

KIND: Purpose = "reset"
LIFE = timedelta(minutes=30)
AT_MOST = 3  # mails to one account within `WITHIN`, however many ask
WITHIN = timedelta(hours=1)


async def ask(desk: Desk, knock: Knock, email: str) -> None:
    """
    Have a link sent, if there is such an account. The same work and the same answer if there is none.

    Raises `Invalid` for what is no address, and `TooMany` for a network that asks too often.
    """
    address, now, id = agent_address(email), desk.clock.now(), desk.new("due")
    await admit(desk, [counted(desk, "reset", addresses.network(knock.address))])

    def work(tx: Connection) -> None:
        due.add(tx, Due(id, None, KIND, id, now, {"email": address}), at=now)

    await desk.db.write(work, wake=Wake("", due=True), lane="anonymous")


async def set_password(desk: Desk, knock: Knock, token: str, password: str) -> str:
    """
    Set it; every session ends, and the second factor is asked for as ever.

    Returns the token by which this browser is known at the login, so that an attack on the account does not keep its
    owner out. Raises `Gone` for a link that is used, over, or none of ours, and `Invalid` for a bad password.
    """
    now = desk.clock.now()
    agent = await desk.db.read(lambda tx: _whose(tx, token, now, lock=False)[1])
    await desk.passwords.judge(password, [agent.email, agent.name])
    password_hash = await desk.passwords.hash(password)
    account = known_browsers.account(desk, agent.email)
    by = [counted(desk, "pair", f"{account} {addresses.network(knock.address)}")]

    def work(tx: Connection) -> str:
        link, same = _whose(tx, token, now)
        if not links.use(tx, link.id, at=now):
            raise gone()
        agents.set_password(tx, same.id, password_hash)
        members.revoke_sessions(tx, same.id, at=now)
        links.expire(tx, KIND, same.id, at=now)
        forgive(tx, by)
        attempts.clear(tx, [counted(desk, "account", account).digest])
        audit.record(
            tx,
            desk.keyring.audit,
            shop=next(iter(members.shops_of(tx, same.id)), None),
            at=now,
            actor=same.id,
            action="password.reset",
            subject=same.id,
            address=knock.address,
        )
        return known_browsers.remember(desk, knock.known, account)

    return await desk.db.write(work, lane="identified")


def _whose(tx: Connection, token: str, at: datetime, *, lock: bool = True) -> tuple[Link, Agent]:
    link = links.by_digest(tx, mail_links.digest(token))
    if link is None or link.purpose != KIND or link.used_at or link.expires_at <= at:
        raise gone()
    agent = (agents.lock if lock else agents.find)(tx, link.subject)
    if agent is None or not members.shops_of(tx, agent.id):
        raise gone()
    return link, agent
