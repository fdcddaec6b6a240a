"""Agents as persons who log in, whatever shops they work for."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from mostrador.storage.schema import agent


@dataclass(frozen=True, slots=True)
class Agent:
    id: str
    email: str
    name: str
    language: str
    password_hash: str | None
    totp_sealed: bytes | None
    totp_step: int | None

    @property
    def has_second_factor(self) -> bool:
        return self.totp_sealed is not None


FIND = select(agent).where(agent.c.id == bindparam("id"))
LOCK = FIND.with_for_update()
BY_EMAIL = select(agent).where(agent.c.email == bindparam("email"))
ONE = update(agent).where(agent.c.id == bindparam("agent_key"))
SET_PASSWORD = ONE.values(password_hash=bindparam("new_hash"))
SET_SECOND_FACTOR = ONE.values(totp_sealed=bindparam("new_secret"), totp_step=bindparam("new_step"))
SET_STEP = ONE.values(totp_step=bindparam("new_step"))
INTRODUCE = ONE.values(name=bindparam("new_name"), language=bindparam("new_language"))


def find(tx: Connection, id: str) -> Agent | None:
    return _agent(tx.execute(FIND, {"id": id}).one_or_none())


def lock(tx: Connection, id: str) -> Agent | None:
    """Find them, and keep a second request of theirs waiting until the transaction ends."""
    return _agent(tx.execute(LOCK, {"id": id}).one_or_none())


def by_email(tx: Connection, email: str) -> Agent | None:
    return _agent(tx.execute(BY_EMAIL, {"email": email}).one_or_none())


def set_password(tx: Connection, id: str, password_hash: str | None) -> None:
    tx.execute(SET_PASSWORD, {"agent_key": id, "new_hash": password_hash})


def set_second_factor(tx: Connection, id: str, sealed: bytes | None, step: int | None) -> None:
    tx.execute(SET_SECOND_FACTOR, {"agent_key": id, "new_secret": sealed, "new_step": step})


def set_step(tx: Connection, id: str, step: int) -> None:
    """Remember the last code's step, so that nobody uses the code they saw."""
    tx.execute(SET_STEP, {"agent_key": id, "new_step": step})


def introduce(tx: Connection, id: str, *, name: str, language: str) -> None:
    tx.execute(INTRODUCE, {"agent_key": id, "new_name": name, "new_language": language})


def _agent(row: Any) -> Agent | None:
    if row is None:
        return None
    return Agent(row.id, row.email, row.name, row.language, row.password_hash, row.totp_sealed, row.totp_step)
