"""Answers as they were given, for whoever works on with them elsewhere: read in pages, the oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, and_, bindparam, select, tuple_

from mostrador.storage.schema import shop_order, survey_answer, survey_invitation
from mostrador.storage.types import Moment

PAGE = 500  # people


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody said to one question; of `number`, `choices` and `text` the one that it has."""

    number: int | None
    choices: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """All that one person answered, and as it was around them."""

    at: datetime
    invitation: str
    order: str
    email: str
    channel: str
    language: str
    answers: Mapping[str, Answered]
    products: tuple[str, ...] = ()
    department: str | None = None
    agent: str | None = None
    carrier: str = ""
    country: str = ""


i, a = survey_invitation.c, survey_answer.c
PEOPLE = (
    select(i.id, i.answered_at, i.email, i.channel, i.language, shop_order.c.number.label("order_number"))
    .select_from(
        survey_invitation.outerjoin(shop_order, and_(shop_order.c.shop_id == i.shop_id, shop_order.c.id == i.order_id))
    )
    .where(
        i.shop_id == bindparam("shop"),
        i.survey_id == bindparam("survey"),
        i.answered_at >= bindparam("since", type_=Moment),
        i.answered_at < bindparam("until", type_=Moment),
        tuple_(i.answered_at, i.id) > tuple_(bindparam("after_at", type_=Moment), bindparam("after_id", type_=Text)),
    )
    .order_by(i.answered_at, i.id)
    .limit(bindparam("most"))
)
ANSWERS = select(survey_answer).where(
    a.shop_id == bindparam("shop"), a.invitation_id.in_(bindparam("invitations", expanding=True))
)


def page(
    tx: Connection, shop: str, survey: str, since: datetime, until: datetime, after: Given | None, most: int = PAGE
) -> list[Given]:
    """Who answered from `since` on and before `until`, after the one who came last."""
    place = {"after_at": after.at, "after_id": after.invitation} if after else {"after_at": since, "after_id": ""}
    values = {"shop": shop, "survey": survey, "since": since, "until": until, "most": most, **place}
    people = tx.execute(PEOPLE, values).all()
    if not people:
        return []
    said: dict[str, list[Any]] = {}
    for row in tx.execute(ANSWERS, {"shop": shop, "invitations": [each.id for each in people]}):
        said.setdefault(row.invitation_id, []).append(row)
    return [_given(each, said.get(each.id, [])) for each in people]


def _given(person: Any, rows: list[Any]) -> Given:
    known = rows[0] if rows else None
    return Given(
        at=person.answered_at,
        invitation=person.id,
        order=person.order_number or "",
        email=person.email,
        channel=person.channel,
        language=person.language,
        answers={row.question: Answered(row.number, tuple(row.choices or ()), row.text or "") for row in rows},
        products=tuple(known.products) if known else (),
        department=known.department_id if known else None,
        agent=known.agent_id if known else None,
        carrier=known.carrier if known else "",
        country=known.country if known else "",
    )
