"""What an administrator sees of those who answer, beside their names."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, select

from mostrador.storage.schema import agent, conversation, membership, session


@dataclass(frozen=True, slots=True)
class Standing:
    has_second_factor: bool
    last_seen: datetime | None


SEEN = (
    select(func.max(session.c.seen_at))
    .where(session.c.agent_id == membership.c.agent_id, session.c.shop_id == membership.c.shop_id)
    .scalar_subquery()
)
OF_SHOP = (
    select(membership.c.agent_id, agent.c.totp_sealed.is_not(None).label("second"), SEEN.label("seen"))
    .join_from(membership, agent, and_(agent.c.id == membership.c.agent_id, membership.c.removed_at.is_(None)))
    .where(membership.c.shop_id == bindparam("shop"))
)
ADMINISTRATORS = (
    select(membership.c.agent_id)
    .where(
        membership.c.shop_id == bindparam("shop"),
        membership.c.role == "administrator",
        membership.c.removed_at.is_(None),
    )
    .order_by(membership.c.agent_id)
)
ASSIGNED = (
    select(conversation.c.id)
    .where(conversation.c.shop_id == bindparam("shop"), conversation.c.assignee_id == bindparam("agent"))
    .limit(bindparam("most"))
)


def standings(tx: Connection, shop: str) -> dict[str, Standing]:
    rows = tx.execute(OF_SHOP, {"shop": shop})
    return {row.agent_id: Standing(bool(row.second), row.seen) for row in rows}


def administrators(tx: Connection, shop: str) -> list[str]:
    return list(tx.execute(ADMINISTRATORS, {"shop": shop}).scalars())


def assigned(tx: Connection, shop: str, agent_id: str, *, most: int) -> list[str]:
    """Some of the conversations that they have, whatever became of them."""
    return list(tx.execute(ASSIGNED, {"shop": shop, "agent": agent_id, "most": most}).scalars())
