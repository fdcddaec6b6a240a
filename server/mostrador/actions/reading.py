"""An agent opens a conversation: the log, who wrote it, and what stands beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from mostrador.actions import answers, authority, campaigns, orders
from mostrador.actions.answers import Held
from mostrador.actions.blocking import senders_of
from mostrador.actions.orders import Beside
from mostrador.desk import Desk
from mostrador.domain.campaign import Campaign
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.roles import MAY, Verb
from mostrador.domain.shop import Department
from mostrador.domain.speaker import Speaker
from mostrador.errors import NotFound
from mostrador.storage import (
    audit,
    authors,
    blocks,
    conversation_links,
    conversations,
    customers,
    due,
    inbox,
    log_pages,
    members,
    read_marks,
    shops,
    tags,
)
from mostrador.storage.customers import Customer
from mostrador.storage.inbox import Row
from mostrador.storage.members import Member

SHOWN = 100  # events of the log; older ones are asked for
OTHERS = 20  # conversations of the same customer

Cursor = Mapping[str, int]  # of each log that is read as one: the first `seq` that was shown


@dataclass(frozen=True, slots=True)
class Log:
    """A stretch of one conversation's log, or of several that were merged, in order of time."""

    events: tuple[Event, ...]
    earlier: Cursor | None
    agents: Mapping[str, str]  # id → name
    codes: Mapping[str, str]  # of the conversations that the events come from or speak of


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who has proven the address that was only typed here."""

    address: str
    name: str | None  # None until an agent looks


@dataclass(frozen=True, slots=True)
class Opened:
    """All that an agent sees of a conversation."""

    conversation: Conversation
    card: Any
    log: Log
    held: tuple[Held, ...]
    waiting_mails: frozenset[int]  # `seq` of answers whose mail has not left yet
    marks: Mapping[str, int]
    customer: Customer | None
    match: Match | None
    others: tuple[Row, ...]
    linked: frozenset[str]
    merged: tuple[tuple[str, str], ...]
    merged_into: str | None  # its code
    orders: Beside
    campaigns: tuple[Campaign, ...]
    blocked: bool
    topic: str
    members: tuple[Member, ...]
    departments: tuple[Department, ...]
    tags: tuple[str, ...]
    may: frozenset[Verb]


async def open(
    desk: Desk, speaker: Speaker, conversation: str, *, before: Cursor | None = None, match: str | None = None
) -> Opened:
    """
    Read a conversation, its log up to its end or, further back, up to the cursor `before`.

    What the cursor names beyond this conversation and those merged into it is ignored. `match` is the name that `look`
    returned. Raises `NotFound`, also for another shop's.
    """
    now = desk.clock.now()

    def work(tx: Connection) -> Opened:
        agent = authority.require(tx, speaker, "read", at=now)
        return _opened(tx, agent, _find(tx, agent, conversation), before or {}, match, at=now)

    return await desk.db.read(work)


async def look(desk: Desk, speaker: Speaker, conversation: str) -> str | None:
    """Say who has proven the address that was typed, and write down who asked."""
    now = desk.clock.now()

    def work(tx: Connection) -> str | None:
        agent = authority.require(tx, speaker, "see_matches", at=now)
        card = conversations.card(tx, agent.shop, _find(tx, agent, conversation).id)
        found = _proven_elsewhere(tx, card)
        audit.record(
            tx,
            desk.keyring.audit,
            shop=agent.shop,
            at=now,
            actor=agent.id,
            action="customer.match_seen",
            subject=conversation,
            fields=[found.id] if found else [],
            address=agent.address,
        )
        return found.name if found else None

    return await desk.db.write(work)


def _find(tx: Connection, agent: Speaker, conversation: str) -> Conversation:
    found = conversations.find(tx, agent.shop, conversation)
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


def _opened(
    tx: Connection, agent: Speaker, current: Conversation, before: Cursor, match: str | None, *, at: datetime
) -> Opened:
    shop = agent.shop
    card = conversations.card(tx, shop, current.id)
    merged = conversation_links.merged_into(tx, shop, current.id)
    customer = customers.find(tx, shop, card.customer_id) if card.customer_id else None
    same = _proven_elsewhere(tx, card)
    of_shop = shops.find(tx, shop)
    topic = of_shop.topic(card.topic_id) if of_shop and card.topic_id else None
    linked = conversation_links.others(tx, shop, current.id)
    into = log_pages.codes(tx, shop, {current.merged_into}) if current.merged_into else {}
    found = orders.beside(tx, shop, current.id, customer, card.order_number or "")
    return Opened(
        conversation=current,
        card=card,
        log=_log(tx, current, merged, before),
        held=tuple(answers.held(tx, current.id)),
        waiting_mails=frozenset(row.body["seq"] for row in due.about(tx, current.id, ["mail"])),
        marks=read_marks.of(tx, shop, current.id),
        customer=customer,
        match=Match(card.contact_email, match) if same else None,
        others=tuple(_others(tx, agent, card, linked)),
        linked=frozenset(linked),
        merged=tuple(merged),
        merged_into=into.get(current.merged_into or ""),
        orders=found,
        campaigns=campaigns.about(tx, shop, found.orders, card.told_by_browser, at=at),
        blocked=blocks.is_blocked(tx, shop, senders_of(tx, current)),
        topic=topic.name(of_shop.language) if of_shop and topic else "",
        members=tuple(members.of_shop(tx, shop)),
        departments=tuple(shops.departments(tx, shop)),
        tags=tuple(tags.names(tx, shop)),
        may=MAY[agent.role],
    )


def _log(tx: Connection, current: Conversation, merged: list[tuple[str, str]], before: Cursor) -> Log:
    """The newest events of all these logs before the cursor; each log keeps its own order."""
    names = [current.id, *(each for each, _ in merged)]
    logs = {
        name: log_pages.before(tx, current.shop, name, before.get(name, log_pages.END), SHOWN + 1) for name in names
    }
    taken = _newest(logs, SHOWN)
    cursor = {**before, **{event.conversation: event.seq for event in taken}} if any(logs.values()) else None
    return Log(tuple(reversed(taken)), cursor, _agents(tx, taken), _codes(tx, current, merged, taken))


def _newest(logs: dict[str, list[Event]], most: int) -> list[Event]:
    """Take from the logs' ends, whichever is the latest, up to `most`; what is taken is gone from them."""
    taken: list[Event] = []
    while len(taken) < most:
        latest = max((log for log in logs.values() if log), key=lambda log: log[0].at, default=None)
        if latest is None:
            break
        taken.append(latest.pop(0))
    return taken


