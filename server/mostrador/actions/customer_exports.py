"""Everything personal that is kept of a customer, for the person who asks for it (GDPR, articles 15 and 20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import callers, shop_customers
from mostrador.actions.callers import Caller
from mostrador.actions.erasure import LATEST
from mostrador.actions.shop_conversations import EVENTS, Log
from mostrador.desk import Desk
from mostrador.domain.event import Event
from mostrador.domain.order import Parcel, Return
from mostrador.storage import audit, authors, customer_surveys, erasing_orders, orders, shop_conversations
from mostrador.storage.customer_surveys import Asked
from mostrador.storage.customers import Customer
from mostrador.storage.orders import Order
from mostrador.storage.shop_conversations import Row

MOST = 10_000  # orders, and conversations


@dataclass(frozen=True, slots=True)
class Export:
    """
    Conversations hold what the customer may see of them: what agents note for each other is no one else's. A guest is
    nobody whom the shop knows by an id: `customer` is None.
    """

    customer: Customer | None
    conversations: tuple[Log, ...]
    orders: tuple[Order, ...]
    parcels: tuple[Parcel, ...]
    returns: tuple[Return, ...]
    surveys: tuple[Asked, ...]
    at: datetime


async def export(desk: Desk, caller: Caller, key: str) -> Export:
    """Gather it, and write down in the audit log who did. Raises `NotFound`, also for another shop's."""
    now = desk.clock.now()

    def work(tx: Connection) -> Export:
        callers.require(tx, caller, "customers:read")
        customer = shop_customers.of_shop(tx, caller.shop, key)
        _record(tx, desk, caller, customer.id, now)
        said = shop_conversations.all_of(tx, caller.shop, customer.id)
        bought = orders.of_customer(tx, caller.shop, external_id=key, email=customer.email, most=MOST)
        return _gathered(tx, customer, caller.shop, customer.email or "", said, bought, now)

    return await desk.db.write(work, lane="identified")


async def export_guest(desk: Desk, caller: Caller, typed: str) -> Export:
    """
    The same of whoever the shop knows by an address alone, with what was written in its name.

    Raises `FormInvalid` for what is no address, `NotFound` where nothing is known of it, and `Conflict` for the address
    of a customer with an id of the shop's own.
    """
    now, email = desk.clock.now(), shop_customers.address(typed)

    def work(tx: Connection) -> Export:
        callers.require(tx, caller, "customers:read")
        shop_customers.require_guest(tx, caller.shop, email)
        _record(tx, desk, caller, "", now)
        said = shop_conversations.of_guest(tx, caller.shop, email)
        bought = orders.by_ids(tx, caller.shop, erasing_orders.owned(tx, caller.shop, "", [email], before=LATEST))
        return _gathered(tx, None, caller.shop, email, said, bought, now)

    return await desk.db.write(work, lane="identified")


def _record(tx: Connection, desk: Desk, caller: Caller, subject: str, at: datetime) -> None:
    audit.record(
        tx,
        desk.keyring.audit,
        shop=caller.shop,
        at=at,
        actor=caller.key,
        action="customer.exported",
        subject=subject,
        address=caller.address,
    )


def _gathered(
    tx: Connection,
    customer: Customer | None,
    shop: str,
    email: str,
    said: Sequence[Row],
    bought: Sequence[Order],
    at: datetime,
) -> Export:
    key = customer.external_id if customer else None
    keys = [order.external_id for order in bought]
    surveys = customer_surveys.of_customer(tx, shop, customer.id if customer else "", key=key or "", email=email)
    return Export(
        customer,
        tuple(_log(tx, shop, row) for row in said),
        tuple(bought),
        tuple(orders.parcels(tx, shop, keys)),
        tuple(orders.returns(tx, shop, keys)),
        tuple(surveys),
        at,
    )


def _log(tx: Connection, shop: str, row: Row) -> Log:
    events: list[Event] = []
    while page := shop_conversations.told_to_all(tx, shop, row.id, events[-1].seq if events else 0, EVENTS):
        events += page
    names = authors.names(tx, {each.author for each in events if each.from_us})
    return Log(row, tuple(events), names, None)
