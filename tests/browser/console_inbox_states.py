"""The states of the inbox, the search and an open conversation."""

from typing import Any

from console_campaign_samples import SALE
from console_chat_states import FACTS, GOING_ON, TAKERS
from console_order_samples import found as found_orders
from console_order_samples import orders
from console_samples import ANA, BO, MARTA, NOW, SCRIPT_TAG, ago, inbox, listing, row, rows, shell
from console_state import State
from console_survey_samples import answered
from console_talk_samples import conversation, customer, event, events, opened, talk

SETUP = {"script_tag": SCRIPT_TAG, "demo_url": "http://localhost:8322/", "heard": None}
NEW_SHOP = {"shell": {**shell("open"), "views": [{"key": key, "count": 0} for key in ("mine", "unassigned", "open")]}}
CONFLICT = {
    "name": BO["name"],
    "text": "Hola, Ana: ya está en reparto, llega hoy antes de las 14:00.",
    "at": ago(seconds=30),
}
FAILED = event(
    9,
    "message",
    MARTA,
    ago(minutes=6),
    "Sale hoy.",
    delivery={"state": "failed", "reason": "550 mailbox unavailable", "at": ago(minutes=5)},
)
SNOOZED = conversation(status="snoozed", snoozed_until=NOW.replace(day=15, hour=7, minute=0))


def _spam() -> list[dict[str, Any]]:
    return [
        row(
            "x1",
            "SEO Expert",
            "Rank your shop #1 on Google",
            "Dear owner, we can put your shop http://…",
            ago(minutes=4),
            quarantine_reasons=["links", "near_text"],
        ),
        row(
            "x2",
            "Раураl Support",
            "Your account is limited",
            "Verify now at http://…",
            ago(hours=2),
            quarantine_reasons=["mixed_script", "too_fast", "disposable"],
        ),
    ]


def _found() -> list[dict[str, Any]]:
    found = rows()[:3]
    found[0]["hit"] = "Hola: ¿cuándo llega mi \ue000pedido\ue001? Lo necesito para el sábado"
    found[2]["hit"] = "Me han cobrado dos veces el mismo \ue000pedido\ue001 <b>100042</b>"
    return found


