"""Conversations that somebody in the office has."""

from typing import Any

from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.speaker import Speaker, system
from mostrador.storage import conversations
from mostrador.storage.conversations import Opening
from office import Office


def opened(
    office: Office,
    assignee: str | None,
    how_many: int = 1,
    shop: str | None = None,
    order: str | None = None,
    *,
    quarantine: bool = False,
) -> list[str]:
    """So many forms that came in, to the inbox or to quarantine, and were assigned."""
    shop = shop or office.shop
    desk, now = office.desk, office.now()
    openings = [
        Opening(
            id=desk.new("cnv"),
            code=desk.code(),
            channel="form",
            subject="Pedidos",
            language="es",
            visitor=None,
            key=f"key-{number}",
            customer=None,
            contact_name="Ana",
            contact_email="ana@example.com",
            order_number=order,
        )
        for number in range(how_many)
    ]

    def work(tx: Any) -> None:
        for each in openings:
            empty = Conversation(each.id, shop)
            who = Speaker(shop, "visitor", "vis_aaaaaaaaaaaaaaaa")
            events = talk.opened(empty, who, {"text": "Hola"}, at=now, key=each.key, quarantine=quarantine)
            folded = empty.after(events)
            conversations.open(tx, shop, each, folded, events)
            if assignee:
                conversations.append(tx, folded, talk.assign(folded, system(shop), assignee, at=now))

    office.write(work)
    return [each.id for each in openings]
