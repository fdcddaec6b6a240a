"""What leaves by mail: receipts and answers, rendered when they are sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import colors, mail_links
from mostrador.domain import conversation as talk
from mostrador.domain.event import Event
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import system
from mostrador.domain.wake import Wake
from mostrador.errors import NotFound
from mostrador.gateways.letters import Letter
from mostrador.gateways.post import MailRefused
from mostrador.storage import authors, conversations, customers, due, links, senders, shops
from mostrador.storage.due import Due
from mostrador.storage.links import Link

LINK_LIFE = timedelta(days=30)  # after the last event
QUOTED = 3  # of the messages before the answer, for an address that is proven

log = structlog.get_logger("mostrador.mails")


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the mail about one answer is rendered from."""

    shop: Shop
    card: Any
    event: Event
    author: str
    link: Link
    quoted: tuple[Event, ...]


async def send_answer(desk: Desk, row: Due) -> None:
    """Mail what an agent wrote to the customer, with the link to the conversation."""
    answer = await _gather_answer(desk, row)
    letter = letter_of(desk, answer, row.id, at=row.created_at or desk.clock.now())
    await send(desk, row, letter, sent={"seq": answer.event.seq})


async def send_receipt(desk: Desk, row: Due) -> None:
    """Tell an address that a message arrived: the code, and nothing that anybody typed."""

    def work(tx: Connection) -> tuple[Shop, Any]:
        return _shop(tx, row), _card(tx, row)

    shop, card = await desk.db.read(work)
    language = desk.words.choose(card.language, shop.language)
    letter = Letter(
        template="receipt",
        language=language,
        to=card.contact_email,
        sender_name=sender_name(shop),
        subject=desk.words.in_language(language)("mail.receipt.subject", code=card.code),
        message_id=row.id,
        references=(card.id,),
        at=row.created_at or desk.clock.now(),
        values={"code": card.code, "color": color_of(shop)},
        automatic="auto-replied",
    )
    await send(desk, row, letter, sent={"receipt": True})


def letter_of(desk: Desk, answer: Answer, message_id: str, *, at: datetime) -> Letter:
    """The mail about an answer, as the customer gets it."""
    shop, card = answer.shop, answer.card
    language = desk.words.choose(card.language, shop.language)
    words = desk.words.in_language(language)
    token = mail_links.make(desk.keyring.links, "conversation", answer.link.id, answer.link.version)
    return Letter(
        template="answer",
        language=language,
        to=card.contact_email,
        sender_name=sender_name(shop),
        subject=words("mail.answer.subject", code=card.code),
        message_id=message_id,
        references=(card.id,),
        at=at,
        values={
            "text": answer.event.words,
            "author": answer.author,
            "code": card.code,
            "link": f"{desk.settings.public_url}/c/#{token}",
            "color": color_of(shop),
            "signature": shop.profile.mail.signature,
            "quoted": [{"author": words("mail.answer.you"), "text": each.words} for each in answer.quoted],
        },
    )


def sender_name(shop: Shop) -> str:
    return shop.profile.mail.sender_name or shop.name


def color_of(shop: Shop) -> str:
    """The shop's colour as it can be read on white."""
    return colors.light(shop.profile.look.color).color


async def give_up(desk: Desk, row: Due, problem: str) -> None:
    """A mail that will never arrive becomes an event that the agent sees."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        if due.end(tx, row.id, "failed", at=now, problem=problem):
            _append(tx, row, "mail_failed", {"problem": problem, **_subject(row)}, at=now)

    await desk.db.write(work, wake=Wake(row.shop or "", row.subject))


async def send(desk: Desk, row: Due, letter: Letter, *, sent: dict[str, Any]) -> None:
    """Hand a letter to the mail server, and write down in the log that it left, or that it was refused."""
    try:
        await desk.post.send(desk.letters.write(letter))
    except MailRefused as refused:
        await _refused(desk, row, letter.to, refused.code)
        return
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        if due.end(tx, row.id, "done", at=now):
            _append(tx, row, "mailed", sent, at=now)

    await desk.db.write(work, wake=Wake(row.shop or "", row.subject))


async def _refused(desk: Desk, row: Due, address: str, code: int) -> None:
    """The address does not take mail: say so in the log, and send it nothing automatic any more."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        if due.end(tx, row.id, "failed", at=now, problem=f"smtp {code}"):
            senders.note_trouble(tx, row.shop or "", address, "bounced", at=now)
            _append(tx, row, "mail_failed", {"problem": f"smtp {code}", **_subject(row)}, at=now)

    await desk.db.write(work, wake=Wake(row.shop or "", row.subject))


async def _gather_answer(desk: Desk, row: Due) -> Answer:
    now = desk.clock.now()
    fresh = desk.new("lnk")

    def work(tx: Connection) -> Answer:
        return gather_answer(tx, desk, row.shop or "", row.subject, row.body["seq"], fresh_link=fresh, at=now)

    return await desk.db.write(work)


def gather_answer(
    tx: Connection, desk: Desk, shop_id: str, conversation: str, seq: int, *, fresh_link: str, at: datetime
) -> Answer:
    """Collect what the mail needs; the link is made at the first mail and stays the same for every later one."""
    shop = shops.find(tx, shop_id)
    card = conversations.card(tx, shop_id, conversation)
    events = conversations.events_after(tx, shop_id, conversation, seq - 1, conversations.AGENTS, limit=1)
    if shop is None or card is None or not events or events[0].seq != seq:
        raise NotFound("There is no such answer.")
    author = authors.names(tx, {events[0].author}).get(events[0].author, shop.name)
    link = links.latest(tx, "conversation", conversation)
    if link is None or link.expires_at <= at:
        link = _new_link(tx, desk, shop_id, conversation, fresh_link, at=at)
    return Answer(shop, card, events[0], author, link, quoted(tx, card, events[0]))


def _new_link(tx: Connection, desk: Desk, shop: str, conversation: str, id: str, *, at: datetime) -> Link:
    link = Link(id, shop, "conversation", conversation, {}, 1, at + LINK_LIFE, None)
    digest = mail_links.digest(mail_links.make(desk.keyring.links, "conversation", id, link.version))
    links.add(tx, link, digest, at=at)
    return link


def quoted(tx: Connection, card: Any, answer: Event) -> tuple[Event, ...]:
    """What the customer wrote before, only for an address that is proven: to any other we quote nothing."""
    customer = customers.find(tx, card.shop_id, card.customer_id) if card.customer_id else None
    if customer is None or customer.email != card.contact_email:
        return ()
    earlier = conversations.events_after(
        tx, card.shop_id, card.id, max(0, answer.seq - 20), conversations.Audience(customer.id)
    )
    theirs = [each for each in earlier if each.seq < answer.seq and each.words and not each.from_us]
    return tuple(theirs[-QUOTED:])


def _append(tx: Connection, row: Due, kind: Any, body: dict[str, Any], *, at: datetime) -> None:
    shop = row.shop or ""
    current = conversations.lock(tx, shop, row.subject)
    if current is not None:
        conversations.append(tx, current, talk.record(current, system(shop), kind, body, at=at))


def _subject(row: Due) -> dict[str, Any]:
    return {"seq": row.body["seq"]} if "seq" in row.body else {row.kind: True}


def _shop(tx: Connection, row: Due) -> Shop:
    shop = shops.find(tx, row.shop or "")
    if shop is None:
        raise NotFound("There is no such shop.")
    return shop


def _card(tx: Connection, row: Due) -> Any:
    card = conversations.card(tx, row.shop or "", row.subject)
    if card is None:
        raise NotFound("There is no such conversation.")
    return card
