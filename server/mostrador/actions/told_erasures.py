"""The shop tells that a customer is to be forgotten: with what was told before, and what comes late of that day."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import erasure
from mostrador.actions.customer_events import ERASED
from mostrador.actions.erasure import Erasure
from mostrador.desk import Desk
from mostrador.domain import ids
from mostrador.storage import erasing
from mostrador_sdk.events import Event


def planned(desk: Desk, shop: str, told: Mapping[bytes, Event]) -> dict[bytes, Erasure]:
    """The erasures among what was told, by the events' digests, which name them too: told again, it is the same one."""
    return {
        key: erasure.planned(desk, shop, _id(shop, key), asked_at=event.time, key=event.subject)
        for key, event in told.items()
        if event.type == ERASED
    }


def apart(
    tx: Connection, desk: Desk, shop: str, new: Mapping[bytes, Event]
) -> tuple[dict[bytes, Event], dict[bytes, Event]]:
    """
    What is new of customers: what can be known at once, and what only after the erasures that came with it.

    What is older than its customer's erasure is forgotten here, and in neither.
    """
    told = {key: event for key, event in new.items() if event.type.startswith("customer.")}
    here = _last_erasures(told)
    who = {erasure.digest(desk, shop, event.subject): event.subject for event in told.values()}
    noted = {who[digest]: at for digest, at in erasing.noted(tx, shop, who).items()} if who else {}
    at_once, later = {}, {}
    for key, event in told.items():
        if event.type == ERASED:
            continue
        if any(event.subject in each and event.time <= each[event.subject] for each in (here, noted)):
            erasing.forget_told(tx, shop, key)
        elif event.subject in here:
            later[key] = event
        else:
            at_once[key] = event
    return at_once, later


def follow(
    tx: Connection, desk: Desk, actor: str, erasures: Mapping[bytes, Erasure], *, at: datetime, address: str
) -> tuple[str, ...]:
    """Do what was told, with all that is known by now; the conversations that it touched."""
    touched: list[str] = []
    for each in erasures.values():
        touched += erasure.forget(tx, desk, each, actor=actor, at=at, address=address)
    return tuple(touched)


def _id(shop: str, event: bytes) -> str:
    """Two shops may name their events alike, where the same module tells of both."""
    return ids.public_id("ers", hashlib.sha256(shop.encode() + b" " + event).digest())


def _last_erasures(told: Mapping[bytes, Event]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for event in told.values():
        if event.type == ERASED:
            found[event.subject] = max(event.time, found.get(event.subject, event.time))
    return found
