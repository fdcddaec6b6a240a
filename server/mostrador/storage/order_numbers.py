"""Which orders the conversations of a shop are about."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, or_, select

from mostrador.storage import authors
from mostrador.storage.schema import conversation, event

ELSEWHERE = select(conversation.c.order_number).where(
    conversation.c.shop_id == bindparam("shop"),
    conversation.c.order_number.in_(bindparam("numbers", expanding=True)),
    conversation.c.id != bindparam("id"),
    or_(conversation.c.merged_into.is_(None), conversation.c.merged_into != bindparam("id")),
    conversation.c.quarantined.is_(False),  # spam names any number
)
SPOKEN_IN = select(event.c.body).where(
    event.c.shop_id == bindparam("shop"),
    event.c.conversation_id == bindparam("id"),
    ~authors.ours(event.c.author),  # what an agent writes by mistake makes nothing the customer's
)


def elsewhere(tx: Connection, shop: str, conversation: str, numbers: Collection[str]) -> frozenset[str]:
    """Those of these numbers that other conversations are about."""
    if not numbers:
        return frozenset()
    found = tx.execute(ELSEWHERE, {"shop": shop, "id": conversation, "numbers": list(numbers)})
    return frozenset(found.scalars())


def told_in(tx: Connection, shop: str, conversation: str) -> str:
    """All in which a customer can name an order: what they said, and the number that came with it."""
    bodies = tx.execute(SPOKEN_IN, {"shop": shop, "id": conversation}).scalars()
    return "\n".join(str(body[name]) for body in bodies for name in ("text", "order") if body.get(name))
