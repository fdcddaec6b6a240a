"""What agents do with a conversation, besides answering: note, assign, move, set its status, tag, set aside."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from mostrador.actions import answers, authority
from mostrador.desk import Desk
from mostrador.domain import addresses
from mostrador.domain import conversation as talk
from mostrador.domain.conversation import PRIORITIES, Conversation, Priority
from mostrador.domain.event import Event
from mostrador.domain.roles import Verb
from mostrador.domain.speaker import Speaker, system
from mostrador.domain.wake import Wake
from mostrador.errors import Invalid, NotFound
from mostrador.storage import conversations, due, members, read_marks, senders, shops, tags
from mostrador.storage.conversations import AGENTS
from mostrador.storage.due import Due

Decide = Callable[[Connection, Speaker, Conversation], Sequence[Event]]
OPENING = 3  # events: the form, where it goes, quarantine


async def note(desk: Desk, speaker: Speaker, conversation: str, text: str, key: str) -> None:
    """Write something that only agents read. The same key again changes nothing."""
    now = desk.clock.now()

    def decide(tx: Connection, agent: Speaker, current: Conversation) -> Sequence[Event]:
        if conversations.sent_before(tx, current, agent.id, key):
            return []
        return talk.note(current, agent, text, at=now, key=key)

    await _change(desk, speaker, conversation, "note", now, decide)


async def assign(desk: Desk, speaker: Speaker, conversation: str, agent: str | None) -> None:
    """Give it to an agent of the shop, or to nobody."""
    now = desk.clock.now()

    def decide(tx: Connection, by: Speaker, current: Conversation) -> Sequence[Event]:
        if agent and members.find(tx, by.shop, agent) is None:
            raise NotFound("There is no such agent in this shop.")
        return talk.assign(current, by, agent, at=now)

    await _change(desk, speaker, conversation, "assign", now, decide)


async def move(desk: Desk, speaker: Speaker, conversation: str, department: str | None) -> None:
    """Route it to another department of the shop."""
    now = desk.clock.now()

    def decide(tx: Connection, by: Speaker, current: Conversation) -> Sequence[Event]:
        if department and department not in {each.id for each in shops.departments(tx, by.shop)}:
            raise NotFound("There is no such department in this shop.")
        return talk.move(current, by, department, at=now)

    await _change(desk, speaker, conversation, "move", now, decide)


async def resolve(desk: Desk, speaker: Speaker, conversation: str) -> None:
    now = desk.clock.now()
    await _change(
        desk, speaker, conversation, "change_status", now, lambda _, by, current: talk.resolve(current, by, at=now)
    )


async def reopen(desk: Desk, speaker: Speaker, conversation: str) -> None:
    now = desk.clock.now()
    await _change(
        desk, speaker, conversation, "change_status", now, lambda _, by, current: talk.reopen(current, by, at=now)
    )


async def pend(desk: Desk, speaker: Speaker, conversation: str) -> None:
    """Let it wait for somebody else."""
    now = desk.clock.now()
    await _change(
        desk, speaker, conversation, "change_status", now, lambda _, by, current: talk.pend(current, by, at=now)
    )


async def snooze(desk: Desk, speaker: Speaker, conversation: str, until: datetime) -> None:
    """Put it away until then; it comes back by itself."""
    now = desk.clock.now()
    alarm = desk.new("due")
    until = until.astimezone(UTC)

    def decide(tx: Connection, by: Speaker, current: Conversation) -> Sequence[Event]:
        events = talk.snooze(current, by, until, at=now)
        due.add(tx, Due(alarm, by.shop, "wake", current.id, until, {"until": until.isoformat()}), at=now)
        return events

    await _change(desk, speaker, conversation, "change_status", now, decide)


async def wake_up(desk: Desk, row: Due) -> None:
    """A snooze is over: reopen, if it is still the one that was set."""
    now = desk.clock.now()
    shop = row.shop or ""

    def work(tx: Connection) -> None:
        current = conversations.lock(tx, shop, row.subject)
        if not due.end(tx, row.id, "done", at=now) or current is None or current.status != "snoozed":
            return
        if current.snoozed_until == datetime.fromisoformat(row.body["until"]):
            conversations.append(tx, current, talk.reopen(current, system(shop), at=now))

    await desk.db.write(work, wake=Wake(shop, row.subject))


async def prioritise(desk: Desk, speaker: Speaker, conversation: str, priority: Priority) -> None:
    now = desk.clock.now()
    if priority not in PRIORITIES:
        raise Invalid("A priority is low, normal, high or urgent.", code="priority_unknown")
    await _change(
        desk,
        speaker,
        conversation,
        "prioritise",
        now,
        lambda _, by, current: talk.prioritise(current, by, priority, at=now),
    )


async def tag(desk: Desk, speaker: Speaker, conversation: str, name: str) -> None:
    """Give it a tag, which is offered for others from now on."""
    now = desk.clock.now()
    id = desk.new("tag")

    def decide(tx: Connection, by: Speaker, current: Conversation) -> Sequence[Event]:
        events = talk.tag(current, by, name, at=now)
        for event in events:
            tags.remember(tx, by.shop, id, event.body["tag"])
        return events

    await _change(desk, speaker, conversation, "tag", now, decide)


async def untag(desk: Desk, speaker: Speaker, conversation: str, name: str) -> None:
    now = desk.clock.now()
    await _change(desk, speaker, conversation, "tag", now, lambda _, by, current: talk.untag(current, by, name, at=now))


async def quarantine(desk: Desk, speaker: Speaker, conversation: str) -> None:
    """Set it aside as spam: nothing leaves from there, so what is held is taken back."""
    now = desk.clock.now()

    def decide(tx: Connection, by: Speaker, current: Conversation) -> Sequence[Event]:
        answers.take_all_back(tx, current.id, at=now)
        return talk.quarantine(current, by, at=now)

    await _change(desk, speaker, conversation, "quarantine", now, decide)


async def release(desk: Desk, speaker: Speaker, conversation: str) -> None:
    """Put it into the inbox, and send the receipt that was held back."""
    now = desk.clock.now()
    receipt = desk.new("due")

    def decide(tx: Connection, by: Speaker, current: Conversation) -> Sequence[Event]:
        events = talk.release(current, by, at=now)
        if events and _was_held_back(tx, current):
            _send_receipt(tx, current, receipt, now)
        return events

    await _change(desk, speaker, conversation, "quarantine", now, decide, due=True)


async def mark_read(desk: Desk, speaker: Speaker, conversation: str, seq: int) -> None:
    """Remember how far this agent has read."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        agent = authority.require(tx, speaker, "read", at=now)
        current = conversations.find(tx, agent.shop, conversation)
        if current is None:
            raise NotFound("There is no such conversation.")
        read_marks.advance(tx, agent.shop, conversation, agent.id, min(seq, current.last_seq), at=now)

    await desk.db.write(work)


