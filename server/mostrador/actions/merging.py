"""Agents merge conversations of one customer, and link those of others."""

from collections.abc import Callable
from typing import Literal

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain import ids, merging
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.merging import Both
from mostrador.domain.speaker import Speaker, system
from mostrador.domain.wake import Wake
from mostrador.errors import Invalid, NotFound
from mostrador.storage import conversation_links, conversations, customers

Outcome = Literal["merged", "linked"]
Decide = Callable[[Connection, Speaker, Conversation, Conversation], Both]


async def merge(desk: Desk, speaker: Speaker, conversation: str, code: str) -> Outcome:
    """
    Let it be read in the one with this code, if both are of one customer who is proven; else link the two.

    Nobody's past is shown to anybody else by it: customers go on reading what was theirs.
    """
    other = await _by_code(desk, speaker, code)
    now = desk.clock.now()
    outcome: Outcome = "merged"

    def decide(tx: Connection, agent: Speaker, one: Conversation, into: Conversation) -> Both:
        nonlocal outcome
        both = merging.merge(one, into, agent, at=now)
        outcome = "merged" if _are_one_customers(tx, one, into) else "linked"
        if outcome == "merged":
            return both
        is_new = conversation_links.add(tx, one.shop, one.id, into.id)
        return merging.link(one, into, agent, at=now) if is_new else ([], [])

    await _change_both(desk, speaker, conversation, other, decide)
    return outcome


async def unmerge(desk: Desk, speaker: Speaker, conversation: str) -> str:
    """Let a merged conversation stand for itself again; return the one that it was read in."""
    now = desk.clock.now()
    found = await desk.db.read(lambda tx: conversations.find(tx, speaker.shop, conversation))
    if found is None or found.merged_into is None:
        raise NotFound("There is no such merged conversation.")
    into = found.merged_into
    await _change_both(
        desk, speaker, conversation, into, lambda _, agent, one, other: merging.unmerge(one, other, agent, at=now)
    )
    return into


async def link(desk: Desk, speaker: Speaker, conversation: str, code: str) -> None:
    """Let this one and the one with this code show each other."""
    other = await _by_code(desk, speaker, code)
    now = desk.clock.now()

    def decide(tx: Connection, agent: Speaker, one: Conversation, two: Conversation) -> Both:
        both = merging.link(one, two, agent, at=now)
        return both if conversation_links.add(tx, one.shop, one.id, two.id) else ([], [])

    await _change_both(desk, speaker, conversation, other, decide)


async def unlink(desk: Desk, speaker: Speaker, conversation: str, other: str) -> None:
    now = desk.clock.now()

    def decide(tx: Connection, agent: Speaker, one: Conversation, two: Conversation) -> Both:
        was_linked = conversation_links.remove(tx, one.shop, one.id, two.id)
        return merging.unlink(one, two, agent, at=now) if was_linked else ([], [])

    await _change_both(desk, speaker, conversation, other, decide)


def pass_on(tx: Connection, current: Conversation, said: Event) -> None:
    """
    Let the conversation that this one was merged into come back, because the customer wrote here.

    Called in the transaction that appended `said`.
    """
    into = current.merged_into
    while into:
        target = conversations.lock(tx, current.shop, into)
        if target is None:
            return
        into = target.merged_into
        if into is None:
            conversations.append(tx, target, merging.hear(target, said, system(current.shop)))


async def _change_both(desk: Desk, speaker: Speaker, one: str, other: str, decide: Decide) -> None:
    """Authorise, lock both in the order of their ids, so that no two wait for each other, decide, append."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        agent = authority.require(tx, speaker, "merge", at=now)
        locked = {name: authority.lock(tx, agent, name) for name in sorted({one, other})}
        for_one, for_other = decide(tx, agent, locked[one], locked[other])
        conversations.append(tx, locked[one], for_one)
        conversations.append(tx, locked[other], for_other)

    await desk.db.write(work, wake=[Wake(speaker.shop, one), Wake(speaker.shop, other)])


async def _by_code(desk: Desk, speaker: Speaker, typed: str) -> str:
    code = ids.code_typed(typed)
    found = await desk.db.read(lambda tx: conversations.by_code(tx, speaker.shop, code)) if code else None
    if found is None:
        raise Invalid("There is no conversation with this code.", code="code_unknown")
    return found


def _are_one_customers(tx: Connection, one: Conversation, other: Conversation) -> bool:
    """Whether both are of one customer, and we know it: what somebody only claims is not enough."""
    owner = conversations.card(tx, one.shop, one.id).customer_id
    if owner is None or owner != conversations.card(tx, other.shop, other.id).customer_id:
        return False
    customer = customers.find(tx, one.shop, owner)
    return customer is not None and customer.is_proven
