"""A survey on the shop's own page about one order: asked by a token that the shop's server has printed into it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import callers, survey_calls, survey_letters, survey_pages
from mostrador.actions.callers import Caller
from mostrador.actions.order_events import Change
from mostrador.actions.survey_pages import Page
from mostrador.actions.survey_plans import spoken
from mostrador.actions.surveys import Invited
from mostrador.desk import Desk
from mostrador.domain.mail_links import Purpose
from mostrador.domain.shop import Shop
from mostrador.domain.surveying import LIFE
from mostrador.errors import Conflict, NotFound
from mostrador.storage import (
    erasing_surveys,
    links,
    shop_events,
    shops,
    survey_answers,
    survey_invitations,
    survey_orders,
    surveys,
)
from mostrador.storage.survey_invitations import Invitation
from mostrador.storage.survey_orders import AskedOrder
from mostrador.storage.surveys import Survey
from mostrador.times import day_in

PURPOSE: Purpose = "survey_page"
MOMENT = "page"


async def invite(desk: Desk, caller: Caller, *, order: str, survey: str, key: str) -> Invited:
    """
    Let the shop's page ask about an order, by the token that comes back; nobody is mailed. The same key again returns
    the same token.

    `order` is the shop's own id, or ours. The shop may not have told of it yet: a thank-you page is shown before the
    order's event has arrived, and both are tied together when it does. Raises `FormInvalid`, `NotFound` for an unknown
    survey, and `Conflict` for one that is not live or that no page asks, a cancelled order, one that was asked about
    before and a key that was used for something else.
    """
    survey_calls.check(order=order, survey=survey)
    now, id, fresh_link = desk.clock.now(), desk.new("inv"), desk.new("lnk")
    shop = caller.shop

    def work(tx: Connection) -> Invited:
        callers.require(tx, caller, "surveys:invite")
        shop_events.lock(tx, shop)  # an order that is told at this very moment is seen here, or sees this
        if earlier := survey_calls.earlier(tx, shop, key, order=order, survey=survey, by_page=True):
            return replace(_invited(tx, desk, earlier), again=True)
        owner, current = shops.find(tx, shop), _asking(tx, shop, survey)
        if owner is None or current is None:
            raise NotFound("There is no such survey.")
        if current.settings.state != "live" or current.settings.moment != MOMENT:
            raise Conflict("The survey is not live, or no page asks it.", code="cannot_ask")
        found = survey_orders.by_key(tx, shop, order)
        if found and found.is_cancelled:
            raise Conflict("The order was cancelled.", code="order_cancelled")
        new = _invitation(owner, current, found, order, id, key, at=now)
        if not survey_invitations.add(tx, new):
            raise Conflict("This order was asked about before.", code="already_asked")
        survey_letters.linked(tx, desk, new, PURPOSE, fresh_link, until=new.expires_at, at=now)
        return _invited(tx, desk, new)

    return await desk.db.write(work)


async def open_page(desk: Desk, token: str, language: str) -> Page:
    """
    What the shop's page asks, in the page's language. Raises `NotFound` alike for tokens that never were, are used, are
    over or were made for something else, and where nobody is to be asked any more.
    """
    now = desk.clock.now()

    def work(tx: Connection) -> Page:
        invitation = survey_pages.find(tx, token, PURPOSE, at=now)
        shop, current = shops.find(tx, invitation.shop), surveys.find(tx, invitation.shop, invitation.survey)
        is_said = invitation.is_settled(now) or (invitation.draft and invitation.draft.finished)
        if shop is None or current is None or is_said or not survey_pages.is_asked(tx, invitation):
            raise survey_pages.over()
        return survey_pages.page(tx, _seen(tx, shop, current, invitation, language, at=now), now)

    return await desk.db.write(work, lane="anonymous")


def follow(tx: Connection, shop: str, changes: Sequence[Change], *, at: datetime) -> None:
    """Tie what pages have asked about new orders to them; of an order whose buyer was forgotten, forget it."""
    new = {change.after.external_id: change.after for change in changes if change.before is None}
    for key in survey_invitations.awaited(tx, shop, new):
        order = new[key]
        tied = survey_invitations.tie(
            tx, shop, order.external_id, order=order.id, customer_key=order.customer_key, email=order.email
        )
        if tied and order.erased_at:
            erasing_surveys.blank(tx, shop, tied, at=at)


def _asking(tx: Connection, shop: str, survey: str) -> Survey | None:
    return surveys.find(tx, shop, survey) if survey else next(iter(surveys.live(tx, shop, [MOMENT])), None)


def _invited(tx: Connection, desk: Desk, invitation: Invitation) -> Invited:
    link = links.latest(tx, PURPOSE, invitation.id)
    token = survey_letters.token(desk, PURPOSE, link) if link else None
    return Invited(invitation.id, invitation.survey, invitation.due_at, token=token)


def _seen(
    tx: Connection, shop: Shop, current: Survey, invitation: Invitation, language: str, *, at: datetime
) -> Invitation:
    """The invitation as somebody sees it: with the questions of the first time, in today's language."""
    seen = replace(invitation, language=spoken(shop, language))
    if invitation.opened_at is None:
        seen = replace(seen, version=current.version, opened_at=at)
        survey_answers.step(tx, shop.id, current.id, day_in(shop.profile.time_zone, at), "delivered")
    if seen != invitation:
        changes = {name: getattr(seen, name) for name in ("language", "version", "opened_at")}
        survey_invitations.mark(tx, shop.id, invitation.id, **changes)
    return seen


def _invitation(
    shop: Shop, current: Survey, order: AskedOrder | None, key_of_order: str, id: str, key: str, *, at: datetime
) -> Invitation:
    return Invitation(
        id=id,
        shop=shop.id,
        survey=current.id,
        version=current.version,
        moment=current.settings.moment,
        order=order.id if order else None,
        order_key=order.key if order else key_of_order,
        conversation=None,
        customer_key=order.customer_key if order else "",
        email=order.email if order else "",
        language=spoken(shop, order.language if order else ""),
        channel="page",
        basis=current.settings.basis,
        key=key,
        token_version=1,
        made_at=at,
        due_at=at,
        expires_at=at + LIFE,
    )
