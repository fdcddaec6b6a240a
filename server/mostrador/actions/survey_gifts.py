"""A coupon or an entry in a draw for an answer, whatever it was: for whoever gave it and has read the terms."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from mostrador.actions.defences import Key
from mostrador.actions.survey_pages import find, offered, over
from mostrador.desk import Desk
from mostrador.domain import draw
from mostrador.domain.mail_links import Purpose
from mostrador.errors import Conflict, Invalid
from mostrador.storage import draw_entries, shops, survey_coupons, survey_draws, survey_orders, surveys
from mostrador.storage.survey_invitations import Invitation


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the page sends; `key` is that of the visit which answered, `consent` the customer's yes to the terms."""

    token: str
    key: Key
    consent: bool


@dataclass(frozen=True, slots=True)
class Coupon:
    code: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A person's number in a draw, by its id."""

    draw: str
    number: str


Gift = Coupon | Entry


class Claimant(TypedDict):
    """Who takes it, as both kinds of gifts are counted by."""

    invitation: str
    order: str
    address: str | None
    at: datetime


async def claim(desk: Desk, wanted: Wanted, purpose: Purpose = "survey") -> Gift:
    """
    Return the code, or the entry. Asking again returns the same one.

    Raises `NotFound` for a link that is over or was not answered in this visit, `Invalid` without the consent, and
    `Conflict` where there is nothing to give: no code is left, its last day is over, the order was cancelled, or the
    same order or address had one; `order_awaited` where the shop has not told of the order yet.
    """
    now, number = desk.clock.now(), draw.entry(desk.random(draw.ENTRY_BYTES))
    if not wanted.consent:
        raise Invalid("Accept the terms to get it.", code="consent_needed")

    def work(tx: Connection) -> Gift | None:
        invitation = find(tx, wanted.token, purpose, at=now)
        if not _answered_in(invitation, wanted.key):
            raise over()
        if invitation.awaits_order:
            raise Conflict("The order is not there yet. Try again in a moment.", code="order_awaited")
        return give(tx, invitation, number, at=now)

    gift = None
    with suppress(IntegrityError):  # the same order or address, at the very same time
        gift = await desk.db.write(work, lane="anonymous")
    if gift is None:
        raise Conflict("There is nothing to give for this answer any more.", code="gift_gone")
    return gift


def give(tx: Connection, invitation: Invitation, number: str, *, at: datetime) -> Gift | None:
    """
    What there is for whoever answered this invitation, which is locked; `number` is for a new entry.

    What it got before it gets again, whatever became of the order, and however late it is. None where nothing can be
    given. To be called only once the invitation's answer and the yes to the terms are there.
    """
    if had := _given(tx, invitation):
        return had
    shop, current = shops.find(tx, invitation.shop), surveys.find(tx, invitation.shop, invitation.survey)
    order = survey_orders.find(tx, invitation.shop, invitation.order) if invitation.order else None
    if shop is None or current is None or order is None or order.is_cancelled:
        return None
    if offered(tx, shop, current, at) is None:
        return None
    address = (invitation.as_told(order).email or order.email).lower() or None
    claimant: Claimant = {"invitation": invitation.id, "order": order.id, "address": address, "at": at}
    if current.settings.incentive.kind == "coupon":
        code = survey_coupons.claim(tx, shop.id, current.id, **claimant)
        return Coupon(code) if code else None
    current_draw = survey_draws.last(tx, shop.id, current.id)  # locked: it may have closed since it was looked at
    if current_draw is None or not current_draw.is_open(at):
        return None
    taken = draw_entries.enter(tx, shop.id, current_draw.id, number, **claimant)
    return Entry(current_draw.id, taken) if taken else None


def _given(tx: Connection, invitation: Invitation) -> Gift | None:
    if code := survey_coupons.of_invitation(tx, invitation.shop, invitation.survey, invitation.id):
        return Coupon(code)
    entry = draw_entries.of_invitation(tx, invitation.shop, invitation.id)
    return Entry(*entry) if entry else None


def _answered_in(invitation: Invitation, key: str) -> bool:
    if invitation.answered_at:
        return invitation.answer_key == key
    return invitation.draft is not None and invitation.draft.finished and invitation.draft.key == key
