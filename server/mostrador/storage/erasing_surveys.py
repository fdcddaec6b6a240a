"""Take a person out of what they were asked: the answers stay as numbers, of nobody."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Boolean, Connection, and_, bindparam, null, or_, select, update

from mostrador.storage import guests
from mostrador.storage.schema import draw_entry, due, link, survey_answer, survey_coupon, survey_invitation
from mostrador.storage.survey_visits import in_browsers_of

SHOP: BindParameter[str] = bindparam("of_shop")
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
ORDERS: BindParameter[Any] = bindparam("orders", expanding=True)
EMAILS: BindParameter[Any] = bindparam("emails", expanding=True)
IS_PROVEN: BindParameter[bool] = bindparam("is_proven", type_=Boolean)
PURPOSES = ("survey", "survey_page", "unsubscribe")  # of the links in what asks for an answer

ASKED = select(survey_invitation.c.id, survey_invitation.c.opened_id).where(
    survey_invitation.c.shop_id == SHOP,
    survey_invitation.c.made_at <= bindparam("before"),
    or_(
        survey_invitation.c.customer_key == bindparam("key"),
        and_(survey_invitation.c.email.in_(EMAILS), or_(IS_PROVEN, survey_invitation.c.customer_key == "")),
        survey_invitation.c.conversation_id.in_(IDS),
        survey_invitation.c.order_id.in_(ORDERS),
        in_browsers_of(bindparam("customer")),
    ),
)
BLANK = (
    update(survey_invitation)
    .where(survey_invitation.c.shop_id == SHOP, survey_invitation.c.id.in_(IDS))
    .values(email="", customer_key="", draft=null()),
    update(survey_answer)
    .where(survey_answer.c.shop_id == SHOP, survey_answer.c.invitation_id.in_(IDS), survey_answer.c.text.is_not(None))
    .values(text=""),
    update(survey_coupon)
    .where(survey_coupon.c.shop_id == SHOP, survey_coupon.c.invitation_id.in_(IDS))
    .values(claimed_by=None),
    update(draw_entry)
    .where(draw_entry.c.shop_id == SHOP, draw_entry.c.invitation_id.in_(IDS))
    .values(entered_by=None, order_id=None, invitation_id=None),
    update(link)
    .where(link.c.shop_id == SHOP, link.c.purpose.in_(PURPOSES), link.c.subject.in_(IDS))
    .values(expires_at=bindparam("ended"), body={}),
    update(due)
    .where(due.c.shop_id == SHOP, due.c.subject.in_(IDS), due.c.state == "waiting")
    .values(state="taken_back", ended_at=bindparam("ended"), leased_until=None),
    update(due).where(due.c.shop_id == SHOP, due.c.subject.in_(IDS)).values(body={}),
)
OF_ADDRESSES = (
    update(survey_coupon)
    .where(
        survey_coupon.c.shop_id == SHOP,
        survey_coupon.c.claimed_by.in_(EMAILS),
        or_(IS_PROVEN, guests.bought(survey_coupon)),
    )
    .values(claimed_by=None),
    update(draw_entry)
    .where(draw_entry.c.shop_id == SHOP, draw_entry.c.entered_by.in_(EMAILS), or_(IS_PROVEN, guests.bought(draw_entry)))
    .values(entered_by=None),
)


def asked(
    tx: Connection,
    shop: str,
    *,
    customer: str | None,
    key: str | None,
    emails: Collection[str],
    is_proven: bool,
    conversations: Collection[str],
    orders: Collection[str],
    before: datetime,
) -> dict[str, str | None]:
    """
    The invitations of a customer, by our id and the shop's, by addresses, about these orders or conversations. By an
    address that nobody has proven, only those of nobody with an id of the shop's.

    With each the conversation that its answer opened, if it did.
    """
    lists = {"emails": list(emails), "ids": list(conversations), "orders": list(orders)}
    values = {"of_shop": shop, "customer": customer, "key": key, "is_proven": is_proven, "before": before, **lists}
    return {row.id: row.opened_id for row in tx.execute(ASKED, values)}


def forget_addresses(tx: Connection, shop: str, emails: Collection[str], *, is_proven: bool) -> None:
    """Take addresses off coupons and entries, whose order may have another one since; unproven ones off guests'."""
    for statement in OF_ADDRESSES:
        tx.execute(statement, {"of_shop": shop, "emails": list(emails), "is_proven": is_proven})


def blank(tx: Connection, shop: str, invitations: Sequence[str], *, at: datetime) -> None:
    """
    Take address, words and what waits out of them; scores and choices stay where they are counted.

    Entries in draws stay as numbers of nobody, so that the hash of all of them still holds.
    """
    for statement in BLANK:
        tx.execute(statement, {"of_shop": shop, "ids": list(invitations), "ended": at})
