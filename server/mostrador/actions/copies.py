"""A shopper's own copy of a chat that has ended, by mail: only to an address that is proven to be theirs."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from mostrador.actions import authority, mails
from mostrador.desk import Desk
from mostrador.domain.event import Event
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import Conflict, NotFound, TooMany
from mostrador.gateways.letters import Letter
from mostrador.storage import authors, chats, conversations, customers, due, senders, shops
from mostrador.storage.conversations import BATCH, Audience
from mostrador.storage.customers import Customer
from mostrador.storage.due import Due
from mostrador.times import Times

KIND = "copy"
AN_HOUR = 5  # copies of one shopper
LONGEST = 10 * BATCH  # events; what a mail can hold and somebody reads


@dataclass(frozen=True, slots=True)
class Copy:
    """All that the mail is rendered from."""

    shop: Shop
    card: Any
    to: str
    events: tuple[Event, ...]
    names: dict[str, str]


async def request(desk: Desk, speaker: Speaker, conversation: str) -> None:
    """
    Have the chat sent to its shopper. Asking again for the same chat sends it once.

    Raises `NotFound` for somebody else's, and `Conflict` for one that goes on and where no address is proven.
    """
    now, id = desk.clock.now(), desk.new("due")
    (asked,) = await desk.tally.count([f"copy {speaker.shop} {speaker.id}"], now)
    if asked > AN_HOUR:
        raise TooMany("You have asked for a lot of copies. Try again later.", retry_after=600)

    def work(tx: Connection) -> None:
        authority.require_visitor(tx, speaker, at=now)
        current = authority.lock(tx, speaker, conversation)
        if not chats.has(tx, speaker.shop, speaker.id, conversation):
            raise NotFound("There is no such conversation.")
        if not current.ended:
            raise Conflict("There is a copy once the chat has ended.", code="chat_goes_on")
        customer = _proven(tx, speaker.shop, speaker.id)
        if customer is None or senders.is_in_trouble(tx, speaker.shop, customer.email or ""):
            raise Conflict("There is no proven address to send it to.", code="address_unproven")
        if current.quarantined:
            return  # it sends nothing, and says nothing of that
        once = f"{KIND}:{conversation}:{speaker.id}"
        while earlier := due.by_unique_key(tx, once):
            if earlier[1] != "failed":
                return
            once += " again"
        row = Due(id, speaker.shop, KIND, conversation, now, {"customer": speaker.id})
        due.add(tx, row, at=now, unique_key=once)

    await desk.db.write(work, wake=Wake(speaker.shop, conversation, inbox=False, due=True))


async def send(desk: Desk, row: Due) -> None:
    """Mail the chat as its shopper could read it: no notes, and nothing of others."""
    copy = await desk.db.read(lambda tx: _gather(tx, row))
    shop, card = copy.shop, copy.card
    language = desk.words.choose(card.language, shop.language)
    words = desk.words.in_language(language)
    times = Times(words, ZoneInfo(shop.profile.time_zone), desk.clock.now())
    letter = Letter(
        template="copy",
        language=language,
        to=copy.to,
        sender_name=mails.sender_name(shop),
        subject=words("mail.copy.subject", shop=shop.name, code=card.code),
        message_id=row.id,
        references=(card.id,),
        at=row.created_at or desk.clock.now(),
        values={
            "shop": shop.name,
            "code": card.code,
            "color": mails.color_of(shop),
            "said": [
                {
                    "author": copy.names.get(each.author) or words("mail.copy.you"),
                    "at": f"{times.day(each.at)}, {times.clock(each.at)}",
                    "text": each.words or words("mail.copy.gone"),
                }
                for each in copy.events
            ],
        },
        automatic="auto-generated",
    )
    await mails.send(desk, row, letter, sent={"copy": True})


def _gather(tx: Connection, row: Due) -> Copy:
    shop_id, who = row.shop or "", str(row.body["customer"])
    shop, card = shops.find(tx, shop_id), conversations.card(tx, shop_id, row.subject)
    customer = _proven(tx, shop_id, who)
    if shop is None or card is None or customer is None:
        raise NotFound("There is nothing to send, or nobody to send it to.")
    said = tuple(each for each in _all(tx, shop_id, row.subject, who) if each.kind in {"chat", "message"})
    ours = {each.author for each in said if each.from_us}
    names = dict.fromkeys(ours, shop.name) | authors.names(tx, ours)
    return Copy(shop, card, customer.email or "", said, names)


def _all(tx: Connection, shop: str, conversation: str, who: str) -> list[Event]:
    found: list[Event] = []
    while len(found) < LONGEST:
        page = conversations.events_after(tx, shop, conversation, found[-1].seq if found else 0, Audience(who))
        found += page
        if len(page) < BATCH:
            break
    return found


def _proven(tx: Connection, shop: str, who: str) -> Customer | None:
    """The customer, if there is one with an address that was proven."""
    customer = customers.find(tx, shop, who) if who.startswith("cus_") else None
    return customer if customer and customer.email else None
