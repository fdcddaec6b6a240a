"""What surveys came to, read from the counts that stand beside the answers; no answer is read for it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import Connection, Select, bindparam, func, select, union_all

from mostrador.domain.period import SPANS, Grain, Period, Piece, begins
from mostrador.domain.survey import Question
from mostrador.storage.schema import agent, membership, survey, survey_funnel, survey_rollup, survey_version

Dimension = Literal["product", "department", "agent", "carrier", "country"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)

Scores = Mapping[int, int]
"""{score: how many gave it}"""


@dataclass(frozen=True, slots=True)
class Slice:
    """Which answers are meant: all, or those of one product, agent …"""

    dimension: Dimension | Literal["all"] = "all"
    value: str = ""


EVERYTHING = Slice()


@dataclass(frozen=True, slots=True)
class Card:
    """A survey with every question that it ever asked: those of now, in their order, then those of older versions."""

    id: str
    name: str
    state: str
    is_removed: bool
    questions: tuple[Question, ...]
    asked_now: int

    def question(self, key: str) -> Question | None:
        return next((each for each in self.questions if each.key == key), None)


@dataclass(frozen=True, slots=True)
class Funnel:
    """How many got how far; each step counts on the day on which it was taken."""

    sent: int
    delivered: int
    started: int
    finished: int


r, f = survey_rollup.c, survey_funnel.c
OWN = (r.shop_id == bindparam("shop"), r.survey_id == bindparam("survey"), r.dimension == bindparam("dimension"))
ONE, SOME = r.question == bindparam("question"), r.question.in_(bindparam("questions", expanding=True))


def _pieces(columns: Sequence[Any], *where: Any) -> Any:
    """
    The rows of a period's days, months and years, one after the other.

    Each span is named by the day on which it begins, a hundred of them at most, so that every row is found by its key.
    """
    return union_all(
        *(
            select(*columns).where(*OWN, *where, r.span == span, r.day.in_(bindparam(f"of_{span}", expanding=True)))
            for span in SPANS
        )
    ).subquery("pieces")


def _summed(pieces: Any, *by: str) -> Select[Any]:
    names = [pieces.c[name] for name in by]
    return select(*names, func.sum(pieces.c.count).label("times")).group_by(*names)


def _most(pieces: Any) -> Select[Any]:
    total = func.sum(pieces.c.count)
    found = select(pieces.c.value, total.label("times")).group_by(pieces.c.value)
    return found.order_by(total.desc(), pieces.c.value).limit(bindparam("most"))


TOTALS = _summed(_pieces((r.question, r.score, r.count), SOME, r.value == bindparam("value")), "question", "score")
VALUES = _most(_pieces((r.value, r.count), ONE))
OF_VALUES = _summed(
    _pieces((r.value, r.score, r.count), ONE, r.value.in_(bindparam("values", expanding=True))), "value", "score"
)
SERIES = select(r.day, r.score, r.count.label("times")).where(
    *OWN,
    ONE,
    r.value == bindparam("value"),
    r.span == bindparam("span"),
    r.day.in_(bindparam("days", expanding=True)),
)
STEPS = ("sent", "delivered", "started", "finished")
FUNNEL = select(*(func.coalesce(func.sum(f[step]), 0).label(step) for step in STEPS)).where(
    f.shop_id == bindparam("shop"),
    f.survey_id == bindparam("survey"),
    f.day.between(bindparam("first"), bindparam("last")),
)
FIRST_DAY = select(func.min(f.day)).where(f.shop_id == bindparam("shop"), f.survey_id == bindparam("survey"))
SURVEYS = select(survey).where(survey.c.shop_id == bindparam("shop")).order_by(survey.c.created_at, survey.c.id)
VERSIONS = (
    select(survey_version.c.survey_id, survey_version.c.number, survey_version.c.questions)
    .where(survey_version.c.shop_id == bindparam("shop"))
    .order_by(survey_version.c.number)
)
PEOPLE = (
    select(agent.c.id, agent.c.name)
    .join(membership, membership.c.agent_id == agent.c.id)
    .where(membership.c.shop_id == bindparam("shop"))
)
FIND, OF_ONE = (
    SURVEYS.where(survey.c.id == bindparam("id")),
    VERSIONS.where(survey_version.c.survey_id == bindparam("id")),
)


def find(tx: Connection, shop: str, id: str) -> Card | None:
    """The survey, also one that was removed: what was answered stays."""
    row = tx.execute(FIND, {"shop": shop, "id": id}).one_or_none()
    return None if row is None else _card(row, list(tx.execute(OF_ONE, {"shop": shop, "id": id})))


def of_shop(tx: Connection, shop: str) -> list[Card]:
    """All surveys of a shop, the oldest first, also those that were removed."""
    versions = list(tx.execute(VERSIONS, {"shop": shop}))
    return [
        _card(row, [each for each in versions if each.survey_id == row.id])
        for row in tx.execute(SURVEYS, {"shop": shop}).all()
    ]


def totals(
    tx: Connection, shop: str, id: str, questions: Sequence[str], of: Slice, period: Period
) -> dict[str, Counter[int]]:
    """Every question's scores within the period; no scores for what nobody answered."""
    found: dict[str, Counter[int]] = {key: Counter() for key in questions}
    values = {"questions": list(questions), "value": of.value, **_slice(shop, id, of.dimension), **_bounds(period)}
    for row in tx.execute(TOTALS, values):
        found[row.question][row.score] += int(row.times)
    return found


