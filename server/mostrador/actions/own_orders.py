"""The orders that a shopper may see: a customer's own, and those that this browser has proven."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions.orders import of_customer
from mostrador.desk import Desk
from mostrador.domain import order_code
from mostrador.domain.order import Parcel, Return
from mostrador.errors import Unauthenticated
from mostrador.storage import customers, order_conversations, order_proofs, orders, visitors
from mostrador.storage.orders import Order
from mostrador.storage.visitors import Visitor

MOST = 20  # of one shopper at once, the newest


@dataclass(frozen=True, slots=True)
class OwnOrder:
    order: Order
    parcels: tuple[Parcel, ...]
    returns: tuple[Return, ...]


async def are_told(desk: Desk, shop: str) -> bool:
    """Whether the shop tells of its orders: else there is nothing to look for."""
    return await desk.db.read(lambda tx: orders.any_of(tx, shop))


async def of(desk: Desk, proof: bytes) -> tuple[OwnOrder, ...]:
    """The newest first. Raises `Unauthenticated`."""
    now = desk.clock.now()

    def work(tx: Connection) -> tuple[OwnOrder, ...]:
        visitor = visitors.by_token(tx, proof, at=now)
        if visitor is None:
            raise Unauthenticated("This visitor's token is unknown or over.", code="visitor_unknown")
        return seen(tx, visitor.shop, _open_to(tx, visitor, now))

    return await desk.db.read(work)


def seen(tx: Connection, shop: str, found: Sequence[Order]) -> tuple[OwnOrder, ...]:
    """These orders with their parcels and returns."""
    keys = [order.external_id for order in found]
    if not keys:
        return ()
    parcels, returns = orders.parcels(tx, shop, keys), orders.returns(tx, shop, keys)
    return tuple(
        OwnOrder(
            order,
            tuple(each for each in parcels if each.order == order.external_id),
            tuple(each for each in returns if each.order == order.external_id),
        )
        for order in found
    )


def link_named(tx: Connection, visitor: Visitor, conversation: str, number: str, *, at: datetime) -> None:
    """A shopper writes about an order of this number: where it is theirs, the conversation is linked with it."""
    if not number:
        return
    for order in _open_to(tx, visitor, at):
        if order.number == number:
            order_conversations.link(tx, visitor.shop, conversation, order.id, visitor.customer or visitor.id, at=at)


def _open_to(tx: Connection, visitor: Visitor, at: datetime) -> list[Order]:
    customer = customers.find(tx, visitor.shop, visitor.customer) if visitor.customer else None
    proven = order_proofs.proven(tx, visitor.shop, visitor.id, since=at - order_code.OPEN)
    found = {order.id: order for order in of_customer(tx, visitor.shop, customer, MOST)}
    found |= {order.id: order for order in orders.by_ids(tx, visitor.shop, proven - set(found))}
    return sorted(found.values(), key=lambda order: (order.placed_at, order.id), reverse=True)[:MOST]
