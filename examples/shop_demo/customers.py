"""Customers: who they are and how they prove it."""

import hashlib
import re
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200  # more only makes the hash slow
PLAUSIBLE_EMAIL = re.compile(r"[^\s@<>\"(),:;\\]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    email: str
    name: str
    verified: bool


class EmailTaken(Exception):
    """Somebody is registered with this address already."""


class Passwords:
    """argon2id with the library's own choice of cost."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def right(self, stored: str | None, password: str) -> bool:
        """Say whether the password is right; without an account it takes the same time."""
        try:
            self._hasher.verify(stored or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None


def register(
    tx: sqlite3.Connection, *, name: str, email: str, password_hash: str, confirmation: str, at: datetime
) -> Customer:
    customer = Customer(id=f"c-{secrets.token_hex(6)}", email=email, name=name, verified=False)
    added = tx.execute(
        "insert into customer (id, email, name, password, confirmation, created) values (?, ?, ?, ?, ?, ?)"
        " on conflict (email) do nothing",
        (customer.id, email, name, password_hash, _fingerprint(confirmation), at.isoformat()),
    )
    if not added.rowcount:
        raise EmailTaken(email)
    return customer


def confirm(tx: sqlite3.Connection, confirmation: str) -> bool:
    """Mark the address as proven: only who reads its mail knows the confirmation."""
    found = tx.execute(
        "update customer set verified = 1, confirmation = null where confirmation = ?", (_fingerprint(confirmation),)
    )
    return bool(found.rowcount)


def find(tx: sqlite3.Connection, customer: str) -> Customer | None:
    row = tx.execute("select * from customer where id = ?", (customer,)).fetchone()
    return row and _customer(row)


def with_password(tx: sqlite3.Connection, email: str) -> tuple[Customer, str] | None:
    row = tx.execute("select * from customer where email = ?", (email,)).fetchone()
    return (_customer(row), row["password"]) if row else None


def _customer(row: sqlite3.Row) -> Customer:
    return Customer(id=row["id"], email=row["email"], name=row["name"], verified=bool(row["verified"]))


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
