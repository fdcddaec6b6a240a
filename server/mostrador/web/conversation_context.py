"""What the template of an open conversation is told: everything that an action read, in the words of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from mostrador.actions.answers import Held
from mostrador.actions.reading import Cursor, Opened
from mostrador.domain import snoozes
from mostrador.realtime.presence import Looker
from mostrador.storage.customers import Customer
from mostrador.times import Times
from mostrador.web import order_context
from mostrador.web.conversation_events import shown
from mostrador.web.pages import Pages, Reader

TOLD = ("invitation", "page", "referrer", "device")  # by the browser, in the order in which they are shown


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the composer when an answer did not go, and why."""

    text: str
    mode: str = "answer"
    code: str = ""  # of the refusal
    seen: int | None = None  # the last event that the agent had before them, where somebody answered meanwhile


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the conversation itself."""

    me: str
    reader: Reader
    pages: Pages
    times: Times
    now: datetime
    from_list: str
    lookers: tuple[Looker, ...]
    on_duty: frozenset[str]


def context(opened: Opened, around: Around, draft: Draft | None = None) -> dict[str, Any]:
    """The context of `console/conversation.html`."""
    current, card = opened.conversation, opened.card
    department = next((each for each in opened.departments if each.id == current.department), None)
    agents = {each.id: each.name for each in opened.members} | dict(opened.log.agents)
    conversation = {
        "id": current.id,
        "code": card.code,
        "subject": card.subject or card.code,
        "channel": card.channel,
        "status": current.status,
        "snoozed_until": current.snoozed_until,
        "priority": current.priority,
        "tags": current.tags,
        "opened_at": card.opened_at,
        "language": card.language,
        "last_seq": current.last_seq,
        "department": {"id": department.id, "name": department.name} if department else None,
        "assignee": {"id": current.assignee, "name": agents.get(current.assignee, "")} if current.assignee else None,
        "quarantined": current.quarantined,
        "reasons": _reasons(opened),
        "merged_into": {"id": current.merged_into, "code": opened.merged_into} if current.merged_into else None,
        "merged": [{"id": key, "code": code} for key, code in opened.merged],
        "blocked": opened.blocked,
        "live": current.live,
        "reply_to": card.contact_email,
        "from_list": around.from_list,
    }
    return {
        "conversation": conversation,
        "events": shown(opened, around.me, around.times),
        "earlier": _earlier(current.id, opened.log.earlier, around.pages),
        "held": [_held(each, around.now) for each in opened.held if each.author == around.me],
        "others": [{"id": each.id, "name": each.name, "writing": each.writing} for each in around.lookers],
        "conflict": _conflict(opened, around, draft, agents),
        "composed": {"mode": draft.mode, "text": draft.text}
        if draft and (draft.text or draft.mode == "note")
        else None,
        "errors": {"text": draft.code} if draft and draft.code and draft.seen is None else {},
        "held_for": draft.code if draft and draft.code.startswith("held_") else "",
        "customer": customer_of(opened),
        "campaigns": opened.campaigns,
        "orders": order_context.beside(opened.orders, around.reader),
        "choices": {
            "agents": [
                {"id": each.id, "name": each.name, "on_duty": each.id in around.on_duty} for each in opened.members
            ],
            "departments": [{"id": each.id, "name": each.name} for each in opened.departments],
            "tags": opened.tags,
            "snoozes": [
                {"key": key, "until": until} for key, until in snoozes.choices(around.now, around.reader.zone).items()
            ],
        },
        "may": opened.may,
        "me": around.me,
    }


def cursor_of(query: Mapping[str, str]) -> Cursor:
    """Read where the log goes on: each conversation's id with the first event that was shown."""
    return {
        key: int(seq)
        for key, seq in query.items()
        if key.startswith("cnv_") and seq.isdecimal() and seq.isascii() and len(seq) < 10
    }


def _earlier(id: str, cursor: Cursor | None, pages: Pages) -> str | None:
    return pages.to(f"/conversations/{id}/earlier?{urlencode(dict(cursor))}") if cursor else None


def _reasons(opened: Opened) -> list[str]:
    """Why it lies in quarantine: what the filter found, or that somebody put it there."""
    put = [each for each in opened.log.events if each.kind == "quarantined"]
    if put and put[-1].author.startswith("agt_"):
        return ["by_hand"]
    return [str(reason["code"]) for reason in opened.card.spam_reasons]


def _held(held: Held, now: datetime) -> dict[str, Any]:
    left = (held.leaves_at - now).total_seconds()
    return {"id": held.id, "text": held.text, "at": held.at, "seconds": max(0, round(left))}


def _conflict(opened: Opened, around: Around, draft: Draft | None, agents: Mapping[str, str]) -> dict[str, Any] | None:
    """What somebody else answered while this answer was being written."""
    if draft is None or draft.seen is None:
        return None
    waiting = [each for each in opened.held if each.author != around.me]
    known = " ".join(each.id for each in waiting)
    said = [
        each
        for each in opened.log.events
        if each.kind == "message" and each.from_us and each.author != around.me and each.seq > draft.seen
    ]
    if waiting:
        last = waiting[-1]
        return {"name": agents.get(last.author, ""), "text": last.text, "at": last.at, "known": known}
    if not said:
        return None
    event = said[-1]
    return {"name": agents.get(event.author, ""), "text": event.words, "at": event.at, "known": known}


def customer_of(opened: Opened) -> dict[str, Any]:
    customer, card = opened.customer, opened.card
    state = _state(customer)
    facts = {
        "topic": opened.topic,
        "order": card.order_number or "",
    }
    known = customer if customer and state != "claimed" else None
    return {
        "id": customer.id if customer else card.id,
        "page": customer is not None,
        "name": (known.name if known else "") or card.contact_name,
        "email": (known.email if known else "") or card.contact_email,
        "state": state,
        "since": known.created_at if known else None,
        "language": card.language,
        "match": {"address": opened.match.address, "name": opened.match.name} if opened.match else None,
        "facts": [{"key": key, "text": text} for key, text in facts.items() if text],
        "told": _told(card.told_by_browser),
        "conversations": [
            {
                "id": row.id,
                "code": row.code,
                "subject": row.subject,
                "status": row.status,
                "at": row.last_at,
                "linked": row.id in opened.linked,
            }
            for row in opened.others
        ],
    }


def _told(by_browser: Mapping[str, str]) -> list[dict[str, str]]:
    """What the shopper's browser says. The cart is one fact: how many, and for how much."""
    facts = [{"key": key, "text": by_browser[key]} for key in TOLD if key in by_browser]
    if "items" in by_browser:
        facts.append({"key": "cart", "text": by_browser["items"], "total": by_browser.get("total", "")})
    return facts


def _state(customer: Customer | None) -> str:
    if customer is None or not customer.is_proven:
        return "claimed"
    return "identified" if customer.external_id else "proven"
