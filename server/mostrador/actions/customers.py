"""A customer, and an order, each on a page of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.actions import authority, orders
from mostrador.actions.orders import OrderSeen
from mostrador.desk import Desk
from mostrador.domain.speaker import Speaker
from mostrador.errors import NotFound
from mostrador.storage import customers, order_conversations, order_search, timeline
from mostrador.storage import orders as shop_orders
from mostrador.storage.customers import Customer
from mostrador.storage.orders import Order
from mostrador.storage.timeline import Entry

PAGE = 30  # entries
AHEAD = timedelta(days=2)  # beyond what any clock of a shop may say


@dataclass(frozen=True, slots=True)
class Timeline:
    """A customer with what happened, the latest first; `more` is the moment before which there is more."""

    customer: Customer
    entries: tuple[Entry, ...]
    more: datetime | None


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order, the customer whose it is, where we know them, and the conversations that agents have linked to it."""

    seen: OrderSeen
    customer: Customer | None
    conversations: tuple[tuple[str, str, str], ...]  # id, code, subject


async def open(desk: Desk, speaker: Speaker, customer: str, before: datetime | None = None) -> Timeline:
    """Read a customer's timeline, from a moment backwards. Raises `NotFound`, also for another shop's."""
    now = desk.clock.now()

    def work(tx: Connection) -> Timeline:
        agent = authority.require(tx, speaker, "read", at=now)
        found = customers.find(tx, agent.shop, customer)
        if found is None:
            raise NotFound("There is no such customer.")
        entries = timeline.of_customer(tx, found, before=before or now + AHEAD, most=PAGE + 1)
        return Timeline(found, *_page(entries))

    return await desk.db.read(work)


async def open_order(desk: Desk, speaker: Speaker, order: str) -> OrderPage:
    """Read an order. Raises `NotFound`, also for another shop's."""
    now = desk.clock.now()

    def work(tx: Connection) -> OrderPage:
        agent = authority.require(tx, speaker, "read", at=now)
        found = shop_orders.find(tx, agent.shop, order)
        if found is None:
            raise NotFound("There is no such order.")
        return OrderPage(
            orders.seen(tx, agent.shop, [found])[0],
            _owner(tx, found),
            tuple(order_conversations.about(tx, agent.shop, found)),
        )

    return await desk.db.read(work)


async def find_orders(desk: Desk, speaker: Speaker, typed: str) -> list[Order]:
    """Find orders by their number, a parcel's or return's, an address, or the words of a name."""
    now = desk.clock.now()

    def work(tx: Connection) -> list[Order]:
        agent = authority.require(tx, speaker, "read", at=now)
        return order_search.find(tx, agent.shop, typed)

    return await desk.db.read(work)


def _page(entries: list[Entry]) -> tuple[tuple[Entry, ...], datetime | None]:
    """A page that ends between two moments: what happened at one moment stays together."""
    if len(entries) <= PAGE:
        return tuple(entries), None
    next_at = entries[PAGE].at
    shown = tuple(entry for entry in entries if entry.at > next_at)
    return (shown, next_at + timedelta.resolution) if shown else (tuple(entries[:PAGE]), next_at)


def _owner(tx: Connection, order: Order) -> Customer | None:
    if order.customer_key:
        return customers.by_external_id(tx, order.shop_id, order.customer_key)
    return customers.by_email(tx, order.shop_id, order.email) if order.email else None