def over_time(
    tx: Connection, shop: str, id: str, question: str, of: Slice, period: Period, grain: Grain
) -> dict[date, Counter[int]]:
    """A question's scores by the step in which they were given; steps without any are there too."""
    found: dict[date, Counter[int]] = {step: Counter() for step in period.steps(grain)}
    pieces = period.monthly() if grain == "month" else (Piece("day", period.first, period.last),)
    for piece in pieces:
        values = {"question": question, "value": of.value, "span": piece.span, "days": _named(piece)}
        for row in tx.execute(SERIES, {**values, **_slice(shop, id, of.dimension)}):
            found[begins(grain, date.fromisoformat(row.day))][row.score] += int(row.times)
    return found


def by_value(
    tx: Connection, shop: str, id: str, question: str, dimension: Dimension, period: Period, *, most: int
) -> dict[str, Counter[int]]:
    """A question's scores for each value of a dimension, those with most answers first, at most so many."""
    values = {"question": question, **_slice(shop, id, dimension), **_bounds(period)}
    found: dict[str, Counter[int]] = {
        row.value: Counter() for row in tx.execute(VALUES, {**values, "most": most}).all()
    }
    if found:
        for row in tx.execute(OF_VALUES, {**values, "values": list(found)}):
            found[row.value][row.score] += int(row.times)
    return found


def funnel(tx: Connection, shop: str, id: str, period: Period) -> Funnel:
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    row = tx.execute(FUNNEL, {"shop": shop, "survey": id, **days}).one()
    return Funnel(*(int(row._mapping[step]) for step in STEPS))


def first_day(tx: Connection, shop: str, id: str) -> date | None:
    """The day on which something happened first."""
    found = tx.execute(FIRST_DAY, {"shop": shop, "survey": id}).scalar_one()
    return date.fromisoformat(found) if found else None


def people(tx: Connection, shop: str) -> dict[str, str]:
    """The names of all who ever answered for the shop, by their ids."""
    return {row.id: row.name for row in tx.execute(PEOPLE, {"shop": shop})}


def _slice(shop: str, id: str, dimension: str) -> dict[str, str]:
    return {"shop": shop, "survey": id, "dimension": dimension}


def _bounds(period: Period) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {f"of_{span}": [] for span in SPANS}
    for piece in period.pieces():
        found[f"of_{piece.span}"] += _named(piece)
    return found


def _named(piece: Piece) -> list[str]:
    return [day.isoformat() for day in piece.begins]


def _card(row: Any, versions: Sequence[Any]) -> Card:
    by_number = {each.number: msgspec.convert(each.questions, tuple[Question, ...]) for each in versions}
    now = by_number.get(row.version, ())
    kept = {question.key: question for _, asked in sorted(by_number.items()) for question in asked}
    earlier = [each for key, each in kept.items() if key not in {question.key for question in now}]
    options = {key: _options(key, by_number) for key in kept}
    questions = tuple(msgspec.structs.replace(each, options=options[each.key]) for each in (*now, *earlier))
    return Card(row.id, row.name, row.state, row.removed_at is not None, questions, len(now))


def _options(key: str, by_number: Mapping[int, tuple[Question, ...]]) -> tuple[Any, ...]:
    """Every option that a question ever had, as it is called last."""
    found = {
        option.number: option
        for _, asked in sorted(by_number.items())
        for question in asked
        if question.key == key
        for option in question.options
    }
    return tuple(found[number] for number in sorted(found))
