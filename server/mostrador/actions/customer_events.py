"""What the shop told of its customers."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from mostrador.domain import addresses
from mostrador.storage import customers, shop_events
from mostrador_sdk.events import Event
from mostrador_sdk.values import Customer

ERASED = "customer.erased"


def follow(tx: Connection, shop: str, new: Mapping[bytes, Event], fresh: Callable[[], str], *, at: datetime) -> None:
    """
    Know customers by what was told of them last: their names, and addresses that the shop has had confirmed.

    `fresh` makes an id of ours for one who was not known. That they are to be forgotten is for `erasure`.
    """
    told = [event for event in new.values() if event.type.startswith("customer.")]
    latest = shop_events.latest_of_customers(tx, shop, {event.subject for event in told})
    for event in sorted(told, key=lambda each: each.time):
        assert isinstance(event.data, Customer)  # noqa: S101 - the catalogue says so
        if event.type != ERASED and event.time >= latest.get(event.subject, event.time):  # late, it is no news
            _know(tx, shop, event.data, fresh, at=at)


def _know(tx: Connection, shop: str, told: Customer, fresh: Callable[[], str], *, at: datetime) -> None:
    email = _address(told.email)
    known = customers.by_external_id(tx, shop, told.id)
    owner = customers.by_email(tx, shop, email) if email else None
    proven = email if told.email_verified and owner is None else None
    if known is None and owner and told.email_verified and owner.external_id is None:
        customers.name_externally(tx, shop, owner.id, told.id, at=at)
        known = owner
    elif known is None:
        customers.add(
            tx,
            shop,
            fresh(),
            name=told.name,
            language=told.language.partition("-")[0],
            at=at,
            email=proven,
            claimed_email=email,
            external_id=told.id,
        )
        return
    elif proven and known.email != proven:
        customers.prove(tx, shop, known.id, proven, at=at)
    if told.name:
        customers.rename(tx, shop, known.id, told.name)


def _address(told: str) -> str | None:
    try:
        return addresses.email(told) if told else None
    except ValueError:
        return None
