"""A customer reads and answers behind the link that stands in our mails."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from mostrador.actions import defences, merging
from mostrador.actions.authority import lock
from mostrador.actions.defences import Issued, Key
from mostrador.actions.mails import LINK_LIFE
from mostrador.desk import Desk
from mostrador.domain import conversation as talk
from mostrador.domain import mail_links
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker, system
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound, Refusal, TooMany, Unauthenticated
from mostrador.storage import authors, contacts, conversations, customers, links, participants
from mostrador.storage.conversations import Audience
from mostrador.storage.links import Link

HOUR = 3600  # seconds
AN_HOUR = 60  # messages of one customer


class Sent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the conversation page sends."""

    key: Key
    token: str
    proof: str
    text: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the customer to whom the link was sent, in one conversation, as long as the link is good."""

    shop: str
    conversation: str
    customer: str
    link: str


@dataclass(frozen=True, slots=True)
class Said:
    """One entry as the customer sees it; `agent` is a name, or None for their own words."""

    seq: int
    kind: str
    at: datetime
    text: str
    agent: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """What stands around the conversation."""

    shop: Shop
    code: str
    subject: str
    status: str
    language: str


async def open_link(desk: Desk, token: str) -> tuple[Reader, str]:
    """
    Take a link's token from a click that a person made: it proves the address, and lets the one who clicked in.

    Returns the reader and the signed token for their cookie. The visitor who typed the address reads nothing later.
    Raises `NotFound` alike for links that never were, are over, or were made for something else.
    """
    now, fresh = desk.clock.now(), desk.new("cus")

    def work(tx: Connection) -> Reader:
        link = links.by_digest(tx, mail_links.digest(token))
        current = conversations.lock(tx, link.shop, link.subject) if link and link.shop else None
        if link is None or link.purpose != "conversation" or current is None or _is_over(link, current, now):
            raise NotFound("This link is over, or never was.", code="link_over")
        customer = _prove(tx, current, fresh, at=now)
        return Reader(current.shop, current.id, customer, link.id)

    reader = await desk.db.write(work, lane="identified")
    desk.hub.ring(Wake(reader.shop, reader.conversation))
    return reader, desk.tokens.sign("reader", msgspec.to_builtins(reader), now)


def recognise(desk: Desk, cookie: str) -> Reader:
    """Whose cookie this is. Raises `Unauthenticated`."""
    try:
        return msgspec.convert(desk.tokens.read("reader", cookie, desk.clock.now()), Reader)
    except (Refusal, msgspec.ValidationError):
        raise Unauthenticated("Open the link in our mail again.", code="link_needed") from None


async def page(desk: Desk, reader: Reader) -> Page:
    now = desk.clock.now()

    def work(tx: Connection) -> Any:
        _require(tx, reader, now)
        return conversations.card(tx, reader.shop, reader.conversation)

    card = await desk.db.read(work)
    shop = await desk.shop(reader.shop)
    return Page(shop, card.code, card.subject, card.status, desk.words.choose(card.language, shop.language))


async def read(desk: Desk, reader: Reader, after: int, *, wait: float = 0) -> list[Said]:
    """What was said after `after`; waits for it up to so many seconds."""
    until = desk.clock.now().timestamp() + wait
    with desk.hub.listening(reader.conversation) as bell:
        while True:
            bell.clear()
            said = await desk.db.read(lambda tx: _said(tx, desk, reader, after))
            left = until - desk.clock.now().timestamp()
            if said or left <= 0 or desk.hub.closing or not await desk.clock.wait(bell, left):
                return said


async def open_token(desk: Desk, reader: Reader, address: str, previous: str | None) -> Issued:
    """A form token and a challenge for one message; nothing is written."""
    return await defences.issue(desk, await desk.shop(reader.shop), reader.customer, address, previous)


async def say(desk: Desk, reader: Reader, sent: Sent) -> int:
    """Add the customer's message and return its `seq`. The same key again returns the first one's."""
    now = desk.clock.now()
    speaker = Speaker(reader.shop, "customer", reader.customer)

    def find(tx: Connection) -> Event | None:
        current = _require(tx, reader, now)
        return conversations.sent_before(tx, current, reader.customer, sent.key)

    if earlier := await desk.db.read(find):
        return earlier.seq
    paid = defences.check(desk, sent.token, sent.proof, now)
    await _count(desk, reader, now)

    def work(tx: Connection) -> int:
        _require(tx, reader, now)
        current = lock(tx, speaker, reader.conversation)
        if again := conversations.sent_before(tx, current, reader.customer, sent.key):
            return again.seq
        defences.spend(tx, paid, reader.customer)
        events = talk.say(current, speaker, sent.text, at=now, key=sent.key)
        conversations.append(tx, current, events)
        merging.pass_on(tx, current, events[-1])
        return events[-1].seq

    return await desk.db.write(work, wake=Wake(reader.shop, reader.conversation), lane="identified")


async def _count(desk: Desk, reader: Reader, now: datetime) -> None:
    (sent,) = await desk.tally.count([f"reader {reader.customer}"], now)
    if sent > AN_HOUR:
        raise TooMany("You have written a lot within an hour. Your text is kept: try again later.", retry_after=HOUR)


def _is_over(link: Link, current: Conversation, now: datetime) -> bool:
    last = current.last_at or link.expires_at
    return now > max(link.expires_at, last + LINK_LIFE)


def _require(tx: Connection, reader: Reader, now: datetime) -> Conversation:
    """Read again that the link is still good. Raises `Unauthenticated`."""
    link = links.latest(tx, "conversation", reader.conversation)
    current = conversations.find(tx, reader.shop, reader.conversation)
    if link is None or link.id != reader.link or current is None or _is_over(link, current, now):
        raise Unauthenticated("Open the link in our mail again.", code="link_needed")
    return current


def _prove(tx: Connection, current: Conversation, fresh: str, *, at: datetime) -> str:
    """
    Make the conversation its address's, if it is not yet, and return the customer's id.

    Whoever typed the address reads nothing that comes later, logged in or not; a customer who is somebody already
    does not become this address's owner too, which is then the customer `fresh`.
    """
    card = conversations.card(tx, current.shop, current.id)
    known = customers.by_email(tx, current.shop, card.contact_email)
    if known is not None and participants.takes_part(tx, current.shop, current.id, known.id):
        return known.id
    claimed = customers.find(tx, current.shop, card.customer_id) if card.customer_id else None
    if known is not None:
        customer = known.id
    elif claimed is not None and not claimed.is_proven:
        customer = claimed.id
        customers.prove(tx, current.shop, customer, card.contact_email, at=at)
    else:
        customer = fresh
        name, language = card.contact_name, card.language
        customers.add(tx, current.shop, customer, name=name, language=language, at=at, email=card.contact_email)
    contacts.set_customer(tx, current.shop, current.id, customer)
    participants.join(tx, current.shop, current.id, customer)
    for who in {card.visitor_id, card.customer_id} - {customer, None}:
        participants.leave(tx, current.shop, current.id, who, after=current.last_seq)
    conversations.append(tx, current, talk.record(current, system(current.shop), "proved", {}, at=at))
    return customer


def _said(tx: Connection, desk: Desk, reader: Reader, after: int) -> list[Said]:
    _require(tx, reader, desk.clock.now())
    events = conversations.events_after(tx, reader.shop, reader.conversation, after, Audience(reader.customer))
    names = authors.names(tx, {each.author for each in events if each.from_us})
    there = [each for each in events if each.kind not in {"redacted", "mended"} and not each.body.get("redacted")]
    return [Said(each.seq, each.kind, each.at, each.words, names.get(each.author)) for each in there]
