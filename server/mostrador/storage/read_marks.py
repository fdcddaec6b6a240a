"""How far somebody has read in a conversation."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, text

from mostrador.storage.schema import read_mark
from mostrador.storage.types import Moment

SET = text(
    "INSERT INTO read_mark (shop_id, conversation_id, reader, seq, at) "
    "VALUES (:shop, :conversation, :reader, :seq, :at) "
    "ON CONFLICT (shop_id, conversation_id, reader) DO UPDATE SET seq = excluded.seq, at = excluded.at "
    "WHERE read_mark.seq < excluded.seq"
).bindparams(bindparam("at", type_=Moment))
OF = select(read_mark.c.reader, read_mark.c.seq).where(
    read_mark.c.shop_id == bindparam("shop"), read_mark.c.conversation_id == bindparam("conversation")
)


def advance(tx: Connection, shop: str, conversation: str, reader: str, seq: int, *, at: datetime) -> bool:
    """Move the mark forward, never back; False where it stood there already."""
    values = {"shop": shop, "conversation": conversation, "reader": reader, "seq": seq, "at": at}
    return tx.execute(SET, values).rowcount == 1


def of(tx: Connection, shop: str, conversation: str) -> Mapping[str, int]:
    """Each reader's mark."""
    found = tx.execute(OF, {"shop": shop, "conversation": conversation})
    return {row.reader: row.seq for row in found}
