"""An entry of the log as the template shows it: who, what it is about, and what became of its mail."""

from datetime import datetime
from typing import Any

from mostrador.actions.reading import Opened
from mostrador.domain.event import Event
from mostrador.times import Times

HIDDEN = frozenset({"heard"})  # kinds that only keep the books


def shown(opened: Opened, me: str, times: Times) -> list[dict[str, Any]]:
    """The context `events` of `parts/events.html`, as agent `me` sees them."""
    return [_event(each, opened, me, times) for each in opened.log.events if _is_shown(each)]


def _is_shown(event: Event) -> bool:
    """An answer's own mail is told beside it, not in a line of its own."""
    return event.kind not in HIDDEN and not (event.kind == "mailed" and "seq" in event.body)


def _event(event: Event, opened: Opened, me: str, times: Times) -> dict[str, Any]:
    card, log = opened.card, opened.log
    agent = event.author.startswith("agt_")
    name = log.agents.get(event.author, "") if agent else card.contact_name if event.author != "system" else ""
    body = event.body
    return {
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at,
        "author": {
            "id": event.author,
            "name": name,
            "role": "agent" if agent else "system" if event.author == "system" else "customer",
        },
        "mine": event.author == me,
        "text": event.words,
        "redacted": bool(body.get("redacted")),
        "mended": bool(body.get("mended")),
        "anyway": str(body.get("anyway", "")),
        "form": {
            "name": body.get("name", ""),
            "email": body.get("email", ""),
            "topic": body.get("topic", ""),
            "order": body.get("order", ""),
            "page": card.told_by_browser.get("page", "") if event.conversation == card.id else "",
            "language": card.language,
        },
        "answers": body.get("answers", []),
        "delivery": _delivery(event, opened) if agent and event.kind == "message" else None,
        "words": {
            "to": _about(event, opened, times),
            "what": str(body.get("what", "")),
            "part": str(body.get("part", "")),
        },
        "code": log.codes.get(event.conversation) if event.conversation != opened.conversation.id else None,
    }


def _about(event: Event, opened: Opened, times: Times) -> str | None:
    """The name, time or code that an event is about."""
    body, log = event.body, opened.log
    match event.kind:
        case "assigned":
            to = body["to"] or body.get("for")  # a chat that was passed on rings there
            return log.agents.get(str(to)) if to else None
        case "moved":
            return next((each.name for each in opened.departments if each.id == body["to"]), None)
        case "snoozed":
            return times.long(datetime.fromisoformat(body["until"]))
        case "prioritised":
            return str(body["to"])
        case "tagged" | "untagged":
            return str(body["tag"])
        case "merged" | "unmerged" | "linked" | "unlinked" | "unmerged_from":
            return log.codes.get(str(body["conversation"]))
        case "merged_into":
            return log.codes.get(str(body["into"]))
        case "order_changed" | "order_linked" | "order_unlinked":
            return str(body["number"])
        case "left_address":
            return str(body["email"])
        case "rated":
            return f"{body['score']}/5" + (f" · {body['comment']}" if body["comment"] else "")
        case "mailed" | "mail_failed":
            customer = opened.customer
            return str(customer.email if body.get("copy") and customer else opened.card.contact_email)
        case _:
            return None


def _delivery(event: Event, opened: Opened) -> dict[str, Any] | None:
    """What became of the mail that carried an answer."""
    ends = [
        each
        for each in opened.log.events
        if each.conversation == event.conversation
        and each.kind in {"mailed", "mail_failed"}
        and each.body.get("seq") == event.seq
    ]
    here = event.conversation == opened.conversation.id
    if not ends:
        return {"state": "queued", "reason": "", "at": event.at} if here and event.seq in opened.waiting_mails else None
    last = ends[-1]
    if last.kind == "mail_failed":
        return {"state": "failed", "reason": str(last.body.get("problem", "")), "at": last.at}
    read = any(seq >= event.seq for reader, seq in opened.marks.items() if not reader.startswith("agt_"))
    return {"state": "read" if here and read else "sent", "reason": "", "at": last.at}
