"""Agents' sessions, for who owns them; `storage/members.py` says what they allow."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from mostrador.domain.session import Session
from mostrador.storage.schema import session

LIVING = select(session).where(session.c.revoked_at.is_(None), session.c.expires_at > bindparam("at"))
FIND = LIVING.where(session.c.digest == bindparam("digest"))
OF_AGENT = LIVING.where(session.c.agent_id == bindparam("agent")).order_by(session.c.seen_at.desc())
LAST_SHOP = (
    select(session.c.shop_id)
    .where(session.c.agent_id == bindparam("agent"))
    .order_by(session.c.seen_at.desc())
    .limit(1)
)
REVOKED_SINCE = select(session.c.digest, session.c.agent_id).where(session.c.revoked_at > bindparam("moment"))
SEE = (
    update(session)
    .where(session.c.digest == bindparam("key"), session.c.revoked_at.is_(None))
    .values(seen_at=bindparam("at"), expires_at=bindparam("until"))
)


def find(tx: Connection, digest: bytes, *, at: datetime) -> Session | None:
    row = tx.execute(FIND, {"digest": digest, "at": at}).one_or_none()
    return None if row is None else _session(row)


def of_agent(tx: Connection, agent: str, *, at: datetime) -> list[Session]:
    """Every living session of an agent, the last used first."""
    return [_session(row) for row in tx.execute(OF_AGENT, {"agent": agent, "at": at})]


def last_shop(tx: Connection, agent: str) -> str | None:
    """Which shop they looked at last, in a session that may be over."""
    return tx.execute(LAST_SHOP, {"agent": agent}).scalar_one_or_none()


def revoked_since(tx: Connection, moment: datetime) -> list[tuple[bytes, str]]:
    """The digests, and whose they were."""
    return [(row.digest, row.agent_id) for row in tx.execute(REVOKED_SINCE, {"moment": moment})]


def see(tx: Connection, digest: bytes, *, at: datetime, until: datetime) -> None:
    """Note that it was used, and until when it lives if it is not used again."""
    tx.execute(SEE, {"key": digest, "at": at, "until": until})


def _session(row: Any) -> Session:
    return Session(
        row.digest, row.agent_id, row.shop_id, row.created_at, row.seen_at, row.expires_at, row.browser, row.address
    )
