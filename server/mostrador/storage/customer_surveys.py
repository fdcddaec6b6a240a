"""What somebody was asked and what they said, for the person who asks for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select

from mostrador.storage.schema import draw_entry, survey, survey_answer, survey_coupon, survey_invitation
from mostrador.storage.survey_visits import in_browsers_of


@dataclass(frozen=True, slots=True)
class Said:
    """`question` is its key; of the rest, what its `kind` has: a score, numbers of options, words."""

    question: str
    kind: str
    number: int | None
    choices: list[int] | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry in a draw, under the number that is published; `place` among the winners, from 1 on."""

    draw: str
    entry: str
    entered_at: datetime
    place: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """`email` is empty where it was not asked by mail."""

    survey: str
    email: str
    made_at: datetime
    answered_at: datetime | None
    answers: tuple[Said, ...]
    draws: tuple[Entered, ...]
    coupon: str | None


INVITATIONS = (
    select(
        survey_invitation.c.id,
        survey.c.name,
        survey_invitation.c.email,
        survey_invitation.c.made_at,
        survey_invitation.c.answered_at,
        select(survey_coupon.c.code)
        .where(
            survey_coupon.c.shop_id == survey_invitation.c.shop_id,
            survey_coupon.c.invitation_id == survey_invitation.c.id,
        )
        .scalar_subquery()
        .label("coupon"),
    )
    .join(survey, and_(survey.c.shop_id == survey_invitation.c.shop_id, survey.c.id == survey_invitation.c.survey_id))
    .where(
        survey_invitation.c.shop_id == bindparam("shop"),
        or_(
            and_(survey_invitation.c.customer_key != "", survey_invitation.c.customer_key == bindparam("key")),
            in_browsers_of(bindparam("customer")),
            and_(
                survey_invitation.c.email != "",
                survey_invitation.c.email == bindparam("email"),
                or_(
                    and_(bindparam("key") != "", survey_invitation.c.order_key.is_(None)),
                    and_(bindparam("key") == "", survey_invitation.c.customer_key == ""),
                ),
            ),
        ),
    )
    .order_by(survey_invitation.c.made_at, survey_invitation.c.id)
)
ANSWERS = (
    select(
        survey_answer.c.question,
        survey_answer.c.kind,
        survey_answer.c.number,
        survey_answer.c.choices,
        survey_answer.c.text,
    )
    .where(survey_answer.c.shop_id == bindparam("shop"), survey_answer.c.invitation_id == bindparam("invitation"))
    .order_by(survey_answer.c.question)
)
ENTRIES = (
    select(draw_entry.c.draw_id, draw_entry.c.id, draw_entry.c.entered_at, draw_entry.c.place)
    .where(draw_entry.c.shop_id == bindparam("shop"), draw_entry.c.invitation_id == bindparam("invitation"))
    .order_by(draw_entry.c.entered_at)
)


def of_customer(tx: Connection, shop: str, customer: str, *, key: str, email: str) -> list[Asked]:
    """
    By our id and by the shop's own, and what was mailed to the address that they have proven; or, without a `key`, all
    of a guest's address.

    What a page asked about an order with this address is a guest's alone: whoever answered there had only typed it, and
    is not the customer who proved it.
    """
    rows: Any = tx.execute(INVITATIONS, {"shop": shop, "customer": customer, "key": key, "email": email}).all()
    return [
        Asked(
            row.name,
            row.email,
            row.made_at,
            row.answered_at,
            _said(tx, shop, row.id),
            _entered(tx, shop, row.id),
            row.coupon,
        )
        for row in rows
    ]


def _entered(tx: Connection, shop: str, invitation: str) -> tuple[Entered, ...]:
    return tuple(Entered(*row) for row in tx.execute(ENTRIES, {"shop": shop, "invitation": invitation}))


def _said(tx: Connection, shop: str, invitation: str) -> tuple[Said, ...]:
    return tuple(Said(*row) for row in tx.execute(ANSWERS, {"shop": shop, "invitation": invitation}))
