"""Browsers of agents that are told of chats. One counts as long as its session lives and looks at the same shop."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from mostrador.storage.prepared import Prepared
from mostrador.storage.schema import agent, membership, push_subscription, session


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a browser is reached, and its agent's language ("" where they chose none)."""

    id: str
    shop: str
    agent: str
    endpoint: str
    p256dh: bytes
    auth: bytes
    language: str = ""


def _living(*columns: Any) -> Select[Any]:
    """Authority is read when it is used: a session that ended or an agent who left has no browser here."""
    return (
        select(*columns)
        .select_from(push_subscription)
        .join(session, session.c.digest == push_subscription.c.session)
        .join(
            membership,
            and_(
                membership.c.shop_id == push_subscription.c.shop_id,
                membership.c.agent_id == push_subscription.c.agent_id,
                membership.c.removed_at.is_(None),
            ),
        )
        .join(agent, agent.c.id == push_subscription.c.agent_id)
        .where(
            push_subscription.c.shop_id == bindparam("shop"),
            session.c.agent_id == push_subscription.c.agent_id,
            session.c.shop_id == push_subscription.c.shop_id,
            session.c.revoked_at.is_(None),
            session.c.expires_at > bindparam("at"),
        )
    )


SHOWN = (
    push_subscription.c.id,
    push_subscription.c.shop_id,
    push_subscription.c.agent_id,
    push_subscription.c.endpoint,
    push_subscription.c.p256dh,
    push_subscription.c.auth,
    agent.c.language,
)
MOST = 10  # browsers of one agent

OF_AGENT = (
    _living(*SHOWN)
    .where(push_subscription.c.agent_id == bindparam("agent"))
    .order_by(push_subscription.c.created_at.desc(), push_subscription.c.id)
    .limit(MOST)
)
ANY_OF_AGENT = Prepared(
    _living(push_subscription.c.id).where(push_subscription.c.agent_id == bindparam("agent")).limit(1)
)
OF_SESSION = _living(push_subscription.c.id).where(push_subscription.c.session == bindparam("digest"))
ROW: dict[str, Any] = {
    "id": bindparam("id"),
    "shop_id": bindparam("shop"),
    "agent_id": bindparam("agent"),
    "session": bindparam("digest"),
    "endpoint": bindparam("endpoint"),
    "p256dh": bindparam("p256dh"),
    "auth": bindparam("auth"),
    "created_at": bindparam("at"),
}
PUT_SQLITE = insert_sqlite(push_subscription).values(ROW).on_conflict_do_update(index_elements=["endpoint"], set_=ROW)
PUT_POSTGRESQL = (
    insert_postgresql(push_subscription).values(ROW).on_conflict_do_update(index_elements=["endpoint"], set_=ROW)
)
FORGET = delete(push_subscription).where(push_subscription.c.id == bindparam("key"))
FORGET_OF_SESSION = delete(push_subscription).where(push_subscription.c.session == bindparam("digest_key"))
FORGET_OLDEST = delete(push_subscription).where(
    push_subscription.c.id.in_(
        select(push_subscription.c.id)
        .where(push_subscription.c.agent_id == bindparam("agent_key"))
        .order_by(push_subscription.c.created_at.desc(), push_subscription.c.id)
        .offset(MOST)
        .limit(MOST)
    ),
)


def of_agent(tx: Connection, shop: str, agent: str, *, at: datetime) -> list[Subscription]:
    """An agent's browsers in this shop, the newest first."""
    return [Subscription(*row) for row in tx.execute(OF_AGENT, {"shop": shop, "agent": agent, "at": at})]


def has_any(tx: Connection, shop: str, agent: str, *, at: datetime) -> bool:
    """Say whether an agent is told in some browser; asked at each message of a chat, so on the short way."""
    return ANY_OF_AGENT.first(tx, {"shop": shop, "agent": agent, "at": at}) is not None


def has(tx: Connection, shop: str, digest: bytes, *, at: datetime) -> bool:
    """Say whether the browser with this session is told."""
    return tx.execute(OF_SESSION, {"shop": shop, "digest": digest, "at": at}).first() is not None


def put(tx: Connection, new: Subscription, digest: bytes, *, at: datetime) -> None:
    """
    Take a browser on for this session; one that is known belongs to whoever came last.

    A session has one browser, an agent at most `MOST`: beyond, the oldest are forgotten.
    """
    tx.execute(FORGET_OF_SESSION, {"digest_key": digest})
    statement = PUT_POSTGRESQL if tx.dialect.name == "postgresql" else PUT_SQLITE
    values = {"endpoint": new.endpoint, "p256dh": new.p256dh, "auth": new.auth}
    tx.execute(statement, {"id": new.id, "shop": new.shop, "agent": new.agent, "digest": digest, "at": at, **values})
    tx.execute(FORGET_OLDEST, {"agent_key": new.agent})


def forget(tx: Connection, id: str) -> None:
    tx.execute(FORGET, {"key": id})


def forget_of_session(tx: Connection, digest: bytes) -> None:
    """Tell the browser with this session nothing more."""
    tx.execute(FORGET_OF_SESSION, {"digest_key": digest})
