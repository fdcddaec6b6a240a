"""Who takes part in a draw: each order and each address once, under a number that says nothing of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from mostrador.storage.schema import draw_entry, shop_order
from mostrador.storage.survey_orders import is_cancelled

OF_DRAW = (draw_entry.c.shop_id == bindparam("shop"), draw_entry.c.draw_id == bindparam("draw"))
MINE = select(draw_entry.c.id).where(*OF_DRAW, draw_entry.c.invitation_id == bindparam("invitation"))
OF_INVITATION = select(draw_entry.c.draw_id, draw_entry.c.id).where(
    draw_entry.c.shop_id == bindparam("shop"), draw_entry.c.invitation_id == bindparam("invitation")
)
GIVEN = select(draw_entry.c.id).where(
    *OF_DRAW,
    or_(draw_entry.c.order_id == bindparam("order"), draw_entry.c.entered_by == bindparam("address")),
)
INSERT = insert(draw_entry)
IDS = select(draw_entry.c.id).where(*OF_DRAW)
COUNT = select(func.count()).select_from(draw_entry).where(*OF_DRAW)
PLACE = update(draw_entry).where(*OF_DRAW, draw_entry.c.id == bindparam("entry")).values(place=bindparam("number"))
WINNERS = (
    select(
        draw_entry.c.id,
        draw_entry.c.entered_by,
        shop_order.c.name,
        shop_order.c.id.label("order_id"),
        shop_order.c.number,
        shop_order.c.cancelled_at,
        func.coalesce(shop_order.c.total, 0).label("total"),
        func.coalesce(shop_order.c.refunded, 0).label("refunded"),
    )
    .join_from(
        draw_entry,
        shop_order,
        and_(shop_order.c.shop_id == draw_entry.c.shop_id, shop_order.c.id == draw_entry.c.order_id),
        isouter=True,
    )
    .where(*OF_DRAW, draw_entry.c.place.is_not(None))
    .order_by(draw_entry.c.place)
)


@dataclass(frozen=True, slots=True)
class Winner:
    """Nothing but the entry where the person was forgotten since. `is_cancelled`: nothing is left of the order."""

    entry: str
    email: str | None
    name: str | None
    order: str | None
    number: str | None
    is_cancelled: bool = False

    @property
    def is_erased(self) -> bool:
        return self.email is None and self.order is None


def of_invitation(tx: Connection, shop: str, invitation: str) -> tuple[str, str] | None:
    """The draw that this invitation was taken into, and its entry there."""
    row = tx.execute(OF_INVITATION, {"shop": shop, "invitation": invitation}).first()
    return None if row is None else (row.draw_id, row.id)


def enter(
    tx: Connection,
    shop: str,
    draw: str,
    entry: str,
    *,
    invitation: str,
    order: str,
    address: str | None,
    at: datetime,
) -> str | None:
    """Take this invitation in, or return its entry of before; None where the order or the address has another."""
    key = {"shop": shop, "draw": draw}
    if (mine := tx.execute(MINE, {**key, "invitation": invitation}).scalar_one_or_none()) is not None:
        return str(mine)
    if tx.execute(GIVEN, {**key, "order": order, "address": address}).first() is not None:
        return None
    row = {"shop_id": shop, "draw_id": draw, "id": entry, "entered_at": at}
    tx.execute(INSERT, {**row, "invitation_id": invitation, "order_id": order, "entered_by": address})
    return entry


def count(tx: Connection, shop: str, draw: str) -> int:
    return tx.execute(COUNT, {"shop": shop, "draw": draw}).scalar_one()


def ids(tx: Connection, shop: str, draw: str) -> list[str]:
    """All of them, in no order."""
    return list(tx.execute(IDS, {"shop": shop, "draw": draw}).scalars())


def place(tx: Connection, shop: str, draw: str, winners: Sequence[str]) -> None:
    """Write down who has won, the first one first."""
    for number, entry in enumerate(winners, start=1):
        tx.execute(PLACE, {"shop": shop, "draw": draw, "entry": entry, "number": number})


def winners(tx: Connection, shop: str, draw: str) -> list[Winner]:
    """In their order, with whom they are."""
    return [
        Winner(row.id, row.entered_by, row.name, row.order_id, row.number, is_cancelled=is_cancelled(*row[5:]))
        for row in tx.execute(WINNERS, {"shop": shop, "draw": draw})
    ]
