"""A survey within the shop's own page: answered by a visitor, who pays for it as for a form."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection

from mostrador.actions import authority, defences, survey_pages
from mostrador.actions.defences import Key, Paid
from mostrador.actions.survey_pages import Page
from mostrador.actions.survey_plans import spoken
from mostrador.actions.visitors import known
from mostrador.desk import Desk
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.domain.surveying import LIFE
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound, TooMany
from mostrador.storage import customers, shops, survey_answers, survey_invitations, survey_visits, surveys
from mostrador.storage.survey_invitations import Invitation
from mostrador.storage.surveys import Survey
from mostrador.storage.visitors import Visitor
from mostrador.times import day_in

HOUR = 3600  # seconds
AN_HOUR = 10  # surveys of one visitor


class Sent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What the frame sends: all answers so far, by the question's key. `key` is the visit's own, `language` told by the
    browser; `token` and `proof` are spent with the first of them.
    """

    survey: str
    key: Key
    token: str
    proof: str
    answers: dict[str, int | str | list[int]]
    finished: bool = False
    language: str = ""


async def page(desk: Desk, shop: Shop, survey: str, language: str) -> Page:
    """What the frame shows. Raises `NotFound` for what is not asked on pages now."""
    current = await desk.db.read(lambda tx: _live(tx, shop.id, survey))
    return Page(shop, spoken(shop, language), current.questions, None)


async def confirm(desk: Desk, proof: bytes, sent: Sent) -> None:
    """
    Take what a visitor confirmed. Sending it again, also late, changes nothing.

    Raises `NotFound` as `page`, `FormInvalid` by question, a `Refusal` for a token or proof that does not hold, and
    `TooMany` for a visitor who answers a lot.
    """
    now, row, fresh = desk.clock.now(), desk.new("due"), desk.new("inv")
    visitor = await known(desk, proof)
    own_key = survey_visits.key_of(visitor.id, sent.key)
    paid = None
    if await desk.db.read(lambda tx: survey_invitations.by_key(tx, visitor.shop, own_key)) is None:
        paid = defences.check(desk, sent.token, sent.proof, now)
        await _count(desk, visitor, now)

    def work(tx: Connection) -> None:
        authority.require_visitor(tx, Speaker(visitor.shop, "visitor", visitor.id, proof=proof), at=now)
        found = survey_invitations.by_key(tx, visitor.shop, own_key)
        invitation = found or _begun(tx, visitor, paid, sent, fresh, own_key, at=now)
        if invitation.answered_at is None:
            survey_pages.hold(tx, invitation, sent.answers, row, key=sent.key, finished=sent.finished, at=now)

    await desk.db.write(work, wake=Wake(visitor.shop, due=True, inbox=False), lane="anonymous")


async def _count(desk: Desk, visitor: Visitor, now: datetime) -> None:
    (begun,) = await desk.tally.count([f"survey here {visitor.shop} {visitor.id}"], now)
    if begun > AN_HOUR:
        raise TooMany("That was a lot within an hour. Try again later.", retry_after=HOUR)


def _begun(
    tx: Connection, visitor: Visitor, paid: Paid | None, sent: Sent, id: str, key: str, *, at: datetime
) -> Invitation:
    """The visit's own invitation; with a customer's id and proven address: to be written to, exported and erased by."""
    current, shop = _live(tx, visitor.shop, sent.survey), shops.find(tx, visitor.shop)
    if paid is None or shop is None:  # what was found a moment ago is gone
        raise NotFound("There is no such survey.")
    defences.spend(tx, paid, visitor.id)
    customer = customers.find(tx, shop.id, visitor.customer) if visitor.customer else None
    invitation = Invitation(
        id=id,
        shop=shop.id,
        survey=current.id,
        version=current.version,
        moment="page",
        order=None,
        conversation=None,
        customer_key=(customer.external_id if customer else None) or "",
        email=(customer.email if customer else None) or "",
        language=spoken(shop, sent.language),
        channel="page",
        basis=current.settings.basis,
        key=key,
        token_version=1,
        made_at=at,
        due_at=at,
        expires_at=at + LIFE,
    )
    survey_invitations.add(tx, invitation)
    survey_invitations.mark(tx, shop.id, id, opened_at=at)
    survey_answers.step(tx, shop.id, current.id, day_in(shop.profile.time_zone, at), "delivered")
    return invitation


def _live(tx: Connection, shop: str, survey: str) -> Survey:
    found = surveys.find(tx, shop, survey)
    if found is None or found.settings.state != "live" or found.settings.moment != "page":
        raise NotFound("There is no such survey.")
    return found
