"""
Every state that the console can be in. This list drives axe and the screenshots.

A template that no state shows fails `test_every_template_of_the_console_is_shown_by_a_state`.
"""

from dataclasses import dataclass
from typing import Any

from console_samples import (
    ANA, BO, MARTA, NOW, SCRIPT_TAG, ago, conversation, customer, event, events, inbox, listing, opened, row, rows, shell, talk,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    template: str
    context: dict[str, Any]
    status: int = 200


def _spam() -> list[dict[str, Any]]:
    return [
        row("x1", "SEO Expert", "Rank your shop #1 on Google", "Dear owner, we can put your shop http://…", ago(minutes=4),
            quarantine_reasons=["links", "near_duplicate"]),
        row("x2", "Раураl Support", "Your account is limited", "Verify now at http://…", ago(hours=2),
            quarantine_reasons=["scripts", "too_fast", "disposable"]),
    ]  # fmt: skip


def _found() -> list[dict[str, Any]]:
    found = rows()[:3]
    found[0]["hit"] = "Hola: ¿cuándo llega mi \ue000pedido\ue001? Lo necesito para el sábado"
    found[2]["hit"] = "Me han cobrado dos veces el mismo \ue000pedido\ue001 <b>100042</b>"
    return found


SETUP = {"script_tag": SCRIPT_TAG, "demo_url": "http://localhost:8322/", "heard": None}
NEW_SHOP = {"shell": {**shell("open"), "views": [{"key": key, "count": 0} for key in ("mine", "unassigned", "open")]}}
DOOR = {"errors": {}, "notice": None, "email": "", "next": "", "recovery": False, "sent": False, "name": "", "shop_name": ""}
CONFLICT = {"name": BO["name"], "text": "Hola, Ana: ya está en reparto, llega hoy antes de las 14:00.", "at": ago(seconds=30)}
FAILED = event(8, "message", MARTA, ago(minutes=6), "Sale hoy.", delivery={
    "state": "failed", "reason": "550 mailbox unavailable", "at": ago(minutes=5)})  # fmt: skip
SNOOZED = conversation(status="snoozed", snoozed_until=NOW.replace(day=15, hour=7, minute=0))

CONSOLE: dict[str, State] = {
    "inbox": State("console/inbox.html", inbox()),
    "inbox-new-shop": State("console/inbox.html", inbox(**NEW_SHOP, list=listing("open", rows=[], more=None), setup=SETUP)),
    "inbox-new-shop-heard": State("console/inbox.html", inbox(**NEW_SHOP, list=listing("open", rows=[], more=None), setup={
        **SETUP, "heard": {"origin": "https://lola.example", "at": ago(minutes=2)}})),
    "inbox-done": State("console/inbox.html", inbox(list=listing(rows=[], more=None))),
    "inbox-quarantine": State("console/inbox.html", inbox(shell=shell("quarantine"), list=listing("quarantine", rows=_spam(), more=None))),
    "inbox-agent": State("console/inbox.html", inbox(shell=shell("unassigned", "agent"), list=listing("unassigned", rows=rows()[:3]))),
    "search": State("console/search.html", inbox(shell=shell("search"), total=3, list=listing("search", query="pedido", rows=_found(), more=None))),
    "search-nothing": State("console/search.html", inbox(shell=shell("search"), total=0, list=listing("search", query="xyz", rows=[], more=None))),
    "conversation": State("console/inbox.html", opened()),
    "conversation-held": State("console/inbox.html", opened(held=[
        {"id": "due_1", "text": "Llega mañana antes de las 14:00. Cualquier cosa, aquí estoy.", "at": NOW, "seconds": 8}])),
    "conversation-conflict": State("console/inbox.html", opened(conflict=CONFLICT, composed={
        "mode": "answer", "text": "Llega mañana."}), 409),
    "conversation-note": State("console/inbox.html", opened(composed={"mode": "note", "text": "Llamar al transportista a las 12."})),
    "conversation-others": State("console/inbox.html", opened(others=[{**BO, "writing": True}])),
    "conversation-error": State("console/inbox.html", opened(errors={"text": "text_missing"}, composed={"mode": "answer", "text": ""}), 422),
    "conversation-quarantined": State("console/inbox.html", opened(
        shell=shell("quarantine"), list=listing("quarantine", rows=_spam(), more=None, selected="cnv_x1"),
        conversation=conversation(id="cnv_x1", quarantined=True, reasons=["links", "near_duplicate", "too_fast"], assignee=None, tags=[]),
        customer=customer(name="SEO Expert", state="claimed", facts=[], conversations=[]), events=events()[:1])),
    "conversation-claimed": State("console/inbox.html", opened(customer=customer(
        state="claimed", match={"address": "ana@example.com", "name": None}), events=events()[:5])),
    "conversation-matched": State("console/inbox.html", opened(customer=customer(
        state="claimed", match={"address": "ana@example.com", "name": "Ana García López"}), events=events()[:5])),
    "conversation-failed-mail": State("console/inbox.html", opened(events=[
        *events(), FAILED, event(9, "mail_failed", {"id": "system", "name": "", "role": "system"}, ago(minutes=5), words={"to": "ana@example.com"})])),
    "conversation-resolved": State("console/inbox.html", opened(conversation=conversation(status="resolved"), events=[
        *events(), event(8, "resolved", MARTA, ago(minutes=1))])),
    "conversation-snoozed": State("console/inbox.html", opened(conversation=SNOOZED, events=[
        *events(), event(8, "snoozed", MARTA, ago(minutes=1), words={"to": "mañana, 9:00"})])),
    "conversation-merged-away": State("console/inbox.html", opened(conversation=conversation(merged_into={"id": "cnv_b", "code": "M-2M9X-92"}))),
    "conversation-merged-here": State("console/inbox.html", opened(
        conversation=conversation(merged=[{"id": "cnv_b", "code": "M-2M9X-92"}], blocked=True, assignee=None, department=None),
        events=[*events(), event(8, "merged", BO, ago(minutes=3), words={"to": "M-2M9X-92"}),
                event(2, "message", ANA, ago(minutes=2), "Perdón, escribí dos veces.", code="M-2M9X-92"),
                event(9, "redacted", BO, ago(minutes=1), redacted=True)], earlier="/console/conversations/cnv_7k3f/events?before=1")),
    "login": State("console/login.html", {**DOOR}),
    "login-wrong": State("console/login.html", {**DOOR, "email": "marta@lola.example", "errors": {"form": "wrong_login"}}, 422),
    "login-too-many": State("console/login.html", {**DOOR, "email": "marta@lola.example", "errors": {"form": "too_many"}, "seconds": 40}, 429),
    "login-notice": State("console/login.html", {**DOOR, "notice": "password_changed"}),
    "second-factor": State("console/second_factor.html", {**DOOR}),
    "second-factor-wrong": State("console/second_factor.html", {**DOOR, "errors": {"code": "wrong_code"}}, 422),
    "second-factor-recovery": State("console/second_factor.html", {**DOOR, "recovery": True}),
    "reset-request": State("console/reset_request.html", {**DOOR}),
    "reset-sent": State("console/reset_request.html", {**DOOR, "sent": True, "email": "marta@lola.example"}),
    "reset": State("console/reset.html", {**DOOR}),
    "reset-short": State("console/reset.html", {**DOOR, "errors": {"password": "password_short"}}, 422),
    "reset-used": State("console/reset.html", {**DOOR, "errors": {"form": "link_used"}}, 410),
    "invitation": State("console/invitation.html", {**DOOR}),
    "invitation-wrong": State("console/invitation.html", {**DOOR, "errors": {"name": "name_missing", "password": "password_common"}}, 422),
    "invitation-used": State("console/invitation.html", {**DOOR, "errors": {"form": "link_used"}}, 410),
    **{f"error-{status}": State("pages/error.html", {"status": status, "request_id": "7f3a-91"}, status) for status in (400, 401, 403, 404, 409, 429, 500, 503)},
}
FRAGMENTS: dict[str, State] = {
    "rows": State("console/parts/inbox_rows.html", {**inbox(), "oob": True}),
    "conversation": State("console/conversation.html", talk()),
    "events": State("console/parts/events.html", {**talk(), "events": events()[:2]}),
}
