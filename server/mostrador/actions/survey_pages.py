"""The page behind a survey's link: what it shows, and what a person confirms there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from mostrador.actions.defences import Key
from mostrador.actions.survey_answers import KIND
from mostrador.desk import Desk
from mostrador.domain import confirming, mail_links, survey
from mostrador.domain.confirming import Draft
from mostrador.domain.incentive import Incentive
from mostrador.domain.mail_links import Purpose
from mostrador.domain.shop import Shop
from mostrador.domain.survey import Question
from mostrador.domain.wake import Wake
from mostrador.errors import Conflict, NotFound, TooMany
from mostrador.storage import (
    due,
    links,
    shops,
    survey_answers,
    survey_draws,
    survey_invitations,
    survey_orders,
    surveys,
)
from mostrador.storage.due import Due
from mostrador.storage.survey_invitations import Invitation
from mostrador.storage.surveys import Survey
from mostrador.times import day_in

HOUR = 3600  # seconds
AN_HOUR = 100  # words from one invitation's page: more than any person clicks


class Sent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What the page sends: all answers so far, by the question's key. `key` is the visit's own; `finished`: no more come.
    """

    token: str
    key: Key
    answers: dict[str, int | str | list[int]]
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows. `incentive` is what there is for an answer today, or nothing."""

    shop: Shop
    language: str
    questions: tuple[Question, ...]
    incentive: Incentive | None


async def open_page(desk: Desk, token: str) -> Page:
    """
    The questions behind a link, for a page that somebody opened.

    Raises `NotFound` alike for links that never were, are used, are over, or were made for something else.
    """
    now = desk.clock.now()

    def work(tx: Connection) -> Page:
        invitation = find(tx, token, "survey", at=now)
        if invitation.is_settled(now):
            raise over()
        if invitation.opened_at is None:
            survey_invitations.mark(tx, invitation.shop, invitation.id, opened_at=now)
        return page(tx, invitation, now)

    return await desk.db.write(work, lane="anonymous")


async def confirm(desk: Desk, sent: Sent, purpose: Purpose = "survey") -> None:
    """
    Take what a person confirmed on the page. Sending it again, also late, changes nothing.

    Raises `NotFound` as `open_page` and where a page asks nobody any more, `FormInvalid` by question, and `Conflict`
    where several visits said different things within seconds: then none of them counts.
    """
    now, row = desk.clock.now(), desk.new("due")
    (words,) = await desk.tally.count([f"survey {mail_links.digest(sent.token).hex()}"], now)
    if words > AN_HOUR:
        raise TooMany("That was a lot within an hour. Try again later.", retry_after=HOUR)

    def work(tx: Connection) -> tuple[str, bool]:
        invitation = find(tx, sent.token, purpose, at=now)
        if invitation.is_settled(now):
            if invitation.said_by != sent.key:
                raise over()
            return invitation.shop, True
        if not is_asked(tx, invitation):
            raise over()
        return invitation.shop, hold(tx, invitation, sent.answers, row, key=sent.key, finished=sent.finished, at=now)

    shop, is_held = await desk.db.write(work, lane="anonymous")
    desk.hub.ring(Wake(shop, due=True, inbox=False))
    if not is_held:
        raise Conflict("Several answers came at once. Wait a moment and confirm yours again.", code="answer_doubted")


def find(tx: Connection, token: str, purpose: Purpose, *, at: datetime) -> Invitation:
    """The invitation behind a token, locked, answered or not. Raises `NotFound`, for whatever reason alike."""
    link = links.by_digest(tx, mail_links.digest(token))
    if link is None or link.shop is None or link.purpose != purpose or link.expires_at <= at:
        raise over()
    invitation = survey_invitations.lock(tx, link.shop, link.subject)
    if invitation is None or invitation.dropped_at or invitation.expires_at <= at:
        raise over()
    return invitation


def is_asked(tx: Connection, invitation: Invitation) -> bool:
    """Whether a page still asks it: by a live survey, about an order that stands. What was mailed is asked for good."""
    if not invitation.is_of_page:
        return True
    current = surveys.find(tx, invitation.shop, invitation.survey)
    order = survey_orders.find(tx, invitation.shop, invitation.order) if invitation.order else None
    return current is not None and current.settings.state == "live" and not (order and order.is_cancelled)


def over() -> NotFound:
    return NotFound("This link is over, or never was.", code="link_over")


def offered(tx: Connection, shop: Shop, asked: Survey, now: datetime) -> Incentive | None:
    """What there is for an answer: a coupon until its last day is over where the shop is, a draw until it closes."""
    incentive = asked.settings.incentive
    if incentive.kind == "draw":
        draw = survey_draws.newest(tx, shop.id, asked.id)
        return draw.incentive if draw and draw.is_open(now) else None
    today = now.astimezone(ZoneInfo(shop.profile.time_zone)).date()
    return incentive if incentive.is_open(today) else None


def page(tx: Connection, invitation: Invitation, now: datetime) -> Page:
    """What there is to be seen behind an invitation's token."""
    shop, current = shops.find(tx, invitation.shop), surveys.find(tx, invitation.shop, invitation.survey)
    if shop is None:
        raise over()
    asked = surveys.questions(tx, shop.id, invitation.survey, invitation.version)
    is_of_order = invitation.order or invitation.order_key
    gift = offered(tx, shop, current, now) if current and is_of_order else None
    return Page(shop, invitation.language, asked, gift)


def hold(
    tx: Connection,
    invitation: Invitation,
    said: Mapping[str, Any],
    row: str,
    *,
    key: str,
    finished: bool,
    at: datetime,
) -> bool:
    """Keep it until it counts; False where nobody can tell which of several visits is a person's."""
    asked = surveys.questions(tx, invitation.shop, invitation.survey, invitation.version)
    given = {answer.question.key: answer.given for answer in survey.answers(asked, said, whole=finished)}
    new = Draft(key=key, given=given, first=given[asked[0].key], at=at, finished=finished)
    confirmed = confirming.confirm(invitation.draft, invitation.doubted_at, new)
    if confirmed.draft is None:
        survey_invitations.mark(tx, invitation.shop, invitation.id, draft=None, doubted_at=at)
        return False
    changes: dict[str, Any] = {"draft": confirmed.draft}
    if invitation.started_at is None:
        changes["started_at"] = at
        day = day_in(_zone(tx, invitation), at)
        survey_answers.step(tx, invitation.shop, invitation.survey, day, "started")
    survey_invitations.mark(tx, invitation.shop, invitation.id, **changes)
    due.add(tx, Due(row, invitation.shop, KIND, invitation.id, confirmed.draft.ready_at, {}), at=at)
    return True


def _zone(tx: Connection, invitation: Invitation) -> str:
    shop = shops.find(tx, invitation.shop)
    return shop.profile.time_zone if shop else "UTC"
