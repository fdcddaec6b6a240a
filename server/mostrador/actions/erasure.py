"""
A person is forgotten: what they wrote and what was written to them, their name, addresses, parcels and returns.

What is left is that something happened: a conversation without words, an order without a buyer. It is written down
twice, in the audit log and in a journal outside the database, by which a restored backup forgets again.
"""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from mostrador.actions import callers, erased_conversations, shop_customers
from mostrador.actions.callers import Caller
from mostrador.actions.erased_conversations import Traces
from mostrador.desk import Desk
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound
from mostrador.gateways import erasure_journal
from mostrador.gateways.erasure_journal import Entry
from mostrador.storage import audit, customers, erasing, erasing_orders, guests, shop_events, shops
from mostrador.storage.customers import Customer

ACTION = "customer.erased"
LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Erasure:
    """
    `key` is the shop's own id of the person, or for a guest, who has none, `email` their address; `entry` what the
    journal says of it; `asked_at` when they asked for it.

    `before`: what came later is of somebody new under the same id, where a restored backup may hold both.
    """

    entry: Entry
    asked_at: datetime
    key: str = ""
    email: str = ""
    before: datetime = LATEST


def planned(desk: Desk, shop: str, id: str, *, asked_at: datetime, key: str = "", email: str = "") -> Erasure:
    """An erasure that is to be, of a customer or of a guest; `id` names it once and for all."""
    who = digest(desk, shop, key) if key else digest_of_address(desk, shop, email)
    return Erasure(Entry(id=id, at=desk.clock.now(), shop=shop, digest=who), asked_at, key, email)


def digest(desk: Desk, shop: str, key: str) -> str:
    """What stands for a customer once they are forgotten, so that what is told again of that day is known for old."""
    return erasure_journal.digest(desk.keyring.audit, shop, key)


def digest_of_address(desk: Desk, shop: str, email: str) -> str:
    """The same for a guest, who has no id in the shop but the address that somebody has proven."""
    return digest(desk, shop, f"mailto:{email}")


async def note(desk: Desk, erasures: Sequence[Erasure]) -> None:
    """Write them into the journal before they are done: a crash in between forgets too often, never too little."""
    await asyncio.to_thread(erasure_journal.append, desk.settings.data, [each.entry for each in erasures])


async def erase(desk: Desk, caller: Caller, key: str) -> None:
    """Forget a customer by the shop's own id. Raises `NotFound` where nothing is known of such a person."""

    def require_known(tx: Connection) -> None:
        if not erasing.is_key_known(tx, caller.shop, key):
            raise NotFound("There is no such customer.")

    new = planned(desk, caller.shop, desk.new("ers"), asked_at=desk.clock.now(), key=key)
    await _erase(desk, caller, new, require_known)


async def erase_guest(desk: Desk, caller: Caller, typed: str) -> list[str]:
    """
    Forget whoever the shop knows by an address alone; return the shop's own ids of customers who go by it too.

    These are left as they are: the shop has to say whether they are the same person.

    Raises `FormInvalid` for what is no address, `NotFound` where nothing is known of it, and `Conflict` where all that
    is known, or the proof of the address, is a customer's with such an id.
    """
    email = shop_customers.address(typed)
    new = planned(desk, caller.shop, desk.new("ers"), asked_at=desk.clock.now(), email=email)
    await _erase(desk, caller, new, lambda tx: shop_customers.require_guest(tx, caller.shop, email))
    return await desk.db.read(lambda tx: guests.customers(tx, caller.shop, email))


async def _erase(desk: Desk, caller: Caller, new: Erasure, require_known: Callable[[Connection], None]) -> None:
    def look(tx: Connection) -> None:
        callers.require(tx, caller, "customers:erase")
        require_known(tx)

    await desk.db.read(look)
    await note(desk, [new])

    def work(tx: Connection) -> tuple[str, ...]:
        callers.require(tx, caller, "customers:erase")
        return forget(tx, desk, new, actor=caller.key, address=caller.address, at=new.asked_at)

    await desk.db.write(work, wake=lambda touched: wakes(caller.shop, touched))


