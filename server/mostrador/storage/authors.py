"""Who speaks for the shop in a log: agents, and the shop's own server by the name of its API key."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, Connection, bindparam, or_, select, union_all

from mostrador.domain.event import OURS
from mostrador.storage.schema import agent, api_key

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
NAMES = union_all(
    select(agent.c.id, agent.c.name).where(agent.c.id.in_(IDS)),
    select(api_key.c.id, api_key.c.name).where(api_key.c.id.in_(IDS)),
)


def ours(author: Column[Any]) -> ColumnElement[bool]:
    """Whether it was somebody who speaks for the shop."""
    return or_(*(author.startswith(prefix, autoescape=True) for prefix in OURS))


def names(tx: Connection, ids: Collection[str]) -> dict[str, str]:
    """The names of those who once wrote here, members or not, keys that count or not."""
    return {row.id: row.name for row in tx.execute(NAMES, {"ids": sorted(ids)})} if ids else {}
