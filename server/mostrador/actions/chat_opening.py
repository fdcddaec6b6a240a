"""A shopper opens a chat with a first message: into the queue, or into quarantine."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from mostrador.actions import defences, intake, own_orders
from mostrador.actions.defences import Key, Paid
from mostrador.actions.routing import QUEUES
from mostrador.actions.visitors import known
from mostrador.desk import Desk
from mostrador.domain import addresses, chat, fingerprint, links, spam
from mostrador.domain import conversation as talk
from mostrador.domain.chat import FirstMessage
from mostrador.domain.conversation import Conversation
from mostrador.domain.fingerprint import Fingerprint
from mostrador.domain.shop import Shop
from mostrador.domain.spam import Evidence, Verdict
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.domain.whereabouts import Cart, Whereabouts
from mostrador.errors import Refusal, Unauthenticated
from mostrador.storage import conversations, customers, own_conversations, participants, senders, visitors
from mostrador.storage.conversations import Opening
from mostrador.storage.own_conversations import Before

UNHURRIED = 3600.0  # seconds: who chats types a word and sends it, and is no machine for that


class Sent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What opens a chat. `order` is the number of the order that it is about. `page`, `referrer`, `cart`, `language` and
    `invitation`, a rule's id, are told by the browser; `website` is the honeypot.
    """

    key: Key
    token: str
    proof: str
    text: str
    name: str = ""
    email: str = ""
    website: str = ""
    page: str = ""
    referrer: str = ""
    cart: Cart | None = None
    language: str = ""
    invitation: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    conversation: str
    code: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A chat with all that its transaction needs, made before it begins."""

    shop: Shop
    paid: Paid
    first: FirstMessage
    told: dict[str, str]
    key: str
    at: datetime
    verdict: Verdict
    fingerprint: Fingerprint | None
    conversation: str
    customer: str


async def open(desk: Desk, proof: bytes, address: str, sent: Sent, *, device: str = "") -> Opened:
    """
    Open a chat with its first message. The same visitor's same key again returns what it opened the first time.

    `device` is what the browser calls itself: "Firefox, Linux".

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
        told = Whereabouts(sent.page, sent.referrer, sent.cart).told() | _came(shop, first, sent.invitation, device)
        arrival = Arrival(shop, paid, first, told, sent.key, now, verdict, print_, desk.new("cnv"), desk.new("cus"))
        wake = Wake(shop.id, arrival.conversation, who=(*who, QUEUES))
        opened = await intake.write_with_code(desk, lambda tx, code: _store(tx, arrival, proof, code), wake)
    except Refusal:
        await desk.tally.uncount(counted)
        if earlier := await _earlier(desk, proof, sent.key, now):
            return earlier
        raise
    if opened.again:
        await desk.tally.uncount(counted)
    return opened


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
        order_number=first.order or None,
        told_by_browser=arrival.told,
        spam_score=round(verdict.score),
        spam_reasons=[
            {"code": reason.code, "points": reason.points, "detail": reason.detail} for reason in verdict.reasons
        ],
    )
    conversations.open(tx, shop.id, opening, blank.after(events), events)
    for who in filter(None, (visitor.id, visitor.customer)):
        participants.admit(tx, shop.id, arrival.conversation, who)
    own_orders.link_named(tx, visitor, arrival.conversation, first.order, at=now)
    return Opened(arrival.conversation, code)


def _checked(shop: Shop, sent: Sent) -> FirstMessage:
    return chat.check(
        text=sent.text,
        name=sent.name,
        email=sent.email,
        language=sent.language,
        order=sent.order,
        languages=shop.profile.languages,
        asks_email=shop.profile.chat.asks_email,
    )


def _came(shop: Shop, first: FirstMessage, invitation: str, device: str) -> dict[str, str]:
    """With what, and by which of the shop's own invitations: a browser names one, and says no word of it."""
    rule = shop.profile.chat.invitation(invitation)
    facts = {"device": device, "invitation": rule.text(first.language, shop.language) if rule else ""}
    return {name: fact for name, fact in facts.items() if fact}


async def _earlier(desk: Desk, proof: bytes, key: str, now: datetime) -> Opened | None:
    """What the same visitor opened with the same key, if anything."""

    def work(tx: Connection) -> Before | None:
        visitor = visitors.by_token(tx, proof, at=now)
        return own_conversations.opened_before(tx, visitor.id, key) if visitor else None

    row = await desk.db.read(work)
    return _opened(row) if row else None


def _opened(row: Before) -> Opened:
    return Opened(row.id, row.code, again=True)
