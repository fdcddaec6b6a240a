"""Canned replies of a shop."""

from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from mostrador.domain.replies import Reply
from mostrador.storage.schema import canned_reply

ALL = select(canned_reply).where(canned_reply.c.shop_id == bindparam("shop")).order_by(canned_reply.c.name)
OWN = (canned_reply.c.shop_id == bindparam("shop"), canned_reply.c.id == bindparam("key"))
INSERT = insert(canned_reply)
CHANGE = (
    update(canned_reply)
    .where(*OWN)
    .values(
        name=bindparam("new_name"),
        text=bindparam("new_text"),
        department_id=bindparam("new_department"),
        language=bindparam("new_language"),
    )
)
REMOVE = delete(canned_reply).where(*OWN)


def of_shop(tx: Connection, shop: str) -> list[Reply]:
    """All of them, by name."""
    return [_reply(row) for row in tx.execute(ALL, {"shop": shop})]


def add(tx: Connection, shop: str, reply: Reply) -> None:
    row = {"id": reply.id, "shop_id": shop, "name": reply.name, "text": reply.text}
    tx.execute(INSERT, {**row, "department_id": reply.department, "language": reply.language})


def change(tx: Connection, shop: str, reply: Reply) -> None:
    values = {"new_name": reply.name, "new_text": reply.text}
    places = {"new_department": reply.department, "new_language": reply.language}
    tx.execute(CHANGE, {"shop": shop, "key": reply.id, **values, **places})


def remove(tx: Connection, shop: str, id: str) -> None:
    tx.execute(REMOVE, {"shop": shop, "key": id})


def _reply(row: Any) -> Reply:
    return Reply(row.id, row.name, row.text, row.department_id, row.language)
