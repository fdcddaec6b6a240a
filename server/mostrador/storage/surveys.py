"""Surveys of a shop, and their questions by version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, exists, insert, or_, select, update

from mostrador.domain.incentive import Incentive
from mostrador.domain.survey import Question
from mostrador.domain.survey_rules import Settings
from mostrador.storage.schema import survey, survey_invitation, survey_version


@dataclass(frozen=True, slots=True)
class Survey:
    """`version` is that of `questions`, which are asked now."""

    id: str
    shop: str
    settings: Settings
    version: int
    questions: tuple[Question, ...]


NOW = (survey_version.c.survey_id == survey.c.id) & (survey_version.c.number == survey.c.version)
ALL = (
    select(survey, survey_version.c.questions)
    .join(survey_version, NOW & (survey_version.c.shop_id == survey.c.shop_id))
    .where(survey.c.shop_id == bindparam("shop"), survey.c.removed_at.is_(None))
    .order_by(survey.c.created_at, survey.c.id)
)
FIND = ALL.where(survey.c.id == bindparam("id"))
LIVE = ALL.where(survey.c.state == "live", survey.c.moment.in_(bindparam("moments", expanding=True)))
OWN = (survey.c.shop_id == bindparam("shop"), survey.c.id == bindparam("key"))
INSERT = insert(survey)
CHANGE = update(survey).where(*OWN).values({name: bindparam(f"new_{name}") for name in ("name", "state", "moment")})
CHANGE = CHANGE.values(
    {name: bindparam(f"new_{name}") for name in ("days", "share", "rest_days", "reminder_days", "basis", "incentive")}
).values({name: bindparam(f"new_{name}") for name in ("quiet_from", "quiet_until", "department_id")})
REMOVE = update(survey).where(*OWN).values(removed_at=bindparam("at"))
SET_VERSION = update(survey).where(*OWN).values(version=bindparam("number"))
INSERT_VERSION = insert(survey_version)
REWRITE = (
    update(survey_version)
    .where(
        survey_version.c.shop_id == bindparam("shop"),
        survey_version.c.survey_id == bindparam("key"),
        survey_version.c.number == bindparam("of_number"),
    )
    .values(questions=bindparam("new_questions"))
)
QUESTIONS = select(survey_version.c.questions).where(
    survey_version.c.shop_id == bindparam("shop"),
    survey_version.c.survey_id == bindparam("id"),
    survey_version.c.number == bindparam("number"),
)
WAS_SHOWN = select(
    exists().where(
        survey_invitation.c.shop_id == bindparam("shop"),
        survey_invitation.c.survey_id == bindparam("id"),
        survey_invitation.c.version == bindparam("number"),
        or_(survey_invitation.c.sent_at.is_not(None), survey_invitation.c.opened_at.is_not(None)),
    )
)


def of_shop(tx: Connection, shop: str) -> list[Survey]:
    """All of them, the oldest first."""
    return [_survey(row) for row in tx.execute(ALL, {"shop": shop})]


def live(tx: Connection, shop: str, moments: Sequence[str]) -> list[Survey]:
    """Those by which customers are asked now, after one of these moments."""
    return [_survey(row) for row in tx.execute(LIVE, {"shop": shop, "moments": list(moments)})]


def find(tx: Connection, shop: str, id: str) -> Survey | None:
    row = tx.execute(FIND, {"shop": shop, "id": id}).one_or_none()
    return None if row is None else _survey(row)


def add(tx: Connection, shop: str, id: str, settings: Settings, *, at: datetime) -> None:
    """Write a new survey, which asks nothing yet."""
    values = _values(settings)
    tx.execute(INSERT, {"id": id, "shop_id": shop, "version": 1, "created_at": at, "removed_at": None, **values})
    tx.execute(INSERT_VERSION, _version(shop, id, 1, (), at))


def change(tx: Connection, shop: str, id: str, settings: Settings) -> None:
    values = {f"new_{name}": value for name, value in _values(settings).items()}
    tx.execute(CHANGE, {"shop": shop, "key": id, **values})


def remove(tx: Connection, shop: str, id: str, *, at: datetime) -> None:
    """Ask nobody any more; what was answered stays."""
    tx.execute(REMOVE, {"shop": shop, "key": id, "at": at})


def ask(tx: Connection, current: Survey, questions: Sequence[Question], *, at: datetime) -> int:
    """Ask these from now on, in a new version if somebody has seen the last one; return the version."""
    if not tx.execute(WAS_SHOWN, {"shop": current.shop, "id": current.id, "number": current.version}).scalar_one():
        values = {"new_questions": msgspec.to_builtins(tuple(questions))}
        tx.execute(REWRITE, {"shop": current.shop, "key": current.id, "of_number": current.version, **values})
        return current.version
    number = current.version + 1
    tx.execute(INSERT_VERSION, _version(current.shop, current.id, number, questions, at))
    tx.execute(SET_VERSION, {"shop": current.shop, "key": current.id, "number": number})
    return number


def questions(tx: Connection, shop: str, id: str, number: int) -> tuple[Question, ...]:
    """The questions of a version; none for one that there never was."""
    found = tx.execute(QUESTIONS, {"shop": shop, "id": id, "number": number}).scalar_one_or_none()
    return msgspec.convert(found or [], tuple[Question, ...])


def _values(settings: Settings) -> dict[str, Any]:
    return {
        "name": settings.name,
        "state": settings.state,
        "moment": settings.moment,
        "days": settings.days,
        "share": settings.share,
        "rest_days": settings.rest_days,
        "reminder_days": settings.reminder_days,
        "quiet_from": settings.quiet_from,
        "quiet_until": settings.quiet_until,
        "department_id": settings.department,
        "basis": settings.basis,
        "incentive": msgspec.to_builtins(settings.incentive),
    }


def _version(shop: str, id: str, number: int, questions: Sequence[Question], at: datetime) -> dict[str, Any]:
    asked = msgspec.to_builtins(tuple(questions))
    return {"shop_id": shop, "survey_id": id, "number": number, "questions": asked, "made_at": at}


def _survey(row: Any) -> Survey:
    settings = Settings(
        name=row.name,
        state=row.state,
        moment=row.moment,
        days=row.days,
        share=row.share,
        rest_days=row.rest_days,
        reminder_days=row.reminder_days,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        department=row.department_id,
        basis=row.basis,
        incentive=msgspec.convert(row.incentive, Incentive),
    )
    return Survey(row.id, row.shop_id, settings, row.version, msgspec.convert(row.questions, tuple[Question, ...]))
