"""A shopper in a chat moves about the shop, and their agents see where they are."""

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.actions.lines import Caller
from mostrador.desk import Desk
from mostrador.domain.wake import Wake
from mostrador.domain.whereabouts import Whereabouts
from mostrador.errors import NotFound
from mostrador.storage import contacts, participants


async def tell(desk: Desk, caller: Caller, conversation: str, whereabouts: Whereabouts) -> None:
    """Keep where the shopper is now, in place of where they were. Raises `NotFound` for somebody else's chat."""
    speaker, now, told = caller.speaker, desk.clock.now(), whereabouts.told()

    def work(tx: Connection) -> bool:
        authority.require_visitor(tx, speaker, at=now)
        if not participants.takes_part_now(tx, speaker.shop, conversation, speaker.id):
            raise NotFound("There is no such conversation.")
        return contacts.tell(tx, speaker.shop, conversation, told)

    def wakes(is_new: bool) -> list[Wake]:
        return [Wake(speaker.shop, conversation, inbox=False)] if is_new else []

    await desk.db.write(work, wake=wakes, lane="anonymous" if speaker.role == "visitor" else "identified")
