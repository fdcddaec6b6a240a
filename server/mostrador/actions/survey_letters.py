"""The mail that asks: what it is rendered from, and the two links that stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from mostrador.actions import mails
from mostrador.desk import Desk
from mostrador.domain import mail_links
from mostrador.domain.mail_links import Purpose
from mostrador.domain.shop import Shop
from mostrador.domain.survey import Question
from mostrador.gateways.letters import Letter
from mostrador.storage import links, survey_orders, surveys
from mostrador.storage.links import Link
from mostrador.storage.survey_invitations import Invitation
from mostrador.storage.surveys import Survey

UNSUBSCRIBE_LIFE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Asking:
    """All that the mail is rendered from. `survey` has the questions of the invitation's version."""

    shop: Shop
    survey: Survey
    invitation: Invitation
    order_number: str
    link: Link
    unsubscribe: Link


def gather(
    tx: Connection,
    desk: Desk,
    shop: Shop,
    survey: Survey,
    invitation: Invitation,
    fresh_links: Sequence[str],
    *,
    at: datetime,
) -> Asking:
    """Collect it; the links are made at the first mail and stay the same in every later one."""
    order = survey_orders.find(tx, shop.id, invitation.order) if invitation.order else None
    asked = replace(survey, questions=surveys.questions(tx, shop.id, survey.id, invitation.version))
    link = linked(tx, desk, invitation, "survey", fresh_links[0], until=invitation.expires_at, at=at)
    unsubscribe = linked(tx, desk, invitation, "unsubscribe", fresh_links[1], until=at + UNSUBSCRIBE_LIFE, at=at)
    return Asking(shop, asked, invitation, order.number if order else "", link, unsubscribe)


def letter(desk: Desk, asking: Asking, id: str, *, reminder: bool, at: datetime) -> Letter:
    """The mail as the customer gets it."""
    shop, invitation = asking.shop, asking.invitation
    language = desk.words.choose(invitation.language, shop.language)
    words = desk.words.in_language(language)
    first = asking.survey.questions[0]
    link = f"{desk.settings.public_url}/s/#{token(desk, 'survey', asking.link)}"
    unsubscribe = f"{desk.settings.public_url}/u/{token(desk, 'unsubscribe', asking.unsubscribe)}"
    return Letter(
        template="survey",
        language=language,
        to=invitation.email,
        sender_name=mails.sender_name(shop),
        subject=words(_subject(asking, reminder=reminder), shop=shop.name),
        message_id=id,
        references=(invitation.id,),
        at=at,
        values={
            "shop": shop.name,
            "order": asking.order_number,
            "basis": invitation.basis,
            "question": first.text(invitation.language, shop.language),
            "kind": first.kind,
            "scale": _scale(first, link),
            "link": link,
            "unsubscribe": unsubscribe,
            "color": mails.color_of(shop),
        },
        automatic="auto-generated",
        unsubscribe=unsubscribe,
    )


def linked(
    tx: Connection, desk: Desk, invitation: Invitation, purpose: Purpose, id: str, *, until: datetime, at: datetime
) -> Link:
    """The invitation's link for this purpose: the one that there is, or a new one by this id."""
    if found := links.latest(tx, purpose, invitation.id):
        return found
    link = Link(id, invitation.shop, purpose, invitation.id, {}, invitation.token_version, until, None)
    links.add(tx, link, mail_links.digest(token(desk, purpose, link)), at=at)
    return link


def token(desk: Desk, purpose: Purpose, link: Link) -> str:
    """What stands behind the link's `#`, the same whenever it is made."""
    return mail_links.make(desk.keyring.links, purpose, link.id, link.version)


def _subject(asking: Asking, *, reminder: bool) -> str:
    about = "" if asking.order_number else "_talk"
    return f"mail.survey.{'reminder' if reminder else 'subject'}{about}"


def _scale(first: Question, link: str) -> list[dict[str, Any]]:
    """A link for each score, which stands in the fragment beside the token: no server and no proxy sees it there."""
    return [{"score": score, "link": f"{link}.{score}"} for score in first.scale or ()]
