"""Senders who are blocked: their chats end, and what they write from then on goes straight to quarantine."""

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.actions.routing import QUEUES
from mostrador.desk import Desk
from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound
from mostrador.storage import blocks, chats, conversations, shifts


async def block(desk: Desk, speaker: Speaker, conversation: str) -> None:
    """
    Block whoever opened this conversation, and end every live chat of theirs in the shop. Again changes nothing.

    Raises `NotFound` for no conversation of the shop.
    """
    now = desk.clock.now()

    def work(tx: Connection) -> list[Conversation]:
        agent = authority.require(tx, speaker, "block", at=now)
        shifts.lock(tx, agent.shop)  # before the conversations, as whoever routes does
        who = _senders(tx, agent.shop, conversation)
        ids = sorted({conversation, *chats.live_of(tx, agent.shop, who)})
        locked = [authority.lock(tx, agent, id) for id in ids]  # in one order, so that no two wait for each other
        is_new = bool(who) and not blocks.is_blocked(tx, agent.shop, who)
        if is_new:
            blocks.add(tx, agent.shop, who, agent.id, at=now)
        for each in locked:
            blocked = talk.record(each, agent, "blocked", {}, at=now) if is_new and each.id == conversation else []
            conversations.append(tx, each, [*blocked, *talk.end(each.after(blocked), agent, at=now)])
        return locked

    def wakes(changed: list[Conversation]) -> list[Wake]:
        return [Wake(speaker.shop, each.id, who=(*filter(None, (each.assignee,)), QUEUES)) for each in changed]

    await desk.db.write(work, wake=wakes)


async def unblock(desk: Desk, speaker: Speaker, conversation: str) -> None:
    """Let what they write come in again. The chats that have ended stay so."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        agent = authority.require(tx, speaker, "block", at=now)
        current = authority.lock(tx, agent, conversation)
        who = senders_of(tx, current)
        if blocks.is_blocked(tx, agent.shop, who):
            blocks.remove(tx, agent.shop, who)
            conversations.append(tx, current, talk.record(current, agent, "unblocked", {}, at=now))

    await desk.db.write(work, wake=Wake(speaker.shop, conversation))


def senders_of(tx: Connection, current: Conversation) -> list[str]:
    """Whom blocking means: the address, and the browser that it came from."""
    return _senders(tx, current.shop, current.id)


def _senders(tx: Connection, shop: str, conversation: str) -> list[str]:
    card = conversations.card(tx, shop, conversation)
    if card is None:
        raise NotFound("There is no such conversation.")
    return [who for who in (card.contact_email, card.visitor_id) if who]
