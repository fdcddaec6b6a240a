"""Draws among whoever answered a survey: one at a time, closed once, drawn once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from mostrador.domain.incentive import Incentive
from mostrador.storage.schema import survey_draw

State = Literal["open", "closed", "drawn"]


@dataclass(frozen=True, slots=True)
class Draw:
    """
    `closes_at`: when its last day is over. `entries` and `digest` (SHA-256 in hexadecimal digits) are those at closing.
    """

    id: str
    shop: str
    survey: str
    incentive: Incentive
    made_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None
    entries: int | None = None
    digest: str | None = None
    seed: str | None = None
    drawn_at: datetime | None = None

    @property
    def state(self) -> State:
        if self.drawn_at:
            return "drawn"
        return "closed" if self.closed_at else "open"

    def is_open(self, at: datetime) -> bool:
        """Whether somebody may enter."""
        return self.closed_at is None and at < self.closes_at

    @property
    def is_settled(self) -> bool:
        """Whether nobody waits for it any more: it was drawn, or closed without an entry."""
        return self.drawn_at is not None or self.entries == 0


OWN = (survey_draw.c.shop_id == bindparam("shop"), survey_draw.c.id == bindparam("key"))
INSERT = insert(survey_draw)
FIND = select(survey_draw).where(survey_draw.c.id == bindparam("id"))
LOCK = select(survey_draw).where(*OWN).with_for_update()
OF_SURVEY = (
    select(survey_draw)
    .where(survey_draw.c.shop_id == bindparam("shop"), survey_draw.c.survey_id == bindparam("survey"))
    .order_by(survey_draw.c.made_at.desc(), survey_draw.c.id.desc())
)
NEWEST = OF_SURVEY.limit(1)
LAST = NEWEST.with_for_update()
CHANGE = update(survey_draw).where(*OWN).values(incentive=bindparam("new_incentive"), closes_at=bindparam("at"))
REMOVE = delete(survey_draw).where(*OWN)
CLOSE = (
    update(survey_draw)
    .where(*OWN)
    .values(closed_at=bindparam("at"), entries=bindparam("number"), digest=bindparam("hash"))
)
SETTLE = update(survey_draw).where(*OWN).values(seed=bindparam("said"), drawn_at=bindparam("at"))


def add(tx: Connection, new: Draw) -> None:
    row = {"id": new.id, "shop_id": new.shop, "survey_id": new.survey, "made_at": new.made_at}
    tx.execute(INSERT, {**row, "closes_at": new.closes_at, "incentive": msgspec.to_builtins(new.incentive)})


def find(tx: Connection, id: str) -> Draw | None:
    """The draw of whatever shop: what is public of it is so for everybody."""
    row = tx.execute(FIND, {"id": id}).one_or_none()
    return None if row is None else _draw(row)


def lock(tx: Connection, shop: str, id: str) -> Draw | None:
    row = tx.execute(LOCK, {"shop": shop, "key": id}).one_or_none()
    return None if row is None else _draw(row)


def last(tx: Connection, shop: str, survey: str) -> Draw | None:
    """The newest of a survey, locked: nobody enters, closes or changes it meanwhile."""
    row = tx.execute(LAST, {"shop": shop, "survey": survey}).one_or_none()
    return None if row is None else _draw(row)


def newest(tx: Connection, shop: str, survey: str) -> Draw | None:
    """The newest of a survey, to be looked at."""
    row = tx.execute(NEWEST, {"shop": shop, "survey": survey}).one_or_none()
    return None if row is None else _draw(row)


def of_survey(tx: Connection, shop: str, survey: str) -> list[Draw]:
    """All of them, the newest first."""
    return [_draw(row) for row in tx.execute(OF_SURVEY, {"shop": shop, "survey": survey})]


def change(tx: Connection, shop: str, id: str, incentive: Incentive, closes_at: datetime) -> None:
    row = {"new_incentive": msgspec.to_builtins(incentive), "at": closes_at}
    tx.execute(CHANGE, {"shop": shop, "key": id, **row})


def remove(tx: Connection, shop: str, id: str) -> None:
    """Forget one that nobody has entered."""
    tx.execute(REMOVE, {"shop": shop, "key": id})


def close(tx: Connection, shop: str, id: str, *, entries: int, digest: str, at: datetime) -> None:
    tx.execute(CLOSE, {"shop": shop, "key": id, "number": entries, "hash": digest, "at": at})


def settle(tx: Connection, shop: str, id: str, *, seed: str, at: datetime) -> None:
    tx.execute(SETTLE, {"shop": shop, "key": id, "said": seed, "at": at})


def _draw(row: Any) -> Draw:
    return Draw(
        row.id,
        row.shop_id,
        row.survey_id,
        msgspec.convert(row.incentive, Incentive),
        row.made_at,
        row.closes_at,
        row.closed_at,
        row.entries,
        row.digest,
        row.seed,
        row.drawn_at,
    )
