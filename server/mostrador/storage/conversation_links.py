"""Conversations that belong to one matter and stay two, and those that were merged."""

from sqlalchemy import Connection, bindparam, delete, select, text

from mostrador.storage.schema import conversation, conversation_link

ADD = text(
    "INSERT INTO conversation_link (shop_id, conversation_id, other_id) "
    "VALUES (:shop, :conversation, :other) ON CONFLICT DO NOTHING"
)
REMOVE = delete(conversation_link).where(
    conversation_link.c.shop_id == bindparam("shop"),
    conversation_link.c.conversation_id == bindparam("conversation"),
    conversation_link.c.other_id == bindparam("other"),
)
OTHERS = select(conversation_link.c.other_id).where(
    conversation_link.c.shop_id == bindparam("shop"),
    conversation_link.c.conversation_id == bindparam("conversation"),
)
MERGED = (
    select(conversation.c.id, conversation.c.code)
    .where(conversation.c.shop_id == bindparam("shop"), conversation.c.merged_into == bindparam("conversation"))
    .order_by(conversation.c.opened_at, conversation.c.id)
)


def add(tx: Connection, shop: str, one: str, other: str) -> bool:
    """Link two, both ways; False where they were."""
    added = [
        tx.execute(ADD, {"shop": shop, "conversation": here, "other": there}).rowcount == 1
        for here, there in ((one, other), (other, one))
    ]
    return any(added)


def remove(tx: Connection, shop: str, one: str, other: str) -> bool:
    """Part two that are linked; False where they were not."""
    removed = [
        tx.execute(REMOVE, {"shop": shop, "conversation": here, "other": there}).rowcount == 1
        for here, there in ((one, other), (other, one))
    ]
    return any(removed)


def others(tx: Connection, shop: str, id: str) -> list[str]:
    """What it is linked to."""
    return list(tx.execute(OTHERS, {"shop": shop, "conversation": id}).scalars())


def merged_into(tx: Connection, shop: str, id: str) -> list[tuple[str, str]]:
    """Id and code of what was merged into it, and of what had been merged into those."""
    found: list[tuple[str, str]] = []
    waiting = [id]
    while waiting:
        rows = [(row.id, row.code) for row in tx.execute(MERGED, {"shop": shop, "conversation": waiting.pop()})]
        found += rows
        waiting += [each for each, _ in rows]
    return found
