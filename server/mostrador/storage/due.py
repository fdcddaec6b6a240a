"""What must still leave the house or happen later: written with what caused it, worked off by the worker."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, case, func, insert, select, update

from mostrador.storage.prepared import Prepared
from mostrador.storage.schema import due
from mostrador.storage.upserts import Upsert

State = Literal["waiting", "done", "failed", "taken_back"]


@dataclass(frozen=True, slots=True)
class Due:
    """`subject` is the id of what it is about; `body` holds references, rendered when it is done."""

    id: str
    shop: str | None
    kind: str
    subject: str
    run_at: datetime
    body: dict[str, Any]
    attempts: int = 0
    created_at: datetime | None = None


INSERT = Prepared(insert(due), *(column.name for column in due.c))
WAITING = (
    select(due)
    .where(
        due.c.state == "waiting",
        due.c.run_at <= bindparam("now"),
        (due.c.leased_until.is_(None)) | (due.c.leased_until <= bindparam("now")),
    )
    .order_by(due.c.run_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
LEASE = update(due).where(due.c.id == bindparam("due_key")).values(leased_until=bindparam("until"))
FREE_AT = case((due.c.leased_until > due.c.run_at, due.c.leased_until), else_=due.c.run_at)
NEXT_AT = select(func.min(FREE_AT)).where(due.c.state == "waiting")
FIND = select(due).where(due.c.id == bindparam("id"))
BY_UNIQUE_KEY = select(due).where(due.c.unique_key == bindparam("key"))
ABOUT = (
    select(due)
    .where(
        due.c.subject == bindparam("subject"),
        due.c.state == "waiting",
        due.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(due.c.created_at)
)
END = (
    update(due)
    .where(due.c.id == bindparam("due_key"), due.c.state == "waiting")
    .values(state=bindparam("new_state"), ended_at=bindparam("at"), problem=bindparam("why"), leased_until=None)
)
AGAIN = (
    update(due)
    .where(due.c.id == bindparam("due_key"), due.c.state == "waiting")
    .values(run_at=bindparam("later"), attempts=due.c.attempts + 1, problem=bindparam("why"), leased_until=None)
)
SCHEDULE = Upsert(due, ("unique_key",), kept=("id", "shop_id", "created_at"))
CALL_OFF = (
    update(due)
    .where(due.c.unique_key.in_(bindparam("keys", expanding=True)), due.c.state == "waiting")
    .values(state="taken_back", ended_at=bindparam("at"), leased_until=None)
)
BACKLOG = select(func.count()).select_from(due).where(due.c.state == "waiting", due.c.run_at <= bindparam("now"))


def schedule(tx: Connection, rows: Mapping[str, Due], *, at: datetime) -> None:
    """Have these done at their time, by their unique keys: one that is there already is moved, or called back."""
    SCHEDULE.execute(
        tx,
        [
            {
                "id": row.id,
                "shop_id": row.shop,
                "kind": row.kind,
                "subject": row.subject,
                "body": row.body,
                "state": "waiting",
                "run_at": row.run_at,
                "attempts": 0,
                "leased_until": None,
                "created_at": at,
                "ended_at": None,
                "problem": None,
                "unique_key": key,
            }
            for key, row in rows.items()
        ],
    )


def call_off(tx: Connection, keys: Collection[str], *, at: datetime) -> None:
    """What waits under these unique keys is no longer to be done."""
    if keys:
        tx.execute(CALL_OFF, {"keys": list(keys), "at": at})


def add(tx: Connection, row: Due, *, at: datetime, unique_key: str | None = None) -> None:
    INSERT.execute(
        tx,
        {
            "id": row.id,
            "shop_id": row.shop,
            "kind": row.kind,
            "subject": row.subject,
            "body": row.body,
            "state": "waiting",
            "run_at": row.run_at,
            "attempts": 0,
            "created_at": at,
            "unique_key": unique_key,
        },
    )


def lease(tx: Connection, *, now: datetime, until: datetime, most: int) -> list[Due]:
    """Take what is due, for so long that another worker may take it over if this one dies."""
    rows = [_due(row) for row in tx.execute(WAITING, {"now": now, "most": most})]
    for row in rows:
        tx.execute(LEASE, {"due_key": row.id, "until": until})
    return rows


def next_at(tx: Connection) -> datetime | None:
    """When the next row can be taken; one that somebody holds, when its lease runs out."""
    return tx.execute(NEXT_AT).scalar_one_or_none()


def find(tx: Connection, id: str) -> tuple[Due, State] | None:
    row = tx.execute(FIND, {"id": id}).one_or_none()
    return None if row is None else (_due(row), row.state)


def by_unique_key(tx: Connection, key: str) -> tuple[Due, State] | None:
    """What was made due under this key, whatever became of it."""
    row = tx.execute(BY_UNIQUE_KEY, {"key": key}).one_or_none()
    return None if row is None else (_due(row), row.state)


def about(tx: Connection, subject: str, kinds: Sequence[str]) -> list[Due]:
    """What still waits about this subject."""
    return [_due(row) for row in tx.execute(ABOUT, {"subject": subject, "kinds": list(kinds)})]


def end(tx: Connection, id: str, state: State, *, at: datetime, problem: str | None = None) -> bool:
    """Say how it ended; False if it had ended before."""
    return tx.execute(END, {"due_key": id, "new_state": state, "at": at, "why": problem}).rowcount == 1


def again(tx: Connection, id: str, *, later: datetime, problem: str) -> None:
    tx.execute(AGAIN, {"due_key": id, "later": later, "why": problem})


def backlog(tx: Connection, *, now: datetime) -> int:
    """How many rows should have been done by now."""
    return tx.execute(BACKLOG, {"now": now}).scalar_one()


def _due(row: Any) -> Due:
    return Due(row.id, row.shop_id, row.kind, row.subject, row.run_at, row.body, row.attempts, row.created_at)
