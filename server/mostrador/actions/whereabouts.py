"""A shopper in a chat moves about the shop, and their agents see where they are."""

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.actions.lines import Caller
from mostrador.desk import Desk
from mostrador.domain.wake import Wake
from mostrador.domain.whereabouts import Whereabouts
from mostrador.errors import NotFound, TooMany
from mostrador.storage import contacts, participants

AN_HOUR = 1_000  # of one shopper: more than one every four seconds is no person


async def tell(desk: Desk, caller: Caller, conversation: str, whereabouts: Whereabouts) -> None:
    """Keep where the shopper is now, in place of where they were. Raises `NotFound` for somebody else's chat."""
    speaker, now, told = caller.speaker, desk.clock.now(), whereabouts.told()
    (moves,) = await desk.tally.count([f"here {speaker.shop} {speaker.id}"], now)
    if moves > AN_HOUR:
        raise TooMany("You have been on a lot of pages within an hour.", retry_after=600)

    def work(tx: Connection) -> bool:
        authority.require_visitor(tx, speaker, at=now)
        if not participants.takes_part_now(tx, speaker.shop, conversation, speaker.id):
            raise NotFound("There is no such conversation.")
        return contacts.tell(tx, speaker.shop, conversation, told)

    def wakes(is_new: bool) -> list[Wake]:
        return [Wake(speaker.shop, conversation, inbox=False)] if is_new else []

    await desk.db.write(work, wake=wakes, lane="anonymous" if speaker.role == "visitor" else "identified")
