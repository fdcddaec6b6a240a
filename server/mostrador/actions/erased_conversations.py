"""Conversations of somebody who is to be forgotten, with what asked for an answer: they end, and lose their words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.domain import conversation as talk
from mostrador.domain.speaker import system
from mostrador.storage import conversations, erasing, erasing_orders, erasing_surveys, search


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """
    What somebody's conversations and surveys are found by.

    `customer` is our id of them and `key` the shop's, None where neither is meant; `orders` are our ids. `emails` are
    what they have proven; what others with an id of the shop's have under an address that nobody has (not `is_proven`)
    is theirs.
    """

    customer: str | None = None
    key: str | None = None
    emails: Collection[str] = ()
    is_proven: bool = True
    orders: Collection[str] = ()


def forget(tx: Connection, shop: str, traces: Traces, *, before: datetime, at: datetime) -> tuple[str, ...]:
    """Forget what was said, and what was answered before; the conversations that it touched."""
    found = erasing.conversations_of(tx, shop, traces.customer, traces.emails, is_proven=traces.is_proven)
    found += erasing_orders.opened_for(tx, shop, traces.orders)
    asked = erasing_surveys.asked(
        tx,
        shop,
        customer=traces.customer,
        key=traces.key,
        emails=traces.emails,
        is_proven=traces.is_proven,
        conversations=found,
        orders=traces.orders,
        before=before,
    )
    touched = sorted({*found, *(opened for opened in asked.values() if opened)})
    for id in touched:
        _forget(tx, shop, id, at)
    erasing_surveys.blank(tx, shop, list(asked), at=at)
    erasing_surveys.forget_addresses(tx, shop, traces.emails, is_proven=traces.is_proven)
    erasing.close_doors(tx, shop, traces.customer, touched, at=at)
    if touched:
        search.optimise(tx)
    return tuple(touched)


def _forget(tx: Connection, shop: str, id: str, at: datetime) -> None:
    """Take the words out, bring it to its end, and say in its log that this happened."""
    current = conversations.lock(tx, shop, id)
    if current is None:
        return
    mostrador = system(shop)
    ended = conversations.append(tx, current, talk.resolve(current, mostrador, at=at))
    conversations.append(tx, ended, talk.record(ended, mostrador, "erased", {}, at=at))
    erasing.redact(tx, shop, id)
