"""What customers said, and its counts: both in one transaction, so that results never have to count answers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, insert, text

from mostrador.domain.period import SPANS, begins
from mostrador.domain.survey import Answer
from mostrador.storage.schema import survey_answer

Step = Literal["sent", "delivered", "started", "finished"]

INSERT = insert(survey_answer)
COUNT = text(
    "INSERT INTO survey_rollup (shop_id, survey_id, question, dimension, span, day, value, score, count) "
    "VALUES (:shop, :survey, :question, :dimension, :span, :day, :value, :score, :count) "
    "ON CONFLICT (shop_id, survey_id, question, dimension, span, day, value, score) "
    "DO UPDATE SET count = survey_rollup.count + excluded.count"
)
STEPS = {
    step: text(
        f"INSERT INTO survey_funnel (shop_id, survey_id, day, {step}, {', '.join(others)}) "  # noqa: S608 - our own names
        "VALUES (:shop, :survey, :day, 1, 0, 0, 0) "
        f"ON CONFLICT (shop_id, survey_id, day) DO UPDATE SET {step} = survey_funnel.{step} + 1"
    )
    for step, others in (
        ("sent", ("delivered", "started", "finished")),
        ("delivered", ("sent", "started", "finished")),
        ("started", ("sent", "delivered", "finished")),
        ("finished", ("sent", "delivered", "started")),
    )
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """As it was when somebody answered: what they bought, who brought it where, who had talked with them."""

    products: tuple[str, ...] = ()
    department: str | None = None
    agent: str | None = None
    carrier: str = ""
    country: str = ""

    def dimensions(self) -> list[tuple[str, str]]:
        """Every (dimension, value) by which an answer is counted."""
        found = [("product", each) for each in dict.fromkeys(self.products)]
        single = (("department", self.department), ("agent", self.agent))
        found += [(name, value) for name, value in single if value]
        found += [(name, value) for name, value in (("carrier", self.carrier), ("country", self.country)) if value]
        return [("all", ""), *found]


@dataclass(frozen=True, slots=True)
class About:
    """Which survey was answered, by which invitation. `day` is ISO 8601, in the shop's zone."""

    shop: str
    survey: str
    version: int
    invitation: str
    at: datetime
    day: str


def add(tx: Connection, about: About, answers: Sequence[Answer], around: Circumstances) -> None:
    """Write the answers and count them, for their day, its month and its year."""
    tx.execute(INSERT, [_row(about, answer, around) for answer in answers])
    day = date.fromisoformat(about.day)
    spans = [(span, begins(span, day).isoformat()) for span in SPANS]
    counts = Counter(keys(answers, around))
    rows = [
        {
            "shop": about.shop,
            "survey": about.survey,
            "question": question,
            "dimension": dimension,
            "span": span,
            "day": first,
            "value": value,
            "score": score,
            "count": count,
        }
        for (question, dimension, value, score), count in sorted(counts.items())  # always in one order: no deadlocks
        for span, first in spans
    ]
    tx.execute(COUNT, rows)  # all at once: one way to the server


def step(tx: Connection, shop: str, survey: str, day: str, taken: Step) -> None:
    """Count one more who came so far on this day."""
    tx.execute(STEPS[taken], {"shop": shop, "survey": survey, "day": day})


def keys(answers: Sequence[Answer], around: Circumstances) -> Iterable[tuple[str, str, str, int]]:
    """By what answers are counted: question, dimension, value, score."""
    dimensions = around.dimensions()
    for answer in answers:
        for score in answer.scores:
            for dimension, value in dimensions:
                yield answer.question.key, dimension, value, score


def _row(about: About, answer: Answer, around: Circumstances) -> dict[str, Any]:
    return {
        "shop_id": about.shop,
        "invitation_id": about.invitation,
        "question": answer.question.key,
        "survey_id": about.survey,
        "version": about.version,
        "kind": answer.question.kind,
        "number": answer.number,
        "choices": None if answer.choices is None else list(answer.choices),
        "text": answer.text,
        "at": about.at,
        "products": list(around.products),
        "department_id": around.department,
        "agent_id": around.agent,
        "carrier": around.carrier,
        "country": around.country,
    }
