"""What is known about an address that somebody typed: blocked, in trouble, and how much mail it had from us lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, exists, func, insert, select

from mostrador.storage.prepared import Prepared
from mostrador.storage.schema import block, mail_trouble, receipt

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A_DAY = 3  # receipts for one address

INSERT_RECEIPT = Prepared(insert(receipt), "shop_id", "address", "at")
INSERT_TROUBLE = insert(mail_trouble)
IN_TROUBLE = select(mail_trouble.c.address).where(
    mail_trouble.c.shop_id == bindparam("shop"), mail_trouble.c.address == bindparam("email")
)
STANDING = Prepared(
    select(
        exists()
        .where(block.c.shop_id == bindparam("shop"), block.c.who.in_([bindparam("email"), bindparam("visitor")]))
        .label("blocked"),
        exists()
        .where(mail_trouble.c.shop_id == bindparam("shop"), mail_trouble.c.address == bindparam("email"))
        .label("trouble"),
        select(func.count())
        .where(
            receipt.c.shop_id == bindparam("shop"),
            receipt.c.address == bindparam("mailbox"),
            receipt.c.at > bindparam("day_ago"),
        )
        .scalar_subquery()
        .label("within_day"),
        exists()
        .where(
            receipt.c.shop_id == bindparam("shop"),
            receipt.c.address == bindparam("mailbox"),
            receipt.c.at > bindparam("hour_ago"),
        )
        .label("within_hour"),
    )
)


@dataclass(frozen=True, slots=True)
class Standing:
    blocked: bool
    may_get_receipt: bool


def standing(tx: Connection, shop: str, *, email: str, mailbox: str, visitor: str, at: datetime) -> Standing:
    """How this sender stands with the shop; `mailbox` is the address with its spellings folded."""
    row = STANDING.first(
        tx,
        {
            "shop": shop,
            "email": email,
            "mailbox": mailbox,
            "visitor": visitor,
            "day_ago": at - DAY,
            "hour_ago": at - HOUR,
        },
    )
    blocked, trouble, within_day, within_hour = row or (0, 0, 0, 0)
    return Standing(bool(blocked), not (blocked or trouble or within_hour) and within_day < A_DAY)


def note_receipt(tx: Connection, shop: str, mailbox: str, *, at: datetime) -> None:
    """Count a receipt against its address, in the transaction that makes it due."""
    INSERT_RECEIPT.execute(tx, {"shop_id": shop, "address": mailbox, "at": at})


def is_in_trouble(tx: Connection, shop: str, email: str) -> bool:
    """Whether mail to this address came back, or its owner complained."""
    return tx.execute(IN_TROUBLE, {"shop": shop, "email": email}).one_or_none() is not None


def note_trouble(tx: Connection, shop: str, email: str, what: str, *, at: datetime) -> None:
    """Write down that an address bounced or complained: it gets nothing automatic any more."""
    if not is_in_trouble(tx, shop, email):
        tx.execute(INSERT_TROUBLE, {"shop_id": shop, "address": email, "what": what, "at": at})
