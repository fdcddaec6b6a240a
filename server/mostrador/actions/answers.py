"""
An agent answers: the answer is held for some seconds, in which it can be taken back, and then leaves.

While it is held it is a row of `due` and nothing else; it becomes an event, and its mail becomes due, in the one
transaction that ends that row. So whatever dies in between, it leaves once.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from mostrador.actions import authority, guard
from mostrador.desk import Desk
from mostrador.domain import conversation as talk
from mostrador.domain import netiquette, replies
from mostrador.domain.conversation import Conversation
from mostrador.domain.event import Event
from mostrador.domain.roles import may
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.errors import AnsweredMeanwhile, Conflict, Invalid, NotFound
from mostrador.storage import chats, conversations, due, log_pages, members
from mostrador.storage.due import Due, State

KIND = "answer"
MOST_KNOWN = 20  # held answers that one page can have shown
Then = Literal["", "resolve", "pend"]
Outcome = Literal["held", "left", "taken_back"]
OUTCOMES: dict[State, Outcome] = {"waiting": "held", "done": "left", "failed": "left", "taken_back": "taken_back"}


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What an agent sends. `seen` is the last event they had on their page, `known` the held answers of others.

    `then` is what becomes of the conversation once the answer has left, `anyway` the reason to look at it again that
    the agent was shown before.
    """

    text: str
    key: str
    seen: int
    known: Collection[str] = ()
    then: Then = ""
    anyway: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """An answer that can still be taken back."""

    id: str
    author: str
    text: str
    at: datetime
    leaves_at: datetime


async def answer(desk: Desk, speaker: Speaker, conversation: str, given: Answer) -> Outcome:
    """
    Hold an answer until it leaves. The same key again returns what became of the first.

    Raises `AnsweredMeanwhile` when another agent answered what this one had not seen, `Invalid` for a text with a
    field that is not filled in, and `Conflict` for one that had better be looked at again.
    """
    replies.require_filled(given.text)
    hosts = await guard.hosts(desk, speaker.shop)
    now = desk.clock.now()
    undo = timedelta(seconds=(await desk.shop(speaker.shop)).profile.undo_seconds)
    id = desk.new("due")

    def work(tx: Connection) -> Outcome:
        agent = authority.require(tx, speaker, "answer", at=now)
        current = authority.lock(tx, agent, conversation)
        unique = f"{KIND}:{conversation}:{agent.id}:{given.key}"
        if earlier := due.by_unique_key(tx, unique):
            return OUTCOMES[earlier[1]]
        require_answerable(tx, current)
        talk.say(current, agent, given.text, at=now, key=given.key)
        _require_nobody_else(tx, current, agent, given)
        text = talk.written(given.text)
        reason = guard.look(tx, agent, current, text, hosts)
        if reason and reason != given.anyway:
            raise netiquette.refuse(reason)
        body = {
            "author": agent.id,
            "text": text,
            "anyway": reason or "",
            "key": given.key,
            "seen": given.seen,
            "then": given.then,
        }
        leaves = now if current.live else now + undo  # who chats, chats: what was said is said
        due.add(tx, Due(id, agent.shop, KIND, conversation, leaves, body), at=now, unique_key=unique)
        return "held"

    return await desk.db.write(work, wake=Wake(speaker.shop, conversation, due=True))


async def take_back(desk: Desk, speaker: Speaker, conversation: str, id: str) -> str:
    """Keep one's own answer from leaving, and return its text. Raises `Conflict` when it has left."""
    now = desk.clock.now()

    def work(tx: Connection) -> str:
        agent = authority.require(tx, speaker, "answer", at=now)
        current = authority.lock(tx, agent, conversation)
        found = due.find(tx, id)
        if found is None or not _is_theirs(found[0], current, agent):
            raise NotFound("There is no such answer.")
        row, state = found
        if state != "taken_back" and not due.end(tx, id, "taken_back", at=now):
            raise Conflict("The answer has left already.", code="answer_left")
        return str(row.body["text"])

    return await desk.db.write(work, wake=Wake(speaker.shop, conversation))


def take_all_back(tx: Connection, conversation: str, *, at: datetime) -> None:
    """Keep every held answer of a conversation from leaving."""
    for row in due.about(tx, conversation, [KIND]):
        due.end(tx, row.id, "taken_back", at=at)


