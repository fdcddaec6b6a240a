"""Orders beside a conversation: the customer's own, and those that an agent says it is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain import conversation as talk
from mostrador.domain.event import Kind
from mostrador.domain.order import Parcel, Return, Told
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import Invalid, NotFound
from mostrador.storage import audit, conversations, order_conversations, orders, shop_events
from mostrador.storage.customers import Customer
from mostrador.storage.orders import Order

BESIDE = 10  # orders of one customer beside a conversation
LATELY = 8  # things that happened to an order, the latest


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """An order with its parcels, its returns, and what happened to it lately, the latest first."""

    order: Order
    parcels: tuple[Parcel, ...]
    returns: tuple[Return, ...]
    lately: tuple[Told, ...]
    is_linked: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """
    What stands beside a conversation.

    `named` is the number that the shopper typed, where there is such an order and it is not known to be theirs.
    """

    orders: tuple[OrderSeen, ...] = ()
    named: str | None = None


def beside(tx: Connection, shop: str, conversation: str, customer: Customer | None, typed: str) -> Beside:
    """The linked orders, the one that was named, then the customer's others, the newest first."""
    linked = order_conversations.linked(tx, shop, conversation)
    own = of_customer(tx, shop, customer)
    found = {order.id: order for order in (*linked, *own)}
    same = orders.by_number(tx, shop, typed) if typed else []
    named = typed if same and not any(order.id in found for order in same) else None
    first = {order.id for order in linked}
    in_order = sorted(found.values(), key=lambda order: (order.id not in first, order.number != typed))
    return Beside(seen(tx, shop, in_order, linked=first), named)


def of_customer(tx: Connection, shop: str, customer: Customer | None, most: int = BESIDE) -> list[Order]:
    """A customer's orders; nobody's for somebody who only says to be somebody."""
    if customer is None or not customer.is_proven:
        return []
    return orders.of_customer(tx, shop, external_id=customer.external_id, email=customer.email, most=most)


def seen(
    tx: Connection, shop: str, found: Sequence[Order], *, linked: Collection[str] = frozenset()
) -> tuple[OrderSeen, ...]:
    """These orders with all that belongs to them."""
    keys = [order.external_id for order in found]
    if not keys:
        return ()
    parcels, returns = orders.parcels(tx, shop, keys), orders.returns(tx, shop, keys)
    told = shop_events.of_orders(tx, shop, keys)
    return tuple(
        OrderSeen(
            order,
            tuple(each for each in parcels if each.order == order.external_id),
            tuple(each for each in returns if each.order == order.external_id),
            tuple(sorted(told[order.external_id], key=lambda each: each.at, reverse=True)[:LATELY]),
            order.id in linked,
        )
        for order in found
    )


async def link(desk: Desk, speaker: Speaker, conversation: str, typed: str) -> None:
    """Say that a conversation is about the order of this number, and write down who said so. Raises `Invalid`."""
    now = desk.clock.now()
    number = typed.strip().removeprefix("#")

    def work(tx: Connection) -> None:
        agent = authority.require(tx, speaker, "link_orders", at=now)
        found = orders.by_number(tx, agent.shop, number) if number else []
        if not found:
            raise Invalid("There is no order with this number.", code="order_unknown")
        order = max(found, key=lambda each: each.placed_at)
        if order.id not in {each.id for each in order_conversations.linked(tx, agent.shop, conversation)}:
            _record(tx, desk, agent, conversation, "order_linked", order, now)
            order_conversations.link(tx, agent.shop, conversation, order.id, agent.id, at=now)

    await desk.db.write(work, wake=Wake(speaker.shop, conversation))


async def unlink(desk: Desk, speaker: Speaker, conversation: str, order: str) -> None:
    """Take that back. Raises `NotFound` for what is not linked."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        agent = authority.require(tx, speaker, "link_orders", at=now)
        found = orders.find(tx, agent.shop, order)
        if found is None or not order_conversations.unlink(tx, agent.shop, conversation, order):
            raise NotFound("This order is not linked here.")
        _record(tx, desk, agent, conversation, "order_unlinked", found, now)

    await desk.db.write(work, wake=Wake(speaker.shop, conversation))


def _record(
    tx: Connection, desk: Desk, agent: Speaker, conversation: str, kind: Kind, order: Order, at: datetime
) -> None:
    """In the log, where whoever answers sees it, and in the audit log: it opens an order to all who read here."""
    current = authority.lock(tx, agent, conversation)
    body = {"order": order.id, "number": order.number}
    conversations.append(tx, current, talk.record(current, agent, kind, body, at=at))
    audit.record(
        tx,
        desk.keyring.audit,
        shop=agent.shop,
        at=at,
        actor=agent.id,
        action=f"conversation.{kind}",
        subject=conversation,
        fields=[order.id],
        address=agent.address,
    )
