"""
Every state that the console can be in. This list drives axe and the screenshots.

A template that no state shows fails `test_every_template_of_the_console_is_shown_by_a_state`.
"""

from dataclasses import dataclass
from datetime import timedelta
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
            quarantine_reasons=["links", "near_text"]),
        row("x2", "Раураl Support", "Your account is limited", "Verify now at http://…", ago(hours=2),
            quarantine_reasons=["mixed_script", "too_fast", "disposable"]),
    ]  # fmt: skip


def _found() -> list[dict[str, Any]]:
    found = rows()[:3]
    found[0]["hit"] = "Hola: ¿cuándo llega mi \ue000pedido\ue001? Lo necesito para el sábado"
    found[2]["hit"] = "Me han cobrado dos veces el mismo \ue000pedido\ue001 <b>100042</b>"
    return found


def settings(page: str, *, saved: bool = False, errors: dict[str, str] | None = None, status: int = 200, **more: Any) -> State:
    context = {"shell": shell("settings"), "page": page, "errors": errors or {}, "saved": saved, "values": {}, **more}
    return State(f"console/settings/{page}.html", context, status)


def account(**more: Any) -> State:
    return State("console/account.html", {
        "shell": shell("account"), "values": {"name": MARTA["name"], "language": "es"}, "email": "marta@lola.example",
        "two_factor": {"on": False, "required": False, "codes_left": 0}, "enrolling": None, "codes": None, "errors": {}, "saved": False,
        "sessions": [{"id": "s1", "created_at": ago(days=3), "seen_at": NOW, "where": "Firefox · Linux", "current": True},
                     {"id": "s2", "created_at": ago(days=30), "seen_at": ago(days=2), "where": "Safari · iPhone", "current": False}], **more})


SETUP = {"script_tag": SCRIPT_TAG, "demo_url": "http://localhost:8322/", "heard": None}
NEW_SHOP = {"shell": {**shell("open"), "views": [{"key": key, "count": 0} for key in ("mine", "unassigned", "open")]}}
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
DEPARTMENTS = [{"id": "dep_log", "name": "Logística", "topics": 2, "members": 3}, {"id": "dep_pay", "name": "Pagos", "topics": 1, "members": 1}]
LOOK: dict[str, Any] = {"shop_languages": ["es", "en"], "contrast": None, "logo": PIXEL, "preview": "/console/preview",
    "values": {"color": "#0f766e", "position": "right", "greeting_es": "Hola. ¿En qué te ayudamos?", "greeting_en": ""}}
TOPICS: dict[str, Any] = {"shop_languages": ["es", "en"], "departments": DEPARTMENTS, "topics": [
    {"id": "top_1", "names": {"es": "Mi pedido", "en": "My order"}, "department": "dep_log", "asks_order": True},
    {"id": "top_2", "names": {"es": "Cambios y devoluciones", "en": "Returns"}, "department": "dep_log", "asks_order": True},
    {"id": "top_3", "names": {"es": "Otra cosa", "en": "Something else"}, "department": None, "asks_order": False}]}
TEAM: dict[str, Any] = {"departments": DEPARTMENTS, "values": {"email": "", "role": "agent"}, "require_second_factor": False, "members": [
    {**MARTA, "email": "marta@lola.example", "role": "administrator", "departments": [], "two_factor": True, "last_seen": NOW, "me": True},
    {**BO, "email": "bo@lola.example", "role": "agent", "departments": ["dep_log"], "two_factor": False, "last_seen": ago(hours=3), "me": False}],
    "invitations": [{"id": "lnk_1", "email": "chus@lola.example", "role": "supervisor", "expires": NOW + timedelta(days=2)}]}
SCOPES = ["events:write", "surveys:invite", "conversations:read", "conversations:write", "customers:read", "customers:erase", "webhooks"]
KEYS: dict[str, Any] = {"scopes": SCOPES, "values": {"name": "", "scopes": SCOPES[:2]}, "shown": None, "secrets": [
    {"kid": "sec_2b", "created_at": ago(days=1), "last": False}, {"kid": "sec_9f", "created_at": ago(days=90), "last": False}], "keys": [
    {"id": "key_1", "name": "tienda", "scopes": SCOPES[:2], "hint": "x7Qa", "created_at": ago(days=90), "last_used_at": ago(minutes=3)},
    {"id": "key_2", "name": "almacén", "scopes": ["conversations:read"], "hint": "p1Lm", "created_at": ago(days=9), "last_used_at": None}]}
HOURS = {"countries": [{"code": "ES", "name": "España"}, {"code": "FR", "name": "Francia"}], "promise": NOW + timedelta(hours=22), "values": {
    "answer_within": 8, "country": "ES", "region": "MD", "closed": "2026-12-24\n2026-12-31", "week": ["09:00-14:00, 16:00-19:00"] * 5 + ["", ""]}}
SPOKEN = {"offered": ["es", "en"], "zones": ["Europe/Madrid", "Atlantic/Canary"], "values": {
    "languages": ["es", "en"], "first": "es", "address": "tu", "time_zone": "Europe/Madrid", "privacy_url": "https://lola.example/privacidad"}}
