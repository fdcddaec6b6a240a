"""Recovery codes of agents: digests alone, each used once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from mostrador.storage.schema import recovery_code

FORGET = delete(recovery_code).where(recovery_code.c.agent_id == bindparam("agent"))
INSERT = insert(recovery_code)
USE = (
    update(recovery_code)
    .where(
        recovery_code.c.agent_id == bindparam("agent"),
        recovery_code.c.digest == bindparam("key"),
        recovery_code.c.used_at.is_(None),
    )
    .values(used_at=bindparam("at"))
)
LEFT = (
    select(func.count())
    .select_from(recovery_code)
    .where(recovery_code.c.agent_id == bindparam("agent"), recovery_code.c.used_at.is_(None))
)


def replace(tx: Connection, agent: str, digests: Sequence[bytes]) -> None:
    """Put these in the place of all earlier ones; with none, the agent has none."""
    tx.execute(FORGET, {"agent": agent})
    for digest in digests:
        tx.execute(INSERT, {"agent_id": agent, "digest": digest})


def use(tx: Connection, agent: str, digest: bytes, *, at: datetime) -> bool:
    """Spend one; False when there is no such code, or no longer."""
    return tx.execute(USE, {"agent": agent, "key": digest, "at": at}).rowcount == 1


def left(tx: Connection, agent: str) -> int:
    return tx.execute(LEFT, {"agent": agent}).scalar_one()
