"""A shop's own server opens conversations for its customers, reads them and answers in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import answers, callers, intake
from mostrador.actions.callers import Caller
from mostrador.desk import Desk
from mostrador.domain import conversation as talk
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.shop_contact import Contact
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import Invalid, NotFound
from mostrador.storage import authors, conversations, customers, participants, shop_conversations
from mostrador.storage.conversations import Opening
from mostrador.storage.customers import Customer
from mostrador.storage.shop_conversations import Row

CHANNEL = "api"
EVENTS = 200  # of a log at once


@dataclass(frozen=True, slots=True)
class Opened:
    row: Row
    again: bool


@dataclass(frozen=True, slots=True)
class Log:
    """A conversation with what customers may see of it; `next` is the `seq` to go on after, where there is more."""

    row: Row
    events: tuple[Event, ...]
    names: Mapping[str, str]
    next: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """`next` is the id to go on after, where there are older ones."""

    rows: tuple[Row, ...]
    next: str | None


async def open(desk: Desk, caller: Caller, contact: Contact, key: str) -> Opened:
    """Open a conversation in the customer's name. The same key again returns what it opened the first time."""
    now = desk.clock.now()
    own = f"{caller.name}:{key}"  # what another API key opened is not shown to whoever guesses its `key`
    conversation, customer = desk.new("cnv"), desk.new("cus")

    def store(tx: Connection, code: str) -> Opened:
        callers.require(tx, caller, "conversations:write")
        if earlier := shop_conversations.opened_with(tx, caller.shop, own):
            return Opened(earlier, again=True)
        whose = _customer(tx, caller.shop, contact, customer, now)
        _open(tx, whose, contact, conversation, code, own, now)
        return Opened(_row(tx, caller.shop, conversation), again=False)

    return await intake.write_with_code(desk, store, Wake(caller.shop, conversation, due=True), lane="identified")


async def read(desk: Desk, caller: Caller, id: str, after: int) -> Log:
    """Read a conversation from `after` on. Raises `NotFound`, also for another shop's."""

    def work(tx: Connection) -> Log:
        callers.require(tx, caller, "conversations:read")
        row = _row(tx, caller.shop, id)
        events = shop_conversations.told_to_all(tx, caller.shop, id, after, EVENTS + 1)
        shown = tuple(events[:EVENTS])
        names = authors.names(tx, {each.author for each in shown if each.from_us})
        return Log(row, shown, names, shown[-1].seq if len(events) > EVENTS else None)

    return await desk.db.read(work)


async def page(desk: Desk, caller: Caller, *, customer: str, order: str, after: str, most: int) -> Page:
    """The shop's conversations, the newest first. Raises `Invalid` for a page after one that is not the shop's."""

    def work(tx: Connection) -> Page:
        callers.require(tx, caller, "conversations:read")
        if after and conversations.find(tx, caller.shop, after) is None:
            raise Invalid("There is no such conversation to go on after.", code="after_unknown")
        found = shop_conversations.page(tx, caller.shop, customer=customer, order=order, after=after, most=most + 1)
        return Page(tuple(found[:most]), found[most - 1].id if len(found) > most else None)

    return await desk.db.read(work)


async def say(desk: Desk, caller: Caller, conversation: str, text: str, key: str) -> tuple[int, bool]:
    """
    Answer as the shop, under the API key's name; where an agent's answer would be mailed, this one is.

    The `seq` of the answer, and whether it was there already: the same key again changes nothing.
    """
    now = desk.clock.now()
    mail = desk.new("due")

    def work(tx: Connection) -> tuple[int, bool]:
        callers.require(tx, caller, "conversations:write")
        current = conversations.lock(tx, caller.shop, conversation)
        if current is None:
            raise NotFound("There is no such conversation.")
        if earlier := conversations.sent_before(tx, current, caller.key, key):
            return earlier.seq, True
        answers.require_answerable(tx, current)
        speaker = Speaker(caller.shop, "shop", caller.key, caller.name)
        said = talk.say(current, speaker, text, at=now, key=key)
        conversations.append(tx, current, said)
        answers.post(tx, current, said[-1].seq, mail, at=now)
        return said[-1].seq, False

    return await desk.db.write(work, wake=Wake(caller.shop, conversation, due=True))


def _customer(tx: Connection, shop: str, contact: Contact, fresh: str, now: datetime) -> Customer:
    """Whom the shop means by its own id; else somebody who says to be that address, and no customer who proved it."""
    known = customers.by_external_id(tx, shop, contact.customer) if contact.customer else None
    if known is not None:
        return known
    customers.add(
        tx,
        shop,
        fresh,
        name=contact.name,
        language=contact.language,
        at=now,
        claimed_email=contact.email or None,
        external_id=contact.customer or None,
    )
    found = customers.find(tx, shop, fresh)
    assert found is not None  # noqa: S101 - it was just written
    return found


def _open(tx: Connection, whose: Customer, contact: Contact, id: str, code: str, key: str, now: datetime) -> None:
    name = contact.name or whose.name
    email = contact.email or whose.email or whose.claimed_email or ""
    blank = Conversation(id, whose.shop)
    body = {"text": contact.text, "name": name, "email": email, "topic": contact.subject, "order": contact.order}
    customer = Speaker(whose.shop, "customer", whose.id, name)
    events = talk.opened(blank, customer, body, at=now, key=key, quarantine=False)
    opening = Opening(
        id=id,
        code=code,
        channel=CHANNEL,
        subject=contact.subject,
        language=contact.language,
        visitor=None,
        key=key,
        customer=whose.id,
        contact_name=name,
        contact_email=email,
        order_number=contact.order or None,
    )
    conversations.open(tx, whose.shop, opening, blank.after(events), events)
    participants.admit(tx, whose.shop, id, whose.id)


def _row(tx: Connection, shop: str, id: str) -> Row:
    found = shop_conversations.find(tx, shop, id)
    if found is None:
        raise NotFound("There is no such conversation.")
    return found