INBOX: dict[str, State] = {
    "inbox": State("console/inbox.html", inbox()),
    "inbox-campaign": State("console/inbox.html", inbox(campaigns=[SALE])),
    "inbox-new-shop": State(
        "console/inbox.html", inbox(**NEW_SHOP, list=listing("open", rows=[], more=None), setup=SETUP)
    ),
    "inbox-new-shop-heard": State(
        "console/inbox.html",
        inbox(
            **NEW_SHOP,
            list=listing("open", rows=[], more=None),
            setup={**SETUP, "heard": {"origin": "https://lola.example", "at": ago(minutes=2)}},
        ),
    ),
    "conversation-survey": State("console/inbox.html", answered()),
    "inbox-done": State("console/inbox.html", inbox(list=listing(rows=[], more=None))),
    "inbox-quarantine": State(
        "console/inbox.html", inbox(shell=shell("quarantine"), list=listing("quarantine", rows=_spam(), more=None))
    ),
    "inbox-agent": State(
        "console/inbox.html", inbox(shell=shell("unassigned", "agent"), list=listing("unassigned", rows=rows()[:3]))
    ),
    "search": State(
        "console/search.html",
        inbox(shell=shell("search"), total=3, list=listing("search", query="pedido", rows=_found(), more=None)),
    ),
    "search-orders": State(
        "console/search.html",
        inbox(
            shell=shell("search"),
            total=3,
            orders=found_orders(),
            list=listing("search", query="ana", rows=_found(), more=None),
        ),
    ),
    "search-nothing": State(
        "console/search.html",
        inbox(shell=shell("search"), total=0, list=listing("search", query="xyz", rows=[], more=None)),
    ),
    "conversation": State("console/inbox.html", opened()),
    "conversation-held": State(
        "console/inbox.html",
        opened(
            held=[
                {
                    "id": "due_1",
                    "text": "Llega mañana antes de las 14:00. Cualquier cosa, aquí estoy.",
                    "at": NOW,
                    "seconds": 8,
                }
            ]
        ),
    ),
    "conversation-conflict": State(
        "console/inbox.html", opened(conflict=CONFLICT, composed={"mode": "answer", "text": "Llega mañana."}), 409
    ),
    "conversation-note": State(
        "console/inbox.html", opened(composed={"mode": "note", "text": "Llamar al transportista a las 12."})
    ),
    "conversation-others": State("console/inbox.html", opened(others=[{**BO, "writing": True}])),
    "conversation-error": State(
        "console/inbox.html", opened(errors={"text": "text_missing"}, composed={"mode": "answer", "text": ""}), 422
    ),
    "conversation-quarantined": State(
        "console/inbox.html",
        opened(
            shell=shell("quarantine"),
            list=listing("quarantine", rows=_spam(), more=None, selected="cnv_x1"),
            conversation=conversation(
                id="cnv_x1", quarantined=True, reasons=["links", "near_text", "too_fast"], assignee=None, tags=[]
            ),
            customer=customer(name="SEO Expert", state="claimed", facts=[], conversations=[]),
            events=events()[:1],
        ),
    ),
    "conversation-claimed": State(
        "console/inbox.html",
        opened(
            customer=customer(state="claimed", match={"address": "ana@example.com", "name": None}),
            orders=orders(list=[], named="100042"),
            events=events()[:5],
        ),
    ),
    "conversation-matched": State(
        "console/inbox.html",
        opened(
            customer=customer(state="claimed", match={"address": "ana@example.com", "name": "Ana García López"}),
            events=events()[:5],
        ),
    ),
    "conversation-failed-mail": State(
        "console/inbox.html",
        opened(
            events=[
                *events(),
                FAILED,
                event(
                    10,
                    "mail_failed",
                    {"id": "system", "name": "", "role": "system"},
                    ago(minutes=5),
                    words={"to": "ana@example.com"},
                ),
            ]
        ),
    ),
    "conversation-resolved": State(
        "console/inbox.html",
        opened(
            conversation=conversation(status="resolved"),
            events=[*events(), event(9, "resolved", MARTA, ago(minutes=1))],
        ),
    ),
    "conversation-snoozed": State(
        "console/inbox.html",
        opened(
            conversation=SNOOZED,
            events=[*events(), event(9, "snoozed", MARTA, ago(minutes=1), words={"to": "mañana, 9:00"})],
        ),
    ),
    "conversation-merged-away": State(
        "console/inbox.html", opened(conversation=conversation(merged_into={"id": "cnv_b", "code": "M-2M9X-92"}))
    ),
    "conversation-merged-here": State(
        "console/inbox.html",
        opened(
            conversation=conversation(
                merged=[{"id": "cnv_b", "code": "M-2M9X-92"}], blocked=True, assignee=None, department=None
            ),
            events=[
                *events(),
                event(9, "merged", BO, ago(minutes=3), words={"to": "M-2M9X-92"}),
                event(2, "message", ANA, ago(minutes=2), "Perdón, escribí dos veces.", code="M-2M9X-92"),
                event(10, "redacted", BO, ago(minutes=1), redacted=True),
            ],
            earlier="/console/conversations/cnv_7k3f/events?before=1",
        ),
    ),
}
FRAGMENTS: dict[str, State] = {
    "facts": FACTS,
    "going": GOING_ON,
    "pass": TAKERS,
    "rows": State("console/parts/inbox_rows.html", {**inbox(), "oob": True}),
    "conversation": State("console/conversation.html", talk()),
    "events": State("console/parts/events.html", {**talk(), "events": events()[:2]}),
}
