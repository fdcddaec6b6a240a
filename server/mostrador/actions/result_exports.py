"""
Answers that leave the house as a table: recorded first, then read page by page.

Whoever may read results gets what was scored and chosen; words and addresses only who may export what is personal.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from mostrador.actions import authority, results
from mostrador.actions.results import Asked
from mostrador.actions.survey_comments import moments, zone_of
from mostrador.desk import Desk
from mostrador.domain.roles import may
from mostrador.domain.speaker import Speaker
from mostrador.storage import audit, survey_exports
from mostrador.storage.results import Card
from mostrador.storage.survey_exports import PAGE, Given

ACTION = "results.exported"


@dataclass(frozen=True, slots=True)
class Export:
    """One that was begun and recorded. `names` are those of departments and agents, by their ids."""

    card: Card
    since: datetime
    until: datetime
    zone: ZoneInfo
    personal: bool
    names: dict[str, str]


async def begin(desk: Desk, speaker: Speaker, survey: str, asked: Asked) -> Export:
    """Write down who exports what; only then there is something to read."""
    now = desk.clock.now()

    def work(tx: Connection) -> Export:
        agent = authority.require(tx, speaker, "read_results", at=now)
        card, zone = results.require(tx, agent.shop, survey), zone_of(tx, agent.shop)
        period, _ = results.read_period(asked, now.astimezone(zone).date())
        since, until = moments(period, zone)
        personal = may(agent.role, "export_personal")
        audit.record(
            tx,
            desk.keyring.audit,
            shop=agent.shop,
            at=now,
            actor=agent.id,
            action=ACTION,
            subject=survey,
            fields=["scores", *(["texts", "email"] if personal else [])],
            address=agent.address,
        )
        return Export(card, since, until, zone, personal, results.names(tx, agent.shop))

    return await desk.db.write(work)


async def pages(desk: Desk, speaker: Speaker, export: Export) -> AsyncIterator[list[Given]]:
    """
    The answers, so many people at a time, the oldest first.

    Whether the reader still may is asked for each page: an export ends with the session, or the role, that it hangs on.
    """
    last: Given | None = None
    while True:
        found = await desk.db.read(lambda tx, after=last: _page(tx, desk, speaker, export, after))  # type: ignore[misc]
        if found:
            yield found
        if len(found) < PAGE:
            return
        last = found[-1]


def _page(tx: Connection, desk: Desk, speaker: Speaker, export: Export, after: Given | None) -> list[Given]:
    agent = authority.require(tx, speaker, "read_results", at=desk.clock.now())
    if export.personal:
        authority.require(tx, speaker, "export_personal", at=desk.clock.now())
    return survey_exports.page(tx, agent.shop, export.card.id, export.since, export.until, after)
