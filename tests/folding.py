"""Whether a conversation's tables say what its log adds up to."""

from sqlalchemy import Connection, select

from mostrador.domain.conversation import Conversation
from mostrador.storage import conversations as log
from mostrador.storage.conversations import AGENTS
from mostrador.storage.schema import conversation as table


def agrees(tx: Connection, shop: str, conversation: str) -> None:
    """Fold every event again, and compare."""
    events = log.events_after(tx, shop, conversation, 0, AGENTS, limit=1000)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    folded = Conversation(conversation, shop).after(events)
    assert folded == log.find(tx, shop, conversation)
    assert tx.execute(select(table.c.folder).where(table.c.id == conversation)).scalar_one() == folded.folder
