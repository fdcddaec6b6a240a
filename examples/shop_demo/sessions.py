"""Sessions: a browser's cart and, once it has logged in, its customer."""

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

LIFE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Session:
    id: int
    customer: str | None


def find(tx: sqlite3.Connection, token: str, *, at: datetime) -> Session | None:
    row = tx.execute(
        "select id, customer from session where token = ? and expires > ?", (_fingerprint(token), at.isoformat())
    ).fetchone()
    return Session(row["id"], row["customer"]) if row else None


def start(tx: sqlite3.Connection, token: str, *, at: datetime) -> Session:
    tx.execute("delete from session where expires <= ?", (at.isoformat(),))
    added = tx.execute(
        "insert into session (token, expires) values (?, ?)", (_fingerprint(token), (at + LIFE).isoformat())
    )
    return Session(int(added.lastrowid or 0), None)


def log_in(tx: sqlite3.Connection, session: Session, customer: str, token: str, *, at: datetime) -> None:
    """Give the session to the customer under a new token: one that somebody planted before is worth nothing."""
    tx.execute(
        "update session set customer = ?, token = ?, expires = ? where id = ?",
        (customer, _fingerprint(token), (at + LIFE).isoformat(), session.id),
    )


def end(tx: sqlite3.Connection, session: Session) -> None:
    tx.execute("delete from session where id = ?", (session.id,))


def new_token() -> str:
    return secrets.token_urlsafe(32)


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
