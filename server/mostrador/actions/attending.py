"""Agents see who else has a conversation open, and who is writing: a signal, never stored."""

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain.speaker import Speaker
from mostrador.errors import NotFound
from mostrador.storage import conversations


async def attend(desk: Desk, speaker: Speaker, conversation: str, *, writing: bool = False, gone: bool = False) -> None:
    """Take a sign of life from a page that shows this conversation, and let the others' pages look again."""
    now = desk.clock.now()

    def work(tx: Connection) -> Speaker:
        agent = authority.require(tx, speaker, "read", at=now)
        if conversations.find(tx, agent.shop, conversation) is None:
            raise NotFound("There is no such conversation.")
        return agent

    agent = await desk.db.read(work)
    if gone:
        changed = desk.presence.leave(conversation, agent.id)
    else:
        changed = desk.presence.look(conversation, agent.id, agent.name, writing=writing, at=now)
    if changed and desk.presence.others(conversation, agent.id, at=now):
        desk.hub.signal(agent.shop, conversation)