def held(tx: Connection, conversation: str) -> list[Held]:
    """The answers that can still be taken back, the oldest first."""
    return [
        Held(row.id, row.body["author"], row.body["text"], row.created_at or row.run_at, row.run_at)
        for row in due.about(tx, conversation, [KIND])
    ]


async def leave(desk: Desk, row: Due) -> None:
    """The seconds are over: the answer becomes an event, and its mail becomes due."""
    now = desk.clock.now()
    mail = desk.new("due")
    shop = row.shop or ""

    def work(tx: Connection) -> None:
        current = conversations.lock(tx, shop, row.subject)
        if not due.end(tx, row.id, "done", at=now) or current is None:
            return  # taken back in the meantime, or the conversation was erased
        author = _author(tx, shop, row)
        if conversations.sent_before(tx, current, author.id, row.body["key"]):
            return
        text, key = row.body["text"], row.body["key"]
        if not may(author.role, "answer"):
            conversations.append(tx, current, talk.note(current, author, text, at=now, key=key))
            return
        # Said while it was open, so resolving or ending it in these seconds does not keep the answer back.
        comes = current.is_chatting and not chats.has_joined(tx, shop, current.id, author.id)
        joined = talk.join(current, author, at=now) if comes else []
        before = replace(current.after(joined), status="open", ended=False)
        said = talk.say(before, author, text, at=now, key=key, anyway=row.body.get("anyway", ""))
        after = conversations.append(tx, current, [*joined, *said])
        conversations.append(tx, after, _then(after, author, row.body["then"], now))
        post(tx, current, said[-1].seq, mail, at=now)

    await desk.db.write(work, wake=Wake(shop, row.subject, due=True))


def post(tx: Connection, current: Conversation, seq: int, id: str, *, at: datetime) -> None:
    """Have an answer mailed, unless the shopper reads it in the chat; `id` is a new one."""
    if current.live or not conversations.card(tx, current.shop, current.id).contact_email:
        return
    unique = f"mail:{current.id}:{seq}"
    due.add(tx, Due(id, current.shop, "mail", current.id, at, {"seq": seq}), at=at, unique_key=unique)


def _then(current: Conversation, author: Speaker, then: Then, now: datetime) -> list[Event]:
    if then == "resolve":
        return talk.resolve(current, author, at=now)
    return talk.pend(current, author, at=now) if then == "pend" and current.status == "open" else []


def _author(tx: Connection, shop: str, row: Due) -> Speaker:
    """Who wrote it, with the role they have now; somebody who has left the shop since may only leave a note."""
    member = members.find(tx, shop, row.body["author"])
    return Speaker(shop, member.role if member else "visitor", row.body["author"], member.name if member else "")


def require_answerable(tx: Connection, current: Conversation) -> None:
    """Raises `Conflict` where no answer may leave from, and `Invalid` where there is nobody to send it to."""
    if current.quarantined:
        raise Conflict("Release the conversation before replying.", code="conversation_quarantined")
    if current.merged_into:
        raise Conflict("Reply in the conversation that this one was merged into.", code="conversation_merged")
    if not current.live and not conversations.card(tx, current.shop, current.id).contact_email:
        raise Invalid("There is no address to reply to.", code="no_address")


def _require_nobody_else(tx: Connection, current: Conversation, agent: Speaker, given: Answer) -> None:
    """Two answers at once ask before the second leaves."""
    said = log_pages.answers_by_others(tx, current.shop, current.id, agent.id, after=given.seen)
    known = _known(tx, current, given) if said else set()
    waits = any(each.author != agent.id and each.id not in given.known for each in held(tx, current.id))
    if waits or any((each.author, each.key) not in known for each in said):
        raise AnsweredMeanwhile("Somebody else has just answered: read it first, then send yours anyway.")


def _known(tx: Connection, current: Conversation, given: Answer) -> set[tuple[str, str | None]]:
    """Author and key of the answers that the agent was shown while they were held; some have left since."""
    found = [due.find(tx, each) for each in list(given.known)[:MOST_KNOWN]]
    return {
        (row.body["author"], row.body["key"])
        for row, _ in filter(None, found)
        if row.kind == KIND and row.subject == current.id
    }


def _is_theirs(row: Due, current: Conversation, agent: Speaker) -> bool:
    return row.kind == KIND and row.subject == current.id and row.body["author"] == agent.id
