"""Senders whose forms go straight to quarantine, because an agent said so."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, text

from mostrador.storage.schema import block
from mostrador.storage.types import Moment

ADD = text(
    "INSERT INTO block (shop_id, who, agent_id, at) VALUES (:shop, :who, :agent, :at) ON CONFLICT DO NOTHING"
).bindparams(bindparam("at", type_=Moment))
WHO = block.c.who.in_(bindparam("who", expanding=True))
FIND = select(block.c.who).where(block.c.shop_id == bindparam("shop"), WHO)
REMOVE = delete(block).where(block.c.shop_id == bindparam("shop"), WHO)


def add(tx: Connection, shop: str, who: Sequence[str], agent: str, *, at: datetime) -> None:
    """Block addresses and visitors; those that are blocked stay so."""
    for each in who:
        tx.execute(ADD, {"shop": shop, "who": each, "agent": agent, "at": at})


def remove(tx: Connection, shop: str, who: Sequence[str]) -> None:
    tx.execute(REMOVE, {"shop": shop, "who": list(who)})


def is_blocked(tx: Connection, shop: str, who: Sequence[str]) -> bool:
    """Whether one of these is blocked."""
    return tx.execute(FIND, {"shop": shop, "who": list(who)}).first() is not None
