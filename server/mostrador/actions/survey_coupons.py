"""A coupon for an answer, whatever it was: asked for by whoever gave it, after reading the terms."""

from contextlib import suppress

import msgspec
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from mostrador.actions.defences import Key
from mostrador.actions.survey_pages import find, offered, over
from mostrador.desk import Desk
from mostrador.domain.mail_links import Purpose
from mostrador.errors import Conflict, Invalid
from mostrador.storage import shops, survey_coupons, survey_orders, surveys
from mostrador.storage.survey_invitations import Invitation


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the page sends; `key` is that of the visit which answered, `consent` the customer's yes to the terms."""

    token: str
    key: Key
    consent: bool


async def claim(desk: Desk, wanted: Wanted, purpose: Purpose = "survey") -> str:
    """
    Return the code. Asking again returns the same one.

    Raises `NotFound` for a link that is over or was not answered in this visit, `Invalid` without the consent, and
    `Conflict` where there is nothing to give: no code is left, its last day is over, the order was cancelled, or the
    same order or address had one; `order_awaited` where the shop has not told of the order yet.
    """
    now = desk.clock.now()
    if not wanted.consent:
        raise Invalid("Accept the terms to get the code.", code="consent_needed")

    def work(tx: Connection) -> str | None:
        invitation = find(tx, wanted.token, purpose, at=now)
        if not _answered_in(invitation, wanted.key):
            raise over()
        if invitation.awaits_order:
            raise Conflict("The order is not there yet. Try again in a moment.", code="order_awaited")
        shop, current = shops.find(tx, invitation.shop), surveys.find(tx, invitation.shop, invitation.survey)
        order = survey_orders.find(tx, invitation.shop, invitation.order) if invitation.order else None
        if shop is None or current is None or order is None or order.is_cancelled:
            return None
        if offered(shop, current.settings.incentive, now) is None:
            return None
        address = invitation.email.lower() or None
        return survey_coupons.claim(
            tx, shop.id, current.id, invitation=invitation.id, order=order.id, address=address, at=now
        )

    code = None
    with suppress(IntegrityError):  # the same order or address, at the very same time
        code = await desk.db.write(work, lane="anonymous")
    if code is None:
        raise Conflict("There is no code to give any more.", code="coupons_gone")
    return code


def _answered_in(invitation: Invitation, key: str) -> bool:
    if invitation.answered_at:
        return invitation.answer_key == key
    return invitation.draft is not None and invitation.draft.finished and invitation.draft.key == key