def _agents(tx: Connection, events: list[Event]) -> dict[str, str]:
    ids = {event.author for event in events if event.from_us}
    ids |= {str(event.body["to"] or event.body.get("for")) for event in events if event.kind == "assigned"}
    return authors.names(tx, ids)


def _codes(tx: Connection, current: Conversation, merged: list[tuple[str, str]], events: list[Event]) -> dict[str, str]:
    spoken_of = {str(event.body[name]) for event in events for name in ("conversation", "into") if name in event.body}
    return dict(merged) | log_pages.codes(tx, current.shop, spoken_of)


def _proven_elsewhere(tx: Connection, card: Any) -> Customer | None:
    """Somebody else who has proven the address that this conversation's sender only typed."""
    found = customers.by_email(tx, card.shop_id, card.contact_email) if card.contact_email else None
    return found if found and found.id != card.customer_id else None


def _others(tx: Connection, agent: Speaker, card: Any, linked: list[str]) -> list[Row]:
    """The customer's other conversations and the linked ones; to somebody who only claims an address, none of its."""
    mine = inbox.of_customer(tx, agent.shop, card.customer_id, agent.id, OTHERS) if card.customer_id else []
    rows = {row.id: row for row in mine} | (inbox.by_ids(tx, agent.shop, linked, agent.id) if linked else {})
    return sorted((row for row in rows.values() if row.id != card.id), key=lambda row: row.last_at, reverse=True)
