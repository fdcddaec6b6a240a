"""Which of a conversation's events the shop's own systems are told."""

from collections.abc import Sequence

from sqlalchemy import Connection

from mostrador.domain.conversation import Conversation
from mostrador.domain.event import OPENING, Event
from mostrador.domain.webhooks import Type
from mostrador.storage import webhooks

ENDS = frozenset({"resolved", "ended"})
WORTH_TELLING = OPENING | ENDS | {"message", "released"}


def announce(tx: Connection, folded: Conversation, events: Sequence[Event]) -> None:
    """
    Tell them of what was just appended; `folded` is what the conversation came to.

    Of what lies in quarantine nothing is told; once it is released, it is told that it was opened, and once only.
    """
    for event in events:
        if event.kind in WORTH_TELLING and not folded.quarantined:
            type, part = _told(event)
            webhooks.tell(tx, folded.shop, type, folded.id, at=event.at, part=part)


def _told(event: Event) -> tuple[Type, str]:
    if event.kind in ENDS:
        return "conversation.resolved", str(event.seq)
    if event.kind == "message":
        return ("conversation.answered" if event.from_us else "message.received"), str(event.seq)
    return "conversation.opened", ""
