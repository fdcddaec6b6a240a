"""An agent is told of a chat by Web Push: when it rings at them, and when their shopper writes and they do not read."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import structlog
from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.gateways.push import Push, PushDelayed, PushGone, PushRefused, Target
from mostrador.storage import conversations, due, offers, push_subscriptions, read_marks
from mostrador.storage.due import Due
from mostrador.storage.push_subscriptions import Subscription

RING, MESSAGE = "push_ring", "push_message"
UNREAD = timedelta(seconds=10)  # whoever looks at the chat has read it by then
MESSAGE_LIFE = timedelta(seconds=90)  # after that it is no news, and the shopper waits visibly in the list
TRIES = 3
PAUSE = timedelta(seconds=3)  # twice as long before the last try: a ring is over after half a minute

log = structlog.get_logger("mostrador.pushes")


class Message(msgspec.Struct, frozen=True):
    """What the console's worker shows: our words, the chat's code and id; nothing that anybody typed."""

    title: str
    code: str
    chat: str


@dataclass(frozen=True, slots=True)
class Call:
    """What is still worth telling, where, and for how many seconds."""

    browsers: Sequence[Subscription]
    code: str
    seconds: int


def ring(tx: Connection, shop: str, conversation: str, agent: str, id: str | None, *, at: datetime) -> None:
    """A chat rings at them: tell their browsers, if there are any. `id` is a new one, none where nobody is told."""
    if id and push_subscriptions.has_any(tx, shop, agent, at=at):
        due.add(tx, Due(id, shop, RING, conversation, at, {"agent": agent}), at=at)


def said(tx: Connection, shop: str, conversation: str, agent: str, seq: int, id: str, *, at: datetime) -> bool:
    """Their shopper wrote: tell them if they have not read it soon; False where one waits, or nobody is told."""
    if not push_subscriptions.has_any(tx, shop, agent, at=at) or due.about(tx, conversation, [MESSAGE]):
        return False
    due.add(tx, Due(id, shop, MESSAGE, conversation, at + UNREAD, {"agent": agent, "seq": seq}), at=at)
    return True


async def deliver(desk: Desk, row: Due) -> None:
    """
    Tell every browser of theirs at once, if it is still news.

    One that takes it is enough: a second try for another would come too late, and twice to the first.
    """
    now = desk.clock.now()
    call = await desk.db.read(lambda tx: _call(tx, row, now))
    if desk.push is None or call is None:
        await _end(desk, row, "taken_back")
        return
    told = await asyncio.gather(*(_tell(desk, desk.push, row, call, browser, now) for browser in call.browsers))
    if "" in told:
        await _end(desk, row, "done")
    elif "later" in told and row.attempts + 1 < TRIES:
        later = desk.clock.now() + PAUSE * 2**row.attempts
        await desk.db.write(lambda tx: due.again(tx, row.id, later=later, problem="later"))
    else:
        await _end(desk, row, "failed", ", ".join(sorted(set(told))))


def _call(tx: Connection, row: Due, at: datetime) -> Call | None:
    """Read it as it is now: a chat that somebody took rings no more, and what was read is no news."""
    shop, agent = row.shop or "", row.body["agent"]
    until = _until(tx, shop, row, agent, at)
    card = conversations.card(tx, shop, row.subject)
    browsers = push_subscriptions.of_agent(tx, shop, agent, at=at)
    if until is None or card is None or not browsers:
        return None
    return Call(browsers, card.code, max(1, int((until - at).total_seconds())))


def _until(tx: Connection, shop: str, row: Due, agent: str, at: datetime) -> datetime | None:
    """Until when it is worth telling; none if it is not any more."""
    if row.kind == RING:
        return offers.rings_until(tx, shop, row.subject, agent, at=at)
    current = conversations.find(tx, shop, row.subject)
    if current is None or not current.is_chatting or current.assignee != agent:
        return None
    if read_marks.of(tx, shop, row.subject).get(agent, 0) >= row.body["seq"]:
        return None
    over = (row.created_at or row.run_at) + MESSAGE_LIFE
    return over if over > at else None


async def _tell(desk: Desk, push: Push, row: Due, call: Call, browser: Subscription, now: datetime) -> str:
    """Send it to one browser; nothing, or why it did not get there: `later`, `gone`, or another reason for good."""
    words = desk.words.in_language(desk.words.choose(browser.language))
    title = words("push.rings" if row.kind == RING else "push.wrote")
    message = msgspec.json.encode(Message(title, call.code, row.subject))
    target = Target(browser.endpoint, browser.p256dh, browser.auth)
    try:
        await push.send(target, message, about=row.subject, seconds=call.seconds, at=now)
    except PushGone:
        await desk.db.write(lambda tx: push_subscriptions.forget(tx, browser.id))
        return "gone"
    except PushRefused as refused:
        log.warning("push_refused", due=row.id, problem=str(refused))
        return str(refused)
    except PushDelayed:
        return "later"
    return ""


async def _end(desk: Desk, row: Due, state: due.State, problem: str | None = None) -> None:
    now = desk.clock.now()
    await desk.db.write(lambda tx: due.end(tx, row.id, state, at=now, problem=problem))