MAIL = {"mail_from": "no-reply@lola.example", "tried": None, "values": {"sender_name": "Zapatería Lola", "signature": "El equipo de Lola", "undo_seconds": 8}}
LIMITS = {"values": {"visitor": 10, "network": 60, "email": 10, "shop": 2000}}
ORIGINS = {"origins": [{"origin": "https://lola.example", "heard_at": ago(minutes=2)}, {"origin": "https://outlet.lola.example", "heard_at": None}], "values": {"origin": ""}}
JOURNAL = {"more": "/console/settings/journal?after=1", "entries": [
    {"id": 2, "at": ago(minutes=5), "who": "Marta Ruiz", "act": "key.created", "subject": "key_1", "address": "203.0.113.x"},
    {"id": 1, "at": ago(hours=20), "who": "Bo Lindqvist", "act": "login", "subject": "", "address": "2001:db8:…"}]}
TAG = "<mostrador-contact></mostrador-contact>"
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
        conversation=conversation(id="cnv_x1", quarantined=True, reasons=["links", "near_text", "too_fast"], assignee=None, tags=[]),
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
    "second-factor-new": State("console/second_factor_new.html", {**DOOR, "secret": "JBSW Y3DP EHPK 3PXP", "qr": PIXEL, "offer": "an-offer"}),
    "second-factor-new-wrong": State("console/second_factor_new.html", {
        **DOOR, "secret": "JBSW Y3DP EHPK 3PXP", "qr": PIXEL, "offer": "an-offer", "errors": {"code": "wrong_code"}}, 422),
    "recovery-codes": State("console/recovery_codes.html", {**DOOR, "codes": [f"{n}kf3-9x2{n}" for n in range(10)], "next": "/console/inbox/mine"}),
    "reset-request": State("console/reset_request.html", {**DOOR}),
    "reset-sent": State("console/reset_request.html", {**DOOR, "sent": True, "email": "marta@lola.example"}),
    "reset": State("console/reset.html", {**DOOR}),
    "reset-short": State("console/reset.html", {**DOOR, "errors": {"password": "password_short"}}, 422),
    "reset-used": State("console/reset.html", {**DOOR, "errors": {"form": "link_used"}}, 410),
    "invitation": State("console/invitation.html", {**DOOR}),
    "invitation-wrong": State("console/invitation.html", {**DOOR, "errors": {"name": "name_missing", "password": "password_common"}}, 422),
    "invitation-used": State("console/invitation.html", {**DOOR, "errors": {"form": "link_used"}}, 410),
    "settings-setup": settings("setup", setup=SETUP, contact_tag=TAG, origins=[]),
    "settings-setup-heard": settings("setup", contact_tag=TAG, origins=["https://lola.example"], setup={
        **SETUP, "demo_url": None, "heard": {"origin": "https://lola.example", "at": ago(minutes=2)}}),
    "settings-look": settings("look", **LOOK),
    "settings-look-wrong": settings("look", errors={"color": "color_invalid"}, status=422, **{**LOOK, "logo": "", "values": {**LOOK["values"], "color": "#zz"}}),
    "settings-look-corrected": settings("look", saved=True, **{**LOOK, "contrast": {"color": "#7a6a00", "dark": "#ffe14d"}}),
    "settings-languages": settings("languages", **SPOKEN),
    "settings-hours": settings("hours", **HOURS),
    "settings-hours-wrong": settings("hours", errors={"day_2": "other", "answer_within": "number_range"}, status=422, **HOURS),
    "settings-topics": settings("topics", **TOPICS),
    "settings-departments": settings("departments", departments=DEPARTMENTS, values={"name": ""}),
    "settings-departments-none": settings("departments", departments=[], values={"name": ""}),
    "settings-origins": settings("origins", **ORIGINS),
    "settings-origins-wrong": settings("origins", errors={"origin": "origin_invalid"}, status=422, origins=[], values={"origin": "lola.example"}),
    "settings-team": settings("team", **TEAM),
    "settings-keys": settings("keys", **KEYS),
    "settings-keys-shown": settings("keys", **{**KEYS, "shown": {"kind": "key", "name": "tienda", "secret": "mk_live_" + "x7Qa" * 10}}),
    "settings-keys-none": settings("keys", **{**KEYS, "keys": [], "secrets": [{"kid": "sec_9f", "created_at": ago(days=90), "last": True}]}),
    "settings-mail": settings("mail", **MAIL),
    "settings-mail-tried": settings("mail", **{**MAIL, "tried": {"ok": True, "to": "marta@lola.example", "detail": ""}}),
    "settings-mail-failed": settings("mail", **{**MAIL, "tried": {"ok": False, "to": "marta@lola.example", "detail": "Connection refused"}}),
    "settings-limits": settings("limits", **LIMITS),
    "settings-retention": settings("retention", values={"resolved": 0, "quarantine": 30}),
    "settings-journal": settings("journal", **JOURNAL),
    "settings-journal-empty": settings("journal", entries=[], more=None),
    "account": account(),
    "account-enrolling": account(enrolling={"secret": "JBSW Y3DP EHPK 3PXP", "qr": PIXEL, "offer": "token"}, errors={"code": "wrong_code"}),
    "account-two-factor": account(two_factor={"on": True, "required": False, "codes_left": 7}, saved=True),
    "account-codes": account(two_factor={"on": True, "required": True, "codes_left": 10}, codes=[f"{n}kf3-9x2{n}" for n in range(10)]),
    **{f"error-{status}": State("pages/error.html", {"status": status, "request_id": "7f3a-91"}, status) for status in (400, 401, 403, 404, 409, 429, 500, 503)},
}
FRAGMENTS: dict[str, State] = {
    "rows": State("console/parts/inbox_rows.html", {**inbox(), "oob": True}),
    "conversation": State("console/conversation.html", talk()),
    "events": State("console/parts/events.html", {**talk(), "events": events()[:2]}),
}
