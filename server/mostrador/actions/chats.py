"""A shopper chats: opens a chat, writes, leaves an address when nobody is there, ends it, and says how it went."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from mostrador.actions import authority, defences, intake, merging
from mostrador.actions.defences import Paid
from mostrador.actions.routing import QUEUES
from mostrador.actions.visitors import keep_alive, known
from mostrador.desk import Desk
from mostrador.domain import addresses, chat, fingerprint, links, spam
from mostrador.domain import conversation as talk
from mostrador.domain.chat import FirstMessage
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.fingerprint import Fingerprint
from mostrador.domain.shop import Shop
from mostrador.domain.spam import Evidence, Verdict
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound, Refusal, TooMany, Unauthenticated
from mostrador.storage import chats as own_chats
from mostrador.storage import contacts, conversations, customers, own_conversations, participants, senders, visitors
from mostrador.storage.conversations import Opening
from mostrador.storage.database import Lane
from mostrador.storage.own_conversations import Before

TRIES = 3  # for a code that is free
AN_HOUR = 600  # messages of one shopper: nobody types more, and a machine is refused
RATINGS_AN_HOUR = 10
UNHURRIED = 3600.0  # seconds: who chats types a word and sends it, and is no machine for that
Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{8,64}$")]


class Sent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What opens a chat. `page`, `referrer` and `language` are told by the browser; `website` is the honeypot."""

    key: Key
    token: str
    proof: str
    text: str
    name: str = ""
    email: str = ""
    website: str = ""
    page: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    conversation: str
    code: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A chat with all that its transaction needs, made before it begins."""

    shop: Shop
    who: tuple[str, ...]  # the visitor, and the customer they are
    paid: Paid
    first: FirstMessage
    key: str
    at: datetime
    verdict: Verdict
    fingerprint: Fingerprint | None
    conversation: str
    customer: str


async def open(desk: Desk, proof: bytes, address: str, sent: Sent) -> Opened:
    """
    Open a chat with its first message. The same visitor's same key again returns what it opened the first time.

    Raises a `Refusal` for a token, proof or field that does not hold, and `TooMany` for a visitor who opens too much.
    """
    now = desk.clock.now()
    counted: list[str] = []
    try:
        visitor = await known(desk, proof)
        who = tuple(filter(None, (visitor.id, visitor.customer)))
        paid = defences.check(desk, sent.token, sent.proof, now)
        shop = await desk.shop(paid.shop)
        first = _checked(shop, sent)
        mailbox = addresses.mailbox(first.email) if first.email else None
        counted = defences.keys(shop.id, who=paid.who, network=address, mailbox=mailbox)
        over = await intake.count(desk, shop, counted, now)
        evidence = Evidence(
            name=first.name,
            email=first.email,
            message=first.text,
            hosts=links.hosts(first.text, intake.own_hosts(shop)),
            seconds=UNHURRIED,
            words=(mine := fingerprint.fingerprint(first.text, without=(first.name,))).words,
            honeypot=bool(sent.website),
            over=over,
            pressure=paid.pressure,
        )
        print_ = None if spam.is_plain_question(evidence) else mine
        verdict = spam.judge(evidence)
        arrival = Arrival(shop, who, paid, first, sent.key, now, verdict, print_, desk.new("cnv"), desk.new("cus"))
        opened = await _write(desk, arrival, proof)
    except Refusal:
        await desk.tally.uncount(counted)
        if earlier := await _earlier(desk, proof, sent.key, now):
            return earlier
        raise
    if opened.again:
        await desk.tally.uncount(counted)
    return opened


async def say(desk: Desk, speaker: Speaker, conversation: str, text: str, key: str) -> int:
    """Add the shopper's message and return its `seq`. The same key again returns the first one's."""
    now = desk.clock.now()

    def decide(tx: Connection, current: Conversation) -> Sequence[Event]:
        return talk.say(current, speaker, text, at=now, key=key)

    earlier = await desk.db.read(lambda tx: _sent_before(tx, speaker, conversation, key, now))
    if earlier:
        return earlier
    await _count(desk, speaker, "chat", AN_HOUR, now)
    return await _add(desk, speaker, conversation, decide, now, key=key, moves_queue=False)


async def leave_address(desk: Desk, speaker: Speaker, conversation: str, name: str, email: str) -> int:
    """Nobody is there: the shopper says where to send the answer, and the chat goes on by mail."""
    now = desk.clock.now()
    contact = chat.check_contact(name, email)
    claimed = desk.new("cus")

    def decide(tx: Connection, current: Conversation) -> Sequence[Event]:
        events = talk.leave_address(current, speaker, contact.email, contact.name, at=now)
        if events:
            name = contact.name or conversations.card(tx, current.shop, current.id).contact_name
            contacts.set_contact(tx, current.shop, current.id, name, contact.email)
            if speaker.role == "visitor":
                language = conversations.card(tx, current.shop, current.id).language
                customers.add(
                    tx,
                    current.shop,
                    claimed,
                    name=contact.name,
                    language=language,
                    at=now,
                    claimed_email=contact.email,
                )
                contacts.set_customer(tx, current.shop, current.id, claimed)
        return events

    return await _add(desk, speaker, conversation, decide, now)


async def end(desk: Desk, speaker: Speaker, conversation: str) -> int:
    """End the chat for good. Ending it again changes nothing."""
    now = desk.clock.now()
    return await _add(desk, speaker, conversation, lambda _, current: talk.end(current, speaker, at=now), now)


async def rate(desk: Desk, speaker: Speaker, conversation: str, score: int, comment: str) -> int:
    """Say how an ended chat went. The last word counts."""
    now = desk.clock.now()
    await _count(desk, speaker, "rating", RATINGS_AN_HOUR, now)

    def decide(_: Connection, current: Conversation) -> Sequence[Event]:
        return talk.rate(current, speaker, score, comment, at=now)

    return await _add(desk, speaker, conversation, decide, now)


async def _count(desk: Desk, speaker: Speaker, what: str, most: int, now: datetime) -> None:
    (sent,) = await desk.tally.count([f"{what} {speaker.shop} {speaker.id}"], now)
    if sent > most:
        raise TooMany("You have sent a lot within an hour. Your text is kept: try again later.", retry_after=600)


async def _add(
    desk: Desk,
    speaker: Speaker,
    conversation: str,
    decide: Callable[[Connection, Conversation], Sequence[Event]],
    now: datetime,
    *,
    key: str | None = None,
    moves_queue: bool = True,
) -> int:
    """Append to one's own chat, and return the last `seq`. Raises `NotFound` for somebody else's."""

    def work(tx: Connection) -> int:
        keep_alive(tx, authority.require_visitor(tx, speaker, at=now), at=now)
        current = authority.lock(tx, speaker, conversation)
        if not own_chats.has(tx, speaker.shop, speaker.id, conversation):
            raise NotFound("There is no such conversation.")
        if key and (again := conversations.sent_before(tx, current, speaker.id, key)):
            return again.seq
        events = decide(tx, current)
        after = conversations.append(tx, current, events)
        for event in events:
            if event.kind == "message":
                merging.pass_on(tx, current, event)
        return after.last_seq

    lane: Lane = "anonymous" if speaker.role == "visitor" else "identified"
    return await desk.db.write(
        work,
        wake=Wake(speaker.shop, conversation, who=(QUEUES,) if moves_queue else ()),
        lane=lane,
    )


async def _write(desk: Desk, arrival: Arrival, proof: bytes) -> Opened:
    for attempt in range(1, TRIES + 1):
        code = desk.code()
        wake = Wake(arrival.shop.id, arrival.conversation, who=(*arrival.who, QUEUES))
        try:
            return await desk.db.write(lambda tx: _store(tx, arrival, proof, code), wake=wake, lane="anonymous")  # noqa: B023
        except IntegrityError:
            if attempt == TRIES:
                raise
    raise AssertionError("unreachable")


def _store(tx: Connection, arrival: Arrival, proof: bytes, code: str) -> Opened:
    shop, first, now = arrival.shop, arrival.first, arrival.at
    visitor = visitors.lock_by_token(tx, proof, at=now)
    if visitor is None or visitor.shop != shop.id:
        raise Unauthenticated("This visitor's token is unknown or over.", code="visitor_unknown")
    if row := own_conversations.opened_before(tx, visitor.id, arrival.key):
        return _opened(row)
    defences.spend(tx, arrival.paid, visitor.id)
    mailbox = addresses.mailbox(first.email) if first.email else ""
    standing = senders.standing(tx, shop.id, email=first.email, mailbox=mailbox, visitor=visitor.id, at=now)
    near = intake.near(tx, shop.id, arrival.fingerprint, author=visitor.id, at=now)
    verdict = arrival.verdict.and_also(spam.blocked(standing.blocked), spam.near_text(near))
    known = customers.find(tx, shop.id, visitor.customer) if visitor.customer else None
    name = first.name or (known.name if known else "")
    email = first.email or (known.email or "" if known else "")
    customer = visitor.customer
    if customer is None and email:  # somebody who says to be that address
        customer = arrival.customer
        customers.add(tx, shop.id, customer, name=name, language=first.language, at=now, claimed_email=email)
    speaker = Speaker(shop.id, "customer" if visitor.customer else "visitor", visitor.customer or visitor.id)
    blank = Conversation(arrival.conversation, shop.id)
    body = {"text": first.text, "name": name, "email": email}
    events = talk.opened(blank, speaker, body, at=now, key=arrival.key, quarantine=verdict.quarantine, by="chat")
    opening = Opening(
        id=arrival.conversation,
        code=code,
        channel="chat",
        subject="",
        language=first.language,
        visitor=visitor.id,
        key=arrival.key,
        customer=customer,
        contact_name=name,
        contact_email=email,
        told_by_browser={"page": first.page} if first.page else {},
        spam_score=round(verdict.score),
        spam_reasons=[
            {"code": reason.code, "points": reason.points, "detail": reason.detail} for reason in verdict.reasons
        ],
    )
    conversations.open(tx, shop.id, opening, blank.after(events), events)
    for who in filter(None, (visitor.id, visitor.customer)):
        participants.admit(tx, shop.id, arrival.conversation, who)
    return Opened(arrival.conversation, code)


def _checked(shop: Shop, sent: Sent) -> FirstMessage:
    return chat.check(
        text=sent.text,
        name=sent.name,
        email=sent.email,
        page=sent.page,
        language=sent.language,
        languages=shop.profile.languages,
        asks_email=shop.profile.chat.asks_email,
    )


def _sent_before(tx: Connection, speaker: Speaker, conversation: str, key: str, now: datetime) -> int | None:
    authority.require_visitor(tx, speaker, at=now)
    current = conversations.find(tx, speaker.shop, conversation)
    event = current and conversations.sent_before(tx, current, speaker.id, key)
    return event.seq if event else None


async def _earlier(desk: Desk, proof: bytes, key: str, now: datetime) -> Opened | None:
    """What the same visitor opened with the same key, if anything."""

    def work(tx: Connection) -> Before | None:
        visitor = visitors.by_token(tx, proof, at=now)
        return own_conversations.opened_before(tx, visitor.id, key) if visitor else None

    row = await desk.db.read(work)
    return _opened(row) if row else None


def _opened(row: Before) -> Opened:
    return Opened(row.id, row.code, again=True)