async def _change(
    desk: Desk, speaker: Speaker, conversation: str, verb: Verb, now: datetime, decide: Decide, *, due: bool = False
) -> Conversation:
    """Authorise, lock, decide, append, wake: what every one of these does."""

    def work(tx: Connection) -> Conversation:
        agent = authority.require(tx, speaker, verb, at=now)
        current = authority.lock(tx, agent, conversation)
        return conversations.append(tx, current, decide(tx, agent, current))

    return await desk.db.write(work, wake=Wake(speaker.shop, conversation, due=due))


def _was_held_back(tx: Connection, current: Conversation) -> bool:
    """Whether it went to quarantine as it came in, before any receipt was sent."""
    first = conversations.events_after(tx, current.shop, current.id, 0, AGENTS, limit=OPENING)
    by_itself = any(event.kind == "quarantined" and event.author == "system" for event in first)
    return by_itself and due.by_unique_key(tx, f"receipt:{current.id}") is None


def _send_receipt(tx: Connection, current: Conversation, id: str, now: datetime) -> None:
    card = conversations.card(tx, current.shop, current.id)
    mailbox = addresses.mailbox(card.contact_email)
    standing = senders.standing(
        tx, current.shop, email=card.contact_email, mailbox=mailbox, visitor=card.visitor_id or "", at=now
    )
    if card.contact_email and standing.may_get_receipt:
        senders.note_receipt(tx, current.shop, mailbox, at=now)
        due.add(tx, Due(id, current.shop, "receipt", current.id, now, {}), at=now, unique_key=f"receipt:{current.id}")