def forget(
    tx: Connection, desk: Desk, erasure: Erasure, *, actor: str, at: datetime, address: str = ""
) -> tuple[str, ...]:
    """Do it, in the transaction of whoever asks; the conversations that it touched. Doing it again changes nothing."""
    shop, key, before = erasure.entry.shop, erasure.key, erasure.before
    shop_events.lock(tx, shop)  # what is told at this moment comes before or after, and is forgotten either way
    known = _known(tx, erasure)
    proven = known.email if known and known.email else erasure.email
    emails = [proven] if proven else []
    owned = erasing_orders.owned(tx, shop, key, emails, before=before)
    traces = Traces(
        customer=known.id if known else None,
        key=key or None,
        emails=emails,
        is_proven=bool(known and known.email),
        orders=owned,
    )
    touched = erased_conversations.forget(tx, shop, traces, before=before, at=at)
    if known:
        erasing.blank_customer(tx, shop, known.id)
    if key:
        erasing.forget_told_of(tx, shop, key, before=before)
    claimed = [known.claimed_email] if known and known.claimed_email else []
    erasing.forget_addresses(tx, shop, [*emails, *claimed])
    erasing.forget_claimants(tx, shop, emails)
    erasing_orders.blank(tx, shop, owned, at=erasure.asked_at)
    _note(tx, shop, erasure, [digest_of_address(desk, shop, each) for each in emails])
    audit.record(
        tx,
        desk.keyring.audit,
        shop=shop,
        at=at,
        actor=actor,
        action=ACTION,
        subject=erasure.entry.id,
        fields=[known.id] if known else [],
        address=address,
    )
    return touched


async def replay(desk: Desk) -> int:
    """Forget again what was erased since the database was saved; how many that were."""
    now = desk.clock.now()
    entries = await asyncio.to_thread(erasure_journal.read, desk.settings.data)

    def work(tx: Connection) -> int:
        done = audit.subjects_of(tx, ACTION)
        waiting = [each for each in entries if (each.shop, each.id) not in done]
        for shop in {each.shop for each in waiting} & set(shops.all_ids(tx)):
            _replay(tx, desk, shop, [each for each in waiting if each.shop == shop], now)
        return len(waiting)

    return await desk.db.write(work)


def wakes(shop: str, touched: Sequence[str]) -> list[Wake]:
    return [Wake(shop, each) for each in touched]


def _replay(tx: Connection, desk: Desk, shop: str, entries: Sequence[Entry], now: datetime) -> None:
    keys = {digest(desk, shop, key): key for key in erasing.known_keys(tx, shop)}
    emails = {digest_of_address(desk, shop, each): each for each in guests.addresses(tx, shop)}
    for entry in entries:
        key, email = keys.get(entry.digest, ""), emails.get(entry.digest, "")
        if key or email:
            again = Erasure(entry, entry.at, key, "" if key else email, before=entry.at)
            forget(tx, desk, again, actor="system", at=now)


def _known(tx: Connection, erasure: Erasure) -> Customer | None:
    """Whom it is of, unless that is somebody new: under the same id, or with an id where there was none."""
    shop = erasure.entry.shop
    if erasure.key:
        known = customers.by_external_id(tx, shop, erasure.key)
    else:
        known = customers.by_email(tx, shop, erasure.email)
        known = known if known and known.external_id is None else None
    return known if known and known.created_at <= erasure.before else None


def _note(tx: Connection, shop: str, erasure: Erasure, emails: Sequence[str]) -> None:
    """Remember it by the shop's id and by the addresses, for what comes late; all by digests that say nothing."""
    for each in dict.fromkeys((erasure.entry.digest, *emails)):
        name = hashlib.sha256(f"{erasure.entry.id} {each}".encode()).digest()
        erasing.note(tx, shop, name, each, at=erasure.asked_at)
