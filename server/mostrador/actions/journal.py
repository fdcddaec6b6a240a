"""What was done in a shop and by whom: read by its administrators, written by every action itself."""

from dataclasses import dataclass

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain.event import OURS
from mostrador.domain.speaker import Speaker
from mostrador.storage import audit, authors
from mostrador.storage.audit import NEWEST, Entry

PAGE = 50


@dataclass(frozen=True, slots=True)
class Pages:
    """`names` are those of the agents and API keys who did or underwent it; `more` is where the next page begins."""

    entries: list[Entry]
    names: dict[str, str]
    more: int | None


async def read(desk: Desk, speaker: Speaker, before: int | None = None) -> Pages:
    now = desk.clock.now()

    def work(tx: Connection) -> Pages:
        authority.require(tx, speaker, "read_audit", at=now)
        found = audit.page(tx, speaker.shop, before=NEWEST if before is None else before, most=PAGE + 1)
        shown = found[:PAGE]
        people = {who for entry in shown for who in (entry.actor, entry.subject) if who.startswith(OURS)}
        names = authors.names(tx, people)
        return Pages(shown, names, shown[-1].number if len(found) > PAGE else None)

    return await desk.db.read(work)
