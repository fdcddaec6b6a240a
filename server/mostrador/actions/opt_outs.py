"""Somebody wants to be asked nothing any more: obeyed at once, for every survey of the shop."""

from dataclasses import dataclass

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import mail_links
from mostrador.errors import NotFound
from mostrador.storage import links, opt_outs, shops, survey_invitations


@dataclass(frozen=True, slots=True)
class OptedOut:
    shop: str  # its name
    language: str


async def unsubscribe(desk: Desk, token: str) -> OptedOut:
    """
    Take an unsubscribe link's token. Doing it again changes nothing.

    Raises `NotFound` alike for links that never were, are over, or were made for something else.
    """
    now = desk.clock.now()

    def work(tx: Connection) -> OptedOut:
        link = links.by_digest(tx, mail_links.digest(token))
        if link is None or link.shop is None or link.purpose != "unsubscribe" or link.expires_at <= now:
            raise NotFound("This link is over, or never was.", code="link_over")
        invitation = survey_invitations.find(tx, link.shop, link.subject)
        shop = shops.find(tx, link.shop)
        if invitation is None or shop is None:
            raise NotFound("This link is over, or never was.", code="link_over")
        opt_outs.add(tx, shop.id, invitation.email, at=now)
        return OptedOut(shop.name, invitation.language)

    return await desk.db.write(work, lane="anonymous")
