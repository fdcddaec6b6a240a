"""End everything at once that somebody holds: what was revoked since a backup must not come back with it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, update

from mostrador.storage.schema import link, session, spent, visitor

SESSIONS = update(session).where(session.c.revoked_at.is_(None)).values(revoked_at=bindparam("at"))
VISITORS = update(visitor).where(visitor.c.revoked_at.is_(None)).values(revoked_at=bindparam("at"))
LINKS = update(link).where(link.c.expires_at > bindparam("at")).values(expires_at=bindparam("at"))
SPENT = delete(spent)  # of keys that no longer sign anything


def revoke_everything(tx: Connection, *, at: datetime) -> None:
    """End every session, visitor and link there is."""
    for statement in (SESSIONS, VISITORS, LINKS):
        tx.execute(statement, {"at": at})
    tx.execute(SPENT)
