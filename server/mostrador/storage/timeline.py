"""What happened between a customer and the shop, from several tables, each read from a moment backwards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, or_, select

from mostrador.storage.customers import Customer
from mostrador.storage.schema import (
    conversation,
    order_return,
    shipment,
    shop_order,
    survey,
    survey_answer,
    survey_invitation,
)
from mostrador.storage.types import Moment

Kind = Literal["order", "parcel", "return", "conversation", "survey"]


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` is of the order or conversation that it belongs to; `status` in the words of its kind."""

    kind: Kind
    at: datetime
    id: str
    title: str
    status: str
    part: str = ""
    total: int | None = None
    currency: str = ""


OWN = or_(
    and_(shop_order.c.customer_key != "", shop_order.c.customer_key == bindparam("customer_key")),
    and_(shop_order.c.customer_key == "", shop_order.c.email != "", shop_order.c.email == bindparam("email")),
)
BEFORE: ColumnElement[Any] = bindparam("before", type_=Moment)


def _latest(statement: Select[Any], at: ColumnElement[datetime]) -> Select[Any]:
    return statement.where(at < BEFORE).order_by(at.desc()).limit(bindparam("most"))


def _of_order(table: Any) -> ColumnElement[bool]:
    return and_(table.c.shop_id == shop_order.c.shop_id, table.c.order_key == shop_order.c.external_id)


ORDERS = _latest(
    select(
        shop_order.c.placed_at,
        shop_order.c.id,
        shop_order.c.number,
        shop_order.c.status,
        shop_order.c.total,
        shop_order.c.currency,
    ).where(shop_order.c.shop_id == bindparam("shop"), OWN),
    shop_order.c.placed_at,
)
PARCELS = _latest(
    select(shipment.c.last_at, shop_order.c.id, shop_order.c.number, shipment.c.status, shipment.c.number)
    .join_from(shop_order, shipment, _of_order(shipment))
    .where(shop_order.c.shop_id == bindparam("shop"), OWN),
    shipment.c.last_at,
)
RETURNS = _latest(
    select(order_return.c.last_at, shop_order.c.id, shop_order.c.number, order_return.c.status, order_return.c.number)
    .join_from(shop_order, order_return, _of_order(order_return))
    .where(shop_order.c.shop_id == bindparam("shop"), OWN),
    order_return.c.last_at,
)
CONVERSATIONS = _latest(
    select(
        conversation.c.last_at, conversation.c.id, conversation.c.subject, conversation.c.status, conversation.c.code
    ).where(
        conversation.c.shop_id == bindparam("shop"),
        conversation.c.customer_id == bindparam("customer"),
        conversation.c.quarantined.is_(False),
    ),
    conversation.c.last_at,
)


ASKED = survey_invitation
WHEN = func.coalesce(ASKED.c.answered_at, ASKED.c.sent_at, type_=Moment())
SCORE = (
    select(survey_answer.c.number)
    .where(
        survey_answer.c.shop_id == ASKED.c.shop_id,
        survey_answer.c.invitation_id == ASKED.c.id,
        survey_answer.c.number.is_not(None),
    )
    .order_by(survey_answer.c.question)
    .limit(1)
    .scalar_subquery()
)
SURVEYS = _latest(
    select(
        WHEN,
        func.coalesce(ASKED.c.opened_id, ""),
        survey.c.name,
        case((ASKED.c.answered_at.is_not(None), "answered"), else_="asked"),
        SCORE,
    )
    .join_from(ASKED, survey, and_(survey.c.shop_id == ASKED.c.shop_id, survey.c.id == ASKED.c.survey_id))
    .where(
        ASKED.c.shop_id == bindparam("shop"),
        WHEN.is_not(None),
        or_(
            and_(ASKED.c.customer_key != "", ASKED.c.customer_key == bindparam("customer_key")),
            and_(
                ASKED.c.customer_key == "",
                ASKED.c.email != "",
                ASKED.c.email == bindparam("email"),
                ASKED.c.order_key.is_(None),  # what a page asks is answered by whoever has typed the address
            ),
        ),
    ),
    WHEN,
)


def of_customer(tx: Connection, customer: Customer, *, before: datetime, most: int) -> list[Entry]:
    """
    The latest `most` entries before a moment; of somebody who only says to be somebody, their conversations alone.
    """
    values = {
        "shop": customer.shop,
        "customer": customer.id,
        "customer_key": customer.external_id or "",
        "email": customer.email or "",
        "before": before,
        "most": most,
    }
    entries = [Entry("conversation", *row) for row in tx.execute(CONVERSATIONS, values)]
    if customer.is_proven:
        entries += [
            Entry("order", at, id, number, status, total=total, currency=currency)
            for at, id, number, status, total, currency in tx.execute(ORDERS, values)
        ]
        entries += [Entry("parcel", *row) for row in tx.execute(PARCELS, values)]
        entries += [Entry("return", *row) for row in tx.execute(RETURNS, values)]
        entries += [
            Entry("survey", at, id, name, status, "" if score is None else str(score))
            for at, id, name, status, score in tx.execute(SURVEYS, values)
        ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:most]
