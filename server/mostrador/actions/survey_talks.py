"""Asking after a conversation: those whose customers have proven their address, once they are resolved."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.actions.survey_plans import KIND, spoken
from mostrador.desk import Desk
from mostrador.domain import surveying
from mostrador.domain.shop import Shop
from mostrador.domain.surveying import LIFE, LONGEST_WAIT
from mostrador.domain.wake import Wake
from mostrador.storage import due, shops, survey_invitations, survey_talks, surveys
from mostrador.storage.due import Due
from mostrador.storage.survey_invitations import Invitation
from mostrador.storage.survey_talks import Talk
from mostrador.storage.surveys import Survey

AT_ONCE = 100  # conversations in one transaction


async def plan(desk: Desk) -> None:
    """Make due what surveys ask about conversations that were resolved lately, in every shop. Done once an hour."""
    for shop in await desk.db.read(shops.all_ids):
        for survey in await desk.db.read(lambda tx: surveys.live(tx, shop, ["resolved"])):  # noqa: B023 - awaited
            while await _plan_some(desk, survey) == AT_ONCE:
                pass


async def _plan_some(desk: Desk, survey: Survey) -> int:
    now = desk.clock.now()
    fresh = [(desk.new("inv"), desk.new("due")) for _ in range(AT_ONCE)]

    def work(tx: Connection) -> int:
        shop = shops.find(tx, survey.shop)
        since = now - timedelta(days=survey.settings.days) - LONGEST_WAIT
        found = survey_talks.unasked(tx, survey.shop, survey.id, since=since, most=AT_ONCE)
        for talk, (id, row) in zip(found, fresh, strict=False):
            if shop is not None:
                _invite(tx, shop, survey, talk, id, row, at=now)
        return len(found)

    return await desk.db.write(work, wake=Wake(survey.shop, due=True, inbox=False))


def _invite(tx: Connection, shop: Shop, survey: Survey, talk: Talk, id: str, row: str, *, at: datetime) -> None:
    """Write the invitation; whoever is not drawn gets one, too, that was dropped: nobody looks at them again."""
    due_at = max(talk.ended_at + timedelta(days=survey.settings.days), at)
    invitation = Invitation(
        id=id,
        shop=shop.id,
        survey=survey.id,
        version=survey.version,
        moment="resolved",
        order=None,
        conversation=talk.id,
        customer_key="",
        email=talk.email,
        language=spoken(shop, talk.language),
        channel="mail",
        basis=survey.settings.basis,
        key=None,
        token_version=1,
        made_at=at,
        due_at=due_at,
        expires_at=due_at + LIFE,
    )
    if not survey_invitations.add(tx, invitation):
        return
    if surveying.is_in_share(survey.id, talk.id, survey.settings.share):
        due.add(tx, Due(row, shop.id, KIND, id, due_at, {}), at=at)
    else:
        survey_invitations.drop(tx, shop.id, id, "not_drawn", at=at)
