"""Asking by mail, and reminding once: looked at again when it is due, and rendered when it is sent."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.actions import survey_letters, survey_reasons
from mostrador.actions.survey_letters import Asking
from mostrador.actions.survey_plans import KIND
from mostrador.desk import Desk
from mostrador.domain import surveying
from mostrador.domain.shop import Shop
from mostrador.errors import NotFound
from mostrador.gateways.post import MailRefused
from mostrador.storage import due, senders, shops, survey_answers, survey_invitations, survey_orders, surveys
from mostrador.storage.due import Due
from mostrador.storage.survey_invitations import Invitation
from mostrador.storage.surveys import Survey
from mostrador.times import day_in

REMINDER = "survey_reminder"


@dataclass(frozen=True, slots=True)
class Case:
    """An invitation that is due, with the survey and shop that it belongs to."""

    row: Due
    shop: Shop
    survey: Survey | None
    invitation: Invitation


Judge = Callable[[Connection, Case, datetime], datetime | None]
"""Says when to do it: now, later, or never (after which the judge has written down why)."""


async def send(desk: Desk, row: Due) -> None:
    """Ask, if nothing speaks against it now; wait, where it is something that passes."""
    await _ask(desk, row, _when_to_send)


async def remind(desk: Desk, row: Due) -> None:
    """Ask once more whoever has not begun to answer; whatever speaks against it, ends it."""
    await _ask(desk, row, _when_to_remind)


async def give_up(desk: Desk, row: Due, problem: str) -> None:
    """A mail that will never arrive asks nobody."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        if due.end(tx, row.id, "failed", at=now, problem=problem) and row.kind == KIND:
            survey_invitations.drop(tx, row.shop or "", row.subject, "undeliverable", at=now)

    await desk.db.write(work)


async def _ask(desk: Desk, row: Due, judge: Judge) -> None:
    now, fresh_links, fresh_row = desk.clock.now(), (desk.new("lnk"), desk.new("lnk")), desk.new("due")

    def decide(tx: Connection) -> Asking | None:
        case = _case(tx, row)
        at = judge(tx, case, now) if case else None
        if case is None or case.survey is None or at is None:
            due.end(tx, row.id, "done", at=now)
            return None
        if at > now:  # with a row of its own: waiting is no attempt that failed
            if due.end(tx, row.id, "done", at=now):
                due.add(tx, Due(fresh_row, row.shop, row.kind, row.subject, at, row.body), at=now)
            return None
        invitation = _claimed(tx, case, now)
        return survey_letters.gather(tx, desk, case.shop, case.survey, invitation, fresh_links, at=now)

    if asking := await desk.db.write(decide):
        await _post(desk, row, asking)


def _case(tx: Connection, row: Due) -> Case | None:
    shop = shops.find(tx, row.shop or "")
    if shop is None:
        raise NotFound("There is no such shop.")
    invitation = survey_invitations.lock(tx, shop.id, row.subject)
    if invitation is None or invitation.dropped_at or invitation.channel != "mail":  # answered where the chat ended
        return None
    return Case(row, shop, surveys.find(tx, shop.id, invitation.survey), invitation)


def _when_to_send(tx: Connection, case: Case, now: datetime) -> datetime | None:
    """`sent_at` without an end of the row: the mail server was away, and nobody has been asked yet."""
    invitation, again = case.invitation, case.invitation.sent_at is not None
    survey_invitations.alone(tx, invitation)
    reasons = survey_reasons.against(tx, invitation, case.survey, at=now, again=again)
    if surveying.waits(reasons):
        return now + surveying.WAIT
    if reasons:
        survey_invitations.drop(tx, invitation.shop, invitation.id, reasons[0], at=now)
        return None
    return _loud(tx, case, now)


def _when_to_remind(tx: Connection, case: Case, now: datetime) -> datetime | None:
    invitation = case.invitation
    had_it = invitation.started_at or invitation.answered_at or invitation.reminded_at
    if had_it or invitation.expires_at <= now:
        return None
    if survey_reasons.against(tx, invitation, case.survey, at=now, again=True):
        return None
    return _loud(tx, case, now)


def _claimed(tx: Connection, case: Case, now: datetime) -> Invitation:
    """The invitation as it is sent: with today's questions, and from now on in nobody else's way."""
    invitation, survey = case.invitation, case.survey
    if invitation.sent_at is not None or survey is None:
        return invitation
    until = now + surveying.LIFE
    survey_invitations.mark(tx, invitation.shop, invitation.id, sent_at=now, version=survey.version, expires_at=until)
    return replace(invitation, sent_at=now, version=survey.version, expires_at=until)


def _loud(tx: Connection, case: Case, at: datetime) -> datetime:
    """When the customer's quiet hours are over: where the order went, or else where the shop is."""
    invitation = case.invitation
    order = survey_orders.find(tx, invitation.shop, invitation.order) if invitation.order else None
    zones = surveying.zones_of(order.country if order else "", case.shop.profile.time_zone)
    if case.survey is None:
        return at
    return surveying.outside_quiet(at, zones, case.survey.settings.quiet_from, case.survey.settings.quiet_until)


async def _post(desk: Desk, row: Due, asking: Asking) -> None:
    reminds = row.kind == REMINDER
    letter = survey_letters.letter(desk, asking, row.id, reminder=reminds, at=row.created_at or desk.clock.now())
    try:
        await desk.post.send(desk.letters.write(letter))
    except MailRefused as refused:
        await _refused(desk, row, asking, refused.code)
        return
    now, next_row = desk.clock.now(), desk.new("due")
    invitation = asking.invitation

    def work(tx: Connection) -> None:
        if not due.end(tx, row.id, "done", at=now):
            return
        if reminds:
            survey_invitations.mark(tx, invitation.shop, invitation.id, reminded_at=now)
            return
        _count(tx, asking, now, delivered=True)
        if days := asking.survey.settings.reminder_days:
            due.add(tx, Due(next_row, row.shop, REMINDER, invitation.id, now + timedelta(days=days), {}), at=now)

    await desk.db.write(work)


async def _refused(desk: Desk, row: Due, asking: Asking, code: int) -> None:
    """The address takes no mail: it gets nothing automatic any more."""
    now, invitation = desk.clock.now(), asking.invitation

    def work(tx: Connection) -> None:
        if due.end(tx, row.id, "failed", at=now, problem=f"smtp {code}"):
            senders.note_trouble(tx, invitation.shop, invitation.email, "bounced", at=now)
            if row.kind == KIND:
                _count(tx, asking, now, delivered=False)
                survey_invitations.drop(tx, invitation.shop, invitation.id, "address_in_trouble", at=now)

    await desk.db.write(work)


def _count(tx: Connection, asking: Asking, now: datetime, *, delivered: bool) -> None:
    day = day_in(asking.shop.profile.time_zone, now)
    survey_answers.step(tx, asking.shop.id, asking.survey.id, day, "sent")
    if delivered:
        survey_answers.step(tx, asking.shop.id, asking.survey.id, day, "delivered")
