"""A shopper sends the contact form: it becomes a conversation, in the inbox or in quarantine."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from mostrador.actions import defences, intake, own_orders
from mostrador.actions.defences import Issued, Key, Paid
from mostrador.actions.promises import promise
from mostrador.actions.visitors import known
from mostrador.desk import Desk
from mostrador.domain import addresses, conversation, fingerprint, form, links, spam
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.fingerprint import Fingerprint
from mostrador.domain.form import ContactForm
from mostrador.domain.shop import Shop
from mostrador.domain.spam import Code, Evidence, Verdict
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import Refusal, Unauthenticated
from mostrador.storage import (
    conversations,
    customers,
    due,
    own_conversations,
    participants,
    senders,
    visitors,
)
from mostrador.storage.conversations import Opening
from mostrador.storage.own_conversations import Before


class Sent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the widget sends. `website` is the honeypot; `page` and `language` are told by the browser."""

    key: Key
    token: str
    proof: str
    name: str
    email: str
    topic: str
    message: str
    consent: bool
    order: str = ""
    website: str = ""
    page: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the shopper is told. `again`: it was here before, and is not told apart by its words."""

    conversation: str
    code: str
    email: str
    opened_at: datetime
    promise: datetime | None = None  # when an answer can be expected
    again: bool = False


async def open_token(desk: Desk, proof: bytes, address: str, previous: str | None) -> Issued:
    """Give a visitor a form token and a challenge. Raises `Unauthenticated`."""
    visitor = await known(desk, proof)
    return await defences.issue(desk, await desk.shop(visitor.shop), visitor.id, address, previous)


async def send(desk: Desk, proof: bytes, address: str, sent: Sent) -> Opened:
    """
    Take a form. The same visitor's same key again returns what it opened the first time.

    Raises a `Refusal` for a token, proof or field that does not hold, and `TooMany` for a visitor who sends too much;
    networks, addresses and shops that do are sent to quarantine and never refused.
    """
    now = desk.clock.now()
    counted: list[str] = []
    try:
        paid = defences.check(desk, sent.token, sent.proof, now)
        shop = await desk.shop(paid.shop)
        taken = _checked(shop, sent)
        counted = defences.keys(shop.id, who=paid.who, network=address, mailbox=addresses.mailbox(taken.email))
        over = await intake.count(desk, shop, counted, now)
        arrival = _arrival(desk, shop, paid, taken, sent, over, now)
        wake = Wake(arrival.shop.id, arrival.conversation, due=True)
        opened = await intake.write_with_code(desk, lambda tx, code: _store(tx, arrival, proof, code), wake)
    except Refusal:
        await desk.tally.uncount(counted)  # else one proof, shown again and again, uses up what others may send
        # A lost answer, sent again by hours-old means: what it opened stands, whatever became of token and proof.
        if earlier := await _earlier(desk, proof, sent.key, now):
            return earlier
        raise
    if opened.again:
        await desk.tally.uncount(counted)
    return opened


@dataclass(frozen=True, slots=True)
class Arrival:
    """A form with all that its transaction needs, made before it begins."""

    shop: Shop
    paid: Paid
    form: ContactForm
    key: str
    at: datetime
    verdict: Verdict
    fingerprint: Fingerprint | None  # None for what many honest people write
    promise: datetime | None
    conversation: str
    customer: str
    receipt: str


def _arrival(
    desk: Desk, shop: Shop, paid: Paid, taken: ContactForm, sent: Sent, over: frozenset[Code], now: datetime
) -> Arrival:
    print_ = fingerprint.fingerprint(taken.message, without=(taken.name,))
    evidence = Evidence(
        name=taken.name,
        email=taken.email,
        message=taken.message,
        hosts=links.hosts(taken.message, intake.own_hosts(shop)),
        seconds=(now - paid.since).total_seconds(),
        words=print_.words,
        honeypot=bool(sent.website),
        over=over,
        pressure=paid.pressure,
    )
    return Arrival(
        shop=shop,
        paid=paid,
        form=taken,
        key=sent.key,
        at=now,
        verdict=spam.judge(evidence),
        fingerprint=None if spam.is_plain_question(evidence) else print_,
        promise=promise(shop, now),
        conversation=desk.new("cnv"),
        customer=desk.new("cus"),
        receipt=desk.new("due"),
    )


def _store(tx: Connection, arrival: Arrival, proof: bytes, code: str) -> Opened:
    shop, taken, now = arrival.shop, arrival.form, arrival.at
    visitor = visitors.lock_by_token(tx, proof, at=now)
    if visitor is None or visitor.shop != shop.id:
        raise Unauthenticated("This visitor's token is unknown or over.", code="visitor_unknown")
    if row := own_conversations.opened_before(tx, visitor.id, arrival.key):
        return _opened(shop, row)
    defences.spend(tx, arrival.paid, visitor.id)
    mailbox = addresses.mailbox(taken.email)
    standing = senders.standing(tx, shop.id, email=taken.email, mailbox=mailbox, visitor=visitor.id, at=now)
    near = intake.near(tx, shop.id, arrival.fingerprint, author=visitor.id, at=now)
    verdict = arrival.verdict.and_also(spam.blocked(standing.blocked), spam.near_text(near))
    speaker = Speaker(shop.id, "visitor", visitor.id, taken.name)
    events, folded = _events(arrival, speaker, verdict)
    customer = visitor.customer or arrival.customer
    if visitor.customer is None:  # somebody who says to be that address: a claim, not the customer who proved it
        customers.add(
            tx, shop.id, customer, name=taken.name, language=taken.language, at=now, claimed_email=taken.email
        )
    conversations.open(tx, shop.id, _opening(arrival, code, visitor.id, customer, verdict), folded, events)
    for who in filter(None, (visitor.id, visitor.customer)):
        participants.admit(tx, shop.id, arrival.conversation, who)
    own_orders.link_named(tx, visitor, arrival.conversation, taken.order, at=now)
    if not verdict.quarantine and standing.may_get_receipt:
        senders.note_receipt(tx, shop.id, mailbox, at=now)
        due.add(tx, due.Due(arrival.receipt, shop.id, "receipt", arrival.conversation, now, {}), at=now)
    return Opened(arrival.conversation, code, taken.email, now, arrival.promise)


def _events(arrival: Arrival, speaker: Speaker, verdict: Verdict) -> tuple[list[Event], Conversation]:
    taken = arrival.form
    topic = arrival.shop.topic(taken.topic)
    blank = Conversation(arrival.conversation, arrival.shop.id)
    body = {
        "text": taken.message,
        "name": taken.name,
        "email": taken.email,
        "topic": topic.name(taken.language) if topic else "",
        "order": taken.order,
    }
    routed = Conversation(blank.id, blank.shop, department=topic.department if topic else None)
    events = conversation.opened(routed, speaker, body, at=arrival.at, key=arrival.key, quarantine=verdict.quarantine)
    return events, blank.after(events)


def _opening(arrival: Arrival, code: str, visitor: str, customer: str, verdict: Verdict) -> Opening:
    taken = arrival.form
    topic = arrival.shop.topic(taken.topic)
    return Opening(
        id=arrival.conversation,
        code=code,
        channel="form",
        subject=topic.name(arrival.shop.language) if topic else "",
        language=taken.language,
        visitor=visitor,
        key=arrival.key,
        customer=customer,
        contact_name=taken.name,
        contact_email=taken.email,
        topic=taken.topic or None,
        order_number=taken.order or None,
        told_by_browser={"page": taken.page} if taken.page else {},
        spam_score=round(verdict.score),
        spam_reasons=[
            {"code": reason.code, "points": reason.points, "detail": reason.detail} for reason in verdict.reasons
        ],
    )


def _checked(shop: Shop, sent: Sent) -> ContactForm:
    return form.check(
        name=sent.name,
        email=sent.email,
        topic=sent.topic,
        order=sent.order,
        message=sent.message,
        consent=sent.consent,
        page=sent.page,
        language=sent.language,
        topics=[topic.id for topic in shop.topics],
        languages=shop.profile.languages,
    )


async def _earlier(desk: Desk, proof: bytes, key: str, now: datetime) -> Opened | None:
    """What the same visitor opened with the same key, if anything."""

    def work(tx: Connection) -> tuple[str, Before] | None:
        visitor = visitors.by_token(tx, proof, at=now)
        row = visitor and own_conversations.opened_before(tx, visitor.id, key)
        return (visitor.shop, row) if visitor and row else None

    found = await desk.db.read(work)
    return _opened(await desk.shop(found[0]), found[1]) if found else None


def _opened(shop: Shop, row: Before) -> Opened:
    return Opened(row.id, row.code, row.contact_email, row.opened_at, promise(shop, row.opened_at), again=True)
