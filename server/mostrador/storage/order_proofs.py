"""Orders that somebody without an account asked for, and those that they have shown to be theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from mostrador.storage.schema import order_proof, shop_order
from mostrador.storage.schema import shop as shop_table

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AN_HOUR, A_DAY = 3, 10  # codes to one mailbox
LIVING = 3  # questions of one browser about one order: whoever asks again may get the first mail first

# Its id and no more: to read all of an order that is there would take its time.
ORDER = (
    select(shop_order.c.id)
    .where(shop_order.c.shop_id == bindparam("shop"), shop_order.c.number.in_([bindparam("typed"), bindparam("upper")]))
    .order_by(shop_order.c.placed_at.desc())
    .limit(1)
)
LOCK_SHOP = select(shop_table.c.id).where(shop_table.c.id == bindparam("shop")).with_for_update(key_share=True)
INSERT = insert(order_proof)
FIND = select(order_proof).where(order_proof.c.shop_id == bindparam("shop"), order_proof.c.id == bindparam("id"))
OF_VISITOR = select(order_proof).where(
    order_proof.c.shop_id == bindparam("shop"), order_proof.c.visitor_id == bindparam("visitor")
)
OPEN = (
    OF_VISITOR.where(order_proof.c.number_digest == bindparam("digest"), order_proof.c.expires_at > bindparam("at"))
    .order_by(order_proof.c.made_at.desc())
    .limit(LIVING)
)
PROVEN = select(order_proof.c.order_id).where(
    order_proof.c.shop_id == bindparam("shop"),
    order_proof.c.visitor_id == bindparam("visitor"),
    order_proof.c.proven_at > bindparam("since"),
)
SENT = select(
    func.count().filter(order_proof.c.sent_at > bindparam("hour_ago")).label("within_hour"),
    func.count().label("within_day"),
).where(
    order_proof.c.shop_id == bindparam("shop"),
    order_proof.c.mailbox == bindparam("box"),
    order_proof.c.sent_at > bindparam("day_ago"),
)
TRY = (
    update(order_proof)
    .where(order_proof.c.id.in_(bindparam("ids", expanding=True)))
    .values(tries=order_proof.c.tries + 1)
)
PROVE = update(order_proof).where(order_proof.c.id == bindparam("key")).values(proven_at=bindparam("at"))
SEND = (
    update(order_proof)
    .where(order_proof.c.id == bindparam("key"))
    .values(mailbox=bindparam("box"), sent_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Question:
    """Somebody asked for an order. `order` is None where there is none; without `sent_at` no code counts."""

    id: str
    shop: str
    visitor: str
    order: str | None
    version: int
    expires_at: datetime
    tries: int = 0
    sent_at: datetime | None = None


def order_of(tx: Connection, shop: str, number: str) -> str | None:
    """The latest order with this number, as it was typed or in capitals."""
    return tx.execute(ORDER, {"shop": shop, "typed": number, "upper": number.upper()}).scalar_one_or_none()


def add(tx: Connection, question: Question, digest: bytes, *, at: datetime) -> None:
    """`digest` is of the number that was asked for."""
    tx.execute(
        INSERT,
        {
            "id": question.id,
            "shop_id": question.shop,
            "visitor_id": question.visitor,
            "number_digest": digest,
            "order_id": question.order,
            "version": question.version,
            "made_at": at,
            "expires_at": question.expires_at,
            "tries": 0,
        },
    )


def find(tx: Connection, shop: str, id: str) -> Question | None:
    row = tx.execute(FIND, {"shop": shop, "id": id}).one_or_none()
    return None if row is None else _question(row)


def living(tx: Connection, shop: str, visitor: str, digest: bytes, *, at: datetime) -> list[Question]:
    """What this browser asked about this number and can still answer, the latest first."""
    values = {"shop": shop, "visitor": visitor, "digest": digest, "at": at}
    return [_question(row) for row in tx.execute(OPEN, values)]


def count_try(tx: Connection, ids: Sequence[str]) -> None:
    tx.execute(TRY, {"ids": list(ids)})


def prove(tx: Connection, id: str, *, at: datetime) -> None:
    """The order is open to whoever asked."""
    tx.execute(PROVE, {"key": id, "at": at})


def proven(tx: Connection, shop: str, visitor: str, *, since: datetime) -> set[str]:
    """The ids of the orders that this browser has proven since."""
    return set(tx.execute(PROVEN, {"shop": shop, "visitor": visitor, "since": since}).scalars())


def may_get_code(tx: Connection, shop: str, mailbox: str, *, at: datetime) -> bool:
    """Whether one more may go to this mailbox; nobody else counts for this shop until the transaction ends."""
    tx.execute(LOCK_SHOP, {"shop": shop})
    row = tx.execute(SENT, {"shop": shop, "box": mailbox, "hour_ago": at - HOUR, "day_ago": at - DAY}).one()
    return bool(row.within_hour < AN_HOUR and row.within_day < A_DAY)


def note_sent(tx: Connection, id: str, mailbox: str, *, at: datetime) -> None:
    """A code goes out: from here on it counts, for whoever types it and against the mailbox."""
    tx.execute(SEND, {"key": id, "box": mailbox, "at": at})


def _question(row: Any) -> Question:
    return Question(
        row.id, row.shop_id, row.visitor_id, row.order_id, row.version, row.expires_at, row.tries, row.sent_at
    )
