"""Links in mails to agents: invitations into a shop, and new passwords."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from mostrador.storage.links import Link
from mostrador.storage.schema import link

FIND = select(link).where(link.c.id == bindparam("id"), link.c.purpose == bindparam("of_purpose"))
OPEN = link.c.used_at.is_(None) & (link.c.expires_at > bindparam("at"))
INVITATIONS = (
    select(link)
    .where(link.c.purpose == "invitation", link.c.subject == bindparam("shop"), OPEN)
    .order_by(link.c.created_at)
)
RESETS_SINCE = (
    select(func.count())
    .select_from(link)
    .where(link.c.purpose == "reset", link.c.subject == bindparam("agent"), link.c.created_at > bindparam("since"))
)
END = update(link).where(link.c.id == bindparam("link_key")).values(expires_at=bindparam("now"))


def find(tx: Connection, purpose: str, id: str) -> Link | None:
    row = tx.execute(FIND, {"id": id, "of_purpose": purpose}).one_or_none()
    if row is None:
        return None
    return Link(row.id, row.shop_id, row.purpose, row.subject, row.body, row.version, row.expires_at, row.used_at)


def invitations(tx: Connection, shop: str, *, at: datetime) -> list[Link]:
    """Those that somebody may still take up, the oldest first."""
    return [
        Link(row.id, row.shop_id, row.purpose, row.subject, row.body, row.version, row.expires_at, row.used_at)
        for row in tx.execute(INVITATIONS, {"shop": shop, "at": at})
    ]


def resets_since(tx: Connection, agent: str, since: datetime) -> int:
    return tx.execute(RESETS_SINCE, {"agent": agent, "since": since}).scalar_one()


def end(tx: Connection, id: str, *, at: datetime) -> None:
    tx.execute(END, {"link_key": id, "now": at})
