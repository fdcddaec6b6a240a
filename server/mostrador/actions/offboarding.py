"""What somebody had goes to others when they leave."""

from collections.abc import Sequence

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import conversation as talk
from mostrador.domain.speaker import system
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound
from mostrador.storage import conversations, due, members, team
from mostrador.storage.due import Due

CHUNK = 50  # conversations in one transaction, so that nobody waits long for the writer


async def hand_over(desk: Desk, row: Due) -> None:
    """Assign every conversation of theirs to their successor, or to nobody; a chunk at a time, until none is left."""
    shop = row.shop
    if shop is None:
        raise NotFound("An offboarding belongs to a shop.")
    while ids := await desk.db.read(lambda tx: team.assigned(tx, shop, row.subject, most=CHUNK)):
        await hand_over_some(desk, shop, ids, row.body["to"])
    now = desk.clock.now()
    await desk.db.write(lambda tx: due.end(tx, row.id, "done", at=now), wake=Wake(shop))


async def hand_over_some(desk: Desk, shop: str, ids: Sequence[str], to: str | None) -> None:
    """Assign a few in one transaction; doing it again changes nothing more."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        successor = to if to and members.find(tx, shop, to) else None
        for each in sorted(ids):
            if current := conversations.lock(tx, shop, each):
                conversations.append(tx, current, talk.assign(current, system(shop), successor, at=now))

    await desk.db.write(work, wake=[Wake(shop, each) for each in ids])
