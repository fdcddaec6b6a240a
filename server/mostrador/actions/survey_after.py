"""A survey after a chat, in the chat's own place: offered where it ended, and answered there instead of by mail."""

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from mostrador.actions import authority, chats, survey_pages
from mostrador.actions.defences import Key
from mostrador.actions.survey_mails import REMINDER
from mostrador.actions.survey_pages import Page
from mostrador.actions.survey_plans import KIND, spoken
from mostrador.desk import Desk
from mostrador.domain import surveying
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.domain.surveying import LIFE
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound
from mostrador.storage import chats as own_chats
from mostrador.storage import conversations, customers, due, shops, survey_answers, survey_invitations, surveys
from mostrador.storage.survey_invitations import Invitation
from mostrador.storage.surveys import Survey
from mostrador.storage.visitors import Visitor
from mostrador.times import day_in

MOMENT = "resolved"


class Sent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All answers so far, by the question's key. `key` is the visit's own, `language` told by the browser."""

    survey: str
    key: Key
    answers: dict[str, int | str | list[int]]
    finished: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """`page` is what to ask now, by the survey `id`; without one, `is_done` says that it was answered here."""

    id: str = ""
    page: Page | None = None
    is_done: bool = False


async def offer(desk: Desk, speaker: Speaker, conversation: str, language: str) -> Offer:
    """What to ask whose chat has ended. Raises `NotFound` for a chat of somebody else's, or one that goes on."""
    now = desk.clock.now()

    def look(tx: Connection) -> Offer:
        authority.require_visitor(tx, speaker, at=now)
        shop = _of_ended(tx, speaker, conversation)
        current = _live(tx, shop, conversation)
        if current is None:
            return Offer()
        earlier = survey_invitations.by_conversation(tx, shop.id, conversation, current.id)
        if earlier and (earlier.sent_at or not _is_free(earlier)):
            return Offer(is_done=earlier.channel == "widget")
        return Offer(current.id, Page(shop, spoken(shop, language), current.questions, None))

    return await desk.db.read(look)


async def confirm(desk: Desk, speaker: Speaker, conversation: str, sent: Sent) -> None:
    """
    Take what a shopper confirmed where their chat ended; no mail asks about it any more. Sending it again, also late,
    changes nothing.

    A mail that was planned meanwhile is taken back, and the link in one that has left is over once the answer counts.
    Raises `NotFound` as `offer`, for what is not asked about this chat now, and where somebody has begun to answer by
    the mail; `FormInvalid` by question; `TooMany`.
    """
    now, row, fresh = desk.clock.now(), desk.new("due"), desk.new("inv")
    await chats.count_said(desk, speaker, now)

    def work(tx: Connection) -> None:
        visitor = authority.require_visitor(tx, speaker, at=now)
        shop = _of_ended(tx, speaker, conversation)
        own_key = f"{speaker.id} {sent.key}"
        invitation = survey_invitations.by_key(tx, shop.id, own_key)
        if invitation is None:
            current = _live(tx, shop, conversation)
            if current is None or current.id != sent.survey:
                raise _not_asked()
            email = _proven(tx, visitor)
            language = spoken(shop, sent.language)
            new = _invitation(current, shop, conversation, email, language, fresh, own_key, at=now)
            invitation = _begun(tx, shop, new, at=now)
        if invitation.answered_at is None:
            survey_pages.hold(tx, invitation, sent.answers, row, key=sent.key, finished=sent.finished, at=now)

    await desk.db.write(work, wake=Wake(speaker.shop, due=True, inbox=False), lane="anonymous")


def _begun(tx: Connection, shop: Shop, new: Invitation, *, at: datetime) -> Invitation:
    """The invitation that is answered here: a new one, or the one by which a mail was to ask."""
    is_new = survey_invitations.add(tx, new)
    invitation = new if is_new else _taken_over(tx, new, at=at)
    if invitation.sent_at is None and invitation.opened_at is None:  # else it was counted as delivered then
        survey_answers.step(tx, shop.id, new.survey, day_in(shop.profile.time_zone, at), "delivered")
    survey_invitations.mark(tx, shop.id, invitation.id, opened_at=at)
    return invitation


def _taken_over(tx: Connection, new: Invitation, *, at: datetime) -> Invitation:
    """What was planned for the same chat, answered here from now on. Raises `NotFound` where that is not free."""
    found = survey_invitations.by_conversation(tx, new.shop, new.conversation or "", new.survey)
    earlier = survey_invitations.lock(tx, new.shop, found.id) if found else None
    if earlier and earlier.key == new.key:  # the same word, sent twice at once
        return earlier
    if earlier is None or not _is_free(earlier):
        raise _not_asked()
    for row in due.about(tx, earlier.id, (KIND, REMINDER)):
        due.end(tx, row.id, "taken_back", at=at)
    changes = {name: getattr(new, name) for name in ("version", "language", "channel", "key", "expires_at")}
    survey_invitations.mark(tx, new.shop, earlier.id, dropped_at=None, dropped=None, **changes)
    return replace(earlier, dropped_at=None, dropped=None, **changes)


def _is_free(invitation: Invitation) -> bool:
    """Whether it is a mail's, and nobody has said anything by that which may count."""
    return invitation.channel == "mail" and invitation.draft is None and invitation.answered_at is None


def _of_ended(tx: Connection, speaker: Speaker, conversation: str) -> Shop:
    """The shop of one's own chat that has ended."""
    found = conversations.find(tx, speaker.shop, conversation)
    shop = shops.find(tx, speaker.shop)
    if found is None or shop is None or not found.ended or not own_chats.has(tx, shop.id, speaker.id, conversation):
        raise NotFound("There is no such conversation.")
    return shop


def _live(tx: Connection, shop: Shop, conversation: str) -> Survey | None:
    """The oldest survey that is asked after conversations now, where this one is drawn: as the mail would draw it."""
    current = next(iter(surveys.live(tx, shop.id, [MOMENT])), None)
    if current is None or not surveying.is_in_share(current.id, conversation, current.settings.share):
        return None
    return current


def _proven(tx: Connection, visitor: Visitor) -> str:
    """The address of a customer who has proven it, so that somebody can write back; else none."""
    customer = customers.find(tx, visitor.shop, visitor.customer) if visitor.customer else None
    return (customer.email if customer else None) or ""


def _invitation(
    current: Survey, shop: Shop, conversation: str, email: str, language: str, id: str, key: str, *, at: datetime
) -> Invitation:
    return Invitation(
        id=id,
        shop=shop.id,
        survey=current.id,
        version=current.version,
        moment=MOMENT,
        order=None,
        conversation=conversation,
        customer_key="",
        email=email,
        language=language,
        channel="widget",
        basis=current.settings.basis,
        key=key,
        token_version=1,
        made_at=at,
        due_at=at,
        expires_at=at + LIFE,
    )


def _not_asked() -> NotFound:
    return NotFound("There is no such survey.")
