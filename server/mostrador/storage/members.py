"""Agents, their memberships and their sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from mostrador.domain.speaker import Role
from mostrador.storage.prepared import Prepared
from mostrador.storage.schema import agent, membership, membership_department, session


@dataclass(frozen=True, slots=True)
class Member:
    """An agent as a member of one shop."""

    id: str
    shop: str
    role: Role
    name: str
    email: str
    language: str
    departments: tuple[str, ...] = ()


MEMBER = select(
    agent.c.id, membership.c.shop_id, membership.c.role, agent.c.name, agent.c.email, agent.c.language
).join_from(membership, agent, and_(agent.c.id == membership.c.agent_id, membership.c.removed_at.is_(None)))
BY_SESSION = Prepared(
    MEMBER.join(
        session, and_(session.c.agent_id == membership.c.agent_id, session.c.shop_id == membership.c.shop_id)
    ).where(
        session.c.digest == bindparam("digest"),
        session.c.revoked_at.is_(None),
        session.c.expires_at > bindparam("at"),
    )
)
OF_SHOP = MEMBER.where(membership.c.shop_id == bindparam("shop")).order_by(agent.c.name, agent.c.id)
ONE = OF_SHOP.where(membership.c.agent_id == bindparam("agent"))
SHOPS_OF = (
    select(membership.c.shop_id)
    .where(membership.c.agent_id == bindparam("agent"), membership.c.removed_at.is_(None))
    .order_by(membership.c.created_at, membership.c.shop_id)
)
DEPARTMENTS_OF = Prepared(
    select(membership_department.c.department_id).where(
        membership_department.c.shop_id == bindparam("shop"), membership_department.c.agent_id == bindparam("agent")
    )
)
AGENT = select(agent).where(agent.c.id == bindparam("id"))
AGENT_BY_EMAIL = select(agent).where(agent.c.email == bindparam("email"))
INSERT_AGENT = insert(agent)
MEMBERSHIP = select(membership).where(
    membership.c.shop_id == bindparam("shop"), membership.c.agent_id == bindparam("agent")
)
INSERT_MEMBERSHIP = insert(membership)
SET_MEMBERSHIP = (
    update(membership)
    .where(membership.c.shop_id == bindparam("shop"), membership.c.agent_id == bindparam("agent"))
    .values(role=bindparam("new_role"), removed_at=bindparam("removed"))
)
FORGET_DEPARTMENTS = delete(membership_department).where(
    membership_department.c.shop_id == bindparam("shop"), membership_department.c.agent_id == bindparam("agent")
)
INSERT_DEPARTMENT = insert(membership_department)
INSERT_SESSION = insert(session)
SEE_SESSION = update(session).where(session.c.digest == bindparam("key")).values(seen_at=bindparam("at"))
REVOKE_SESSION = (
    update(session)
    .where(session.c.digest == bindparam("key"), session.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at"))
)
REVOKE_OF_AGENT = (
    update(session)
    .where(session.c.agent_id == bindparam("agent"), session.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at"))
)
REVOKE_SESSIONS = REVOKE_OF_AGENT.where(session.c.digest != bindparam("spared"))
REVOKE_SESSIONS_IN_SHOP = REVOKE_OF_AGENT.where(session.c.shop_id == bindparam("shop"))
SET_SHOP = update(session).where(session.c.digest == bindparam("key")).values(shop_id=bindparam("new_shop"))


def by_session(tx: Connection, digest: bytes, *, at: datetime) -> Member | None:
    """Whose living session this is, with the role they have now."""
    row = BY_SESSION.first(tx, {"digest": digest, "at": at})
    return Member(*[*row, _departments(tx, row[1], row[0])]) if row else None


def of_shop(tx: Connection, shop: str) -> list[Member]:
    rows = tx.execute(OF_SHOP, {"shop": shop}).all()
    return [found for row in rows if (found := _member(tx, row))]


def find(tx: Connection, shop: str, agent_id: str) -> Member | None:
    return _member(tx, tx.execute(ONE, {"shop": shop, "agent": agent_id}).one_or_none())


def shops_of(tx: Connection, agent_id: str) -> list[str]:
    return list(tx.execute(SHOPS_OF, {"agent": agent_id}).scalars())


def agent_row(tx: Connection, id: str) -> Any:
    return tx.execute(AGENT, {"id": id}).one_or_none()


def agent_by_email(tx: Connection, email: str) -> Any:
    return tx.execute(AGENT_BY_EMAIL, {"email": email}).one_or_none()


def add_agent(
    tx: Connection,
    id: str,
    *,
    email: str,
    name: str,
    language: str,
    password_hash: str | None,
    at: datetime,
) -> None:
    tx.execute(
        INSERT_AGENT,
        {
            "id": id,
            "email": email,
            "name": name,
            "language": language,
            "password_hash": password_hash,
            "created_at": at,
        },
    )


def set_member(
    tx: Connection, shop: str, agent_id: str, role: Role, departments: Sequence[str] = (), *, at: datetime
) -> None:
    """Make somebody a member, or give a member another role and other departments."""
    if tx.execute(MEMBERSHIP, {"shop": shop, "agent": agent_id}).one_or_none() is None:
        tx.execute(INSERT_MEMBERSHIP, {"shop_id": shop, "agent_id": agent_id, "role": role, "created_at": at})
    else:
        tx.execute(SET_MEMBERSHIP, {"shop": shop, "agent": agent_id, "new_role": role, "removed": None})
    tx.execute(FORGET_DEPARTMENTS, {"shop": shop, "agent": agent_id})
    for department in dict.fromkeys(departments):
        tx.execute(INSERT_DEPARTMENT, {"shop_id": shop, "agent_id": agent_id, "department_id": department})


def remove_member(tx: Connection, member: Member, *, at: datetime) -> None:
    """Take the membership and every session in that shop away."""
    tx.execute(SET_MEMBERSHIP, {"shop": member.shop, "agent": member.id, "new_role": member.role, "removed": at})
    tx.execute(REVOKE_SESSIONS_IN_SHOP, {"shop": member.shop, "agent": member.id, "at": at})


def add_session(
    tx: Connection,
    digest: bytes,
    *,
    agent_id: str,
    shop: str,
    at: datetime,
    expires_at: datetime,
    browser: str = "",
    address: str = "",
) -> None:
    tx.execute(
        INSERT_SESSION,
        {
            "digest": digest,
            "agent_id": agent_id,
            "shop_id": shop,
            "created_at": at,
            "seen_at": at,
            "expires_at": expires_at,
            "browser": browser,
            "address": address,
        },
    )


def see_session(tx: Connection, digest: bytes, *, at: datetime) -> None:
    tx.execute(SEE_SESSION, {"key": digest, "at": at})


def move_session(tx: Connection, digest: bytes, shop: str) -> None:
    """Look at another of the agent's shops."""
    tx.execute(SET_SHOP, {"key": digest, "new_shop": shop})


def revoke_session(tx: Connection, digest: bytes, *, at: datetime) -> None:
    tx.execute(REVOKE_SESSION, {"key": digest, "at": at})


def revoke_sessions(tx: Connection, agent_id: str, *, at: datetime, but: bytes = b"") -> None:
    """End every session of theirs, save perhaps the one that asks for it."""
    tx.execute(REVOKE_SESSIONS, {"agent": agent_id, "at": at, "spared": but})


def _member(tx: Connection, row: Any) -> Member | None:
    if row is None:
        return None
    departments = _departments(tx, row.shop_id, row.id)
    return Member(row.id, row.shop_id, row.role, row.name, row.email, row.language, departments)


def _departments(tx: Connection, shop: str, agent_id: str) -> tuple[str, ...]:
    return tuple(department for (department,) in DEPARTMENTS_OF.all(tx, {"shop": shop, "agent": agent_id}))
