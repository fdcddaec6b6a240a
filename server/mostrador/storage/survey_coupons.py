"""Codes that a shop gives away for an answer: each once, one for each order and address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Insert, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from mostrador.storage.schema import survey_coupon

OF_SURVEY = (survey_coupon.c.shop_id == bindparam("shop"), survey_coupon.c.survey_id == bindparam("survey"))
INSERTS: dict[str, Insert] = {
    "sqlite": insert_sqlite(survey_coupon).on_conflict_do_nothing(),
    "postgresql": insert_postgresql(survey_coupon).on_conflict_do_nothing(),
}
MINE = select(survey_coupon.c.code).where(*OF_SURVEY, survey_coupon.c.invitation_id == bindparam("invitation"))
GIVEN = select(survey_coupon.c.code).where(
    *OF_SURVEY,
    or_(survey_coupon.c.order_id == bindparam("order"), survey_coupon.c.claimed_by == bindparam("address")),
)
FREE = (
    select(survey_coupon.c.code)
    .where(*OF_SURVEY, survey_coupon.c.claimed_at.is_(None))
    .order_by(survey_coupon.c.added_at, survey_coupon.c.code)
    .limit(1)
    .with_for_update(skip_locked=True)
)
CLAIM = (
    update(survey_coupon)
    .where(*OF_SURVEY, survey_coupon.c.code == bindparam("code_key"), survey_coupon.c.claimed_at.is_(None))
    .values(
        claimed_at=bindparam("at"),
        invitation_id=bindparam("for_invitation"),
        order_id=bindparam("for_order"),
        claimed_by=bindparam("by"),
    )
)
STOCK = select(func.count(), func.count(survey_coupon.c.claimed_at)).where(*OF_SURVEY)


@dataclass(frozen=True, slots=True)
class Stock:
    all: int
    given: int

    @property
    def left(self) -> int:
        return self.all - self.given


def add(tx: Connection, shop: str, survey: str, codes: Sequence[str], *, at: datetime) -> None:
    """Put codes on the pile; those that are there already stay as they are."""
    if codes:
        rows = [{"shop_id": shop, "survey_id": survey, "code": code, "added_at": at} for code in codes]
        tx.execute(INSERTS[tx.dialect.name], rows)


def stock(tx: Connection, shop: str, survey: str) -> Stock:
    return Stock(*tx.execute(STOCK, {"shop": shop, "survey": survey}).one())


def of_invitation(tx: Connection, shop: str, survey: str, invitation: str) -> str | None:
    """The code that this invitation got."""
    mine = tx.execute(MINE, {"shop": shop, "survey": survey, "invitation": invitation}).scalar_one_or_none()
    return None if mine is None else str(mine)


def claim(
    tx: Connection, shop: str, survey: str, *, invitation: str, order: str, address: str | None, at: datetime
) -> str | None:
    """
    Give this invitation a code, or again the one that it got; None where none is left, or the order or the address,
    where there is one, had one by another invitation.
    """
    key = {"shop": shop, "survey": survey}
    if mine := of_invitation(tx, shop, survey, invitation):
        return mine
    if tx.execute(GIVEN, {**key, "order": order, "address": address}).first() is not None:
        return None
    code = tx.execute(FREE, key).scalar_one_or_none()
    if code is None:
        return None
    taker = {"for_invitation": invitation, "for_order": order, "by": address, "at": at}
    return str(code) if tx.execute(CLAIM, {**key, "code_key": code, **taker}).rowcount == 1 else None
