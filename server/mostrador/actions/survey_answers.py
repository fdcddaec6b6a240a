"""
What customers said: stored once, counted, and heard where it is an unhappy word.

`count` is the one place where an answer is stored; whatever is to follow from one follows there.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.actions import intake, survey_opening, webhooks
from mostrador.actions.survey_opening import Fresh, Heard
from mostrador.desk import Desk
from mostrador.domain import survey
from mostrador.domain.confirming import Draft
from mostrador.domain.shop import Shop
from mostrador.domain.survey import Answer
from mostrador.domain.wake import Wake
from mostrador.storage import due, shops, survey_answers, survey_invitations, survey_orders, survey_talks, surveys
from mostrador.storage.due import Due
from mostrador.storage.survey_answers import About, Circumstances
from mostrador.storage.survey_invitations import Invitation
from mostrador.storage.survey_orders import AskedOrder
from mostrador.times import day_in

KIND = "survey_answer"
WAIT = timedelta(minutes=5)  # between two looks at whether the order was told
LONGEST_WAIT = timedelta(hours=2)  # for an order whose shop cannot reach us; then it counts without what was around it


async def count(desk: Desk, row: Due) -> None:
    """
    Store the answer that was held, count it, and open a conversation where it is an unhappy one.

    One about an order that the shop has not told of yet waits for it: what was around an answer is stored with it.
    """
    now, fresh = desk.clock.now(), desk.new("due")
    opened = Fresh(desk.new("cnv"), desk.new("cus"))

    def work(tx: Connection, code: str) -> None:
        invitation = survey_invitations.lock(tx, row.shop or "", row.subject)
        shop = shops.find(tx, row.shop or "")
        if not due.end(tx, row.id, "done", at=now) or invitation is None or shop is None:
            return
        draft = invitation.draft
        if draft is None or invitation.answered_at or draft.ready_at > now:
            return  # nothing counts, or something was said since, which has a row of its own
        if invitation.awaits_order and now - draft.at < LONGEST_WAIT:
            due.add(tx, Due(fresh, row.shop, KIND, row.subject, now + WAIT, {}), at=now)
        else:
            _store(tx, shop, invitation, draft, opened, code, at=now)

    await intake.write_with_code(desk, work, Wake(row.shop or "", opened.conversation))


def _store(
    tx: Connection, shop: Shop, asked_by: Invitation, draft: Draft, fresh: Fresh, code: str, *, at: datetime
) -> None:
    order = survey_orders.find(tx, shop.id, asked_by.order) if asked_by.order else None
    invitation = asked_by.as_told(order)
    asked = surveys.questions(tx, shop.id, invitation.survey, invitation.version)
    given = survey.answers(asked, draft.given, whole=False)
    day = day_in(shop.profile.time_zone, draft.at)
    about = About(shop.id, invitation.survey, invitation.version, invitation.id, draft.at, day)
    survey_answers.add(tx, about, given, _around(tx, invitation, order))
    if draft.finished:
        survey_answers.step(tx, shop.id, invitation.survey, day, "finished")
    is_heard = bool(invitation.email) and any(answer.is_unhappy for answer in given)  # else nobody could write back
    if is_heard:
        heard = _heard(tx, shop, invitation, order, given)
        survey_opening.open(tx, shop, heard, fresh, code, at=at)
    webhooks.tell(tx, shop.id, "survey.answered", invitation.id, at=at)
    survey_invitations.mark(
        tx,
        shop.id,
        invitation.id,
        answered_at=draft.at,
        answer_key=draft.key,
        draft=None,
        opened_id=fresh.conversation if is_heard else None,
        customer_key=invitation.customer_key,
        email=invitation.email,
    )


def _heard(tx: Connection, shop: Shop, invitation: Invitation, order: AskedOrder | None, given: list[Answer]) -> Heard:
    current = surveys.find(tx, shop.id, invitation.survey)
    return Heard(
        invitation=invitation,
        survey=current.settings.name if current else "",
        department=current.settings.department if current else None,
        answers=tuple(given),
        order_number=order.number if order else "",
        name=order.name if order else _name(tx, invitation),
    )


def _name(tx: Connection, invitation: Invitation) -> str:
    return survey_talks.name(tx, invitation.shop, invitation.conversation) if invitation.conversation else ""


def _around(tx: Connection, invitation: Invitation, order: AskedOrder | None) -> Circumstances:
    if order:
        return survey_orders.circumstances(tx, order)
    if invitation.conversation:
        return survey_talks.circumstances(tx, invitation.shop, invitation.conversation)
    return Circumstances()
