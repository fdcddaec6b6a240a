"""Who takes part in a conversation, and from which event to which."""

from sqlalchemy import Connection, bindparam, insert, select, update

from mostrador.storage.prepared import Prepared
from mostrador.storage.schema import participant

INSERT_PARTICIPANT = Prepared(insert(participant), "shop_id", "conversation_id", "who", "from_seq")
LEAVE = (
    update(participant)
    .where(
        participant.c.shop_id == bindparam("shop"),
        participant.c.conversation_id == bindparam("conversation"),
        participant.c.who == bindparam("leaver"),
        participant.c.to_seq.is_(None),
    )
    .values(to_seq=bindparam("last"))
)
TAKING_PART = select(participant.c.who).where(
    participant.c.shop_id == bindparam("shop"),
    participant.c.conversation_id == bindparam("conversation"),
    participant.c.who == bindparam("who"),
)

TAKES_PART, TAKES_PART_NOW = Prepared(TAKING_PART), Prepared(TAKING_PART.where(participant.c.to_seq.is_(None)))


def admit(tx: Connection, shop: str, id: str, who: str) -> None:
    """Let in whoever opened it: nobody else is there yet."""
    INSERT_PARTICIPANT.execute(tx, {"shop_id": shop, "conversation_id": id, "who": who, "from_seq": 1})


def join(tx: Connection, shop: str, id: str, who: str, from_seq: int = 1) -> None:
    """Let a visitor, customer or address read and write from `from_seq` on."""
    if not takes_part(tx, shop, id, who):
        INSERT_PARTICIPANT.execute(tx, {"shop_id": shop, "conversation_id": id, "who": who, "from_seq": from_seq})


def leave(tx: Connection, shop: str, id: str, who: str, *, after: int) -> None:
    """Let somebody read nothing that comes after this `seq`."""
    tx.execute(LEAVE, {"shop": shop, "conversation": id, "leaver": who, "last": after})


def takes_part(tx: Connection, shop: str, id: str, who: str) -> bool:
    return TAKES_PART.first(tx, {"shop": shop, "conversation": id, "who": who}) is not None


def takes_part_now(tx: Connection, shop: str, id: str, who: str) -> bool:
    """Whether they still do: somebody who was let in and has not left."""
    return TAKES_PART_NOW.first(tx, {"shop": shop, "conversation": id, "who": who}) is not None
