"""An open conversation, as its template is handed it."""

from datetime import datetime, timedelta
from typing import Any

from console_campaign_samples import SALE
from console_order_samples import orders
from console_samples import ANA, BO, EVERYTHING, MARTA, NOW, ago, inbox, listing


def event(seq: int, kind: str, author: dict[str, Any], at: datetime, text: str = "", **more: Any) -> dict[str, Any]:
    return {
        "seq": seq,
        "kind": kind,
        "author": {"role": "agent", **author},
        "at": at,
        "text": text,
        "redacted": False,
        "anyway": "",
        "mended": False,
        "mine": author["id"] == MARTA["id"],
        "form": None,
        "delivery": None,
        "words": {"to": "", "what": "", "part": ""},
        "code": None,
        **more,
    }


SYSTEM = {"id": "system", "name": "", "role": "system"}


def events() -> list[dict[str, Any]]:
    form = {
        "name": "Ana García",
        "email": "ana@example.com",
        "topic": "Mi pedido",
        "order": "100042",
        "page": "https://lola.example/pedidos/100042",
        "language": "es",
    }
    return [
        event(
            1,
            "form",
            ANA,
            ago(hours=16, minutes=20),
            "Hola:\n\n¿cuándo llega mi pedido? Lo necesito para el sábado, es un regalo.\n\nGracias, Ana",
            form=form,
        ),
        event(2, "moved", SYSTEM, ago(hours=16, minutes=20), words={"to": "Logística"}),
        event(3, "assigned", MARTA, ago(minutes=58), words={"to": "Marta Ruiz"}),
        event(4, "note", BO, ago(minutes=55), "Correos avisó de retrasos en Madrid; el suyo ya está en reparto."),
        event(
            5,
            "message",
            MARTA,
            ago(minutes=51),
            "¡Hola, Ana! Lo miro ahora mismo con el transportista y te cuento hoy.",
            delivery={"state": "read", "reason": "", "at": ago(minutes=40)},
        ),
        event(6, "proved", ANA, ago(minutes=40)),
        event(
            7,
            "message",
            ANA,
            ago(minutes=12),
            "Genial. ¿Hay seguimiento? En https://correos.example/PK123 no sale nada.",
        ),
        event(
            8,
            "order_changed",
            SYSTEM,
            ago(minutes=2),
            words={"to": "100042", "what": "return.requested", "part": "D-7"},
        ),
    ]


def conversation(**more: Any) -> dict[str, Any]:
    return {
        "id": "cnv_7k3f",
        "code": "M-7K3F-92",
        "subject": "¿Cuándo llega mi pedido?",
        "channel": "form",
        "status": "open",
        "snoozed_until": None,
        "priority": "normal",
        "tags": ["regalo", "urge"],
        "opened_at": ago(hours=16, minutes=20),
        "language": "es",
        "last_seq": 7,
        "department": {"id": "dep_log", "name": "Logística"},
        "assignee": MARTA,
        "quarantined": False,
        "reasons": [],
        "merged_into": None,
        "merged": [],
        "blocked": False,
        "live": False,
        "reply_to": "ana@example.com",
        "from_list": "mine",
        **more,
    }


def customer(**more: Any) -> dict[str, Any]:
    return {
        "id": "cus_7k3f",
        "page": True,
        "name": "Ana García",
        "email": "ana@example.com",
        "state": "proven",
        "since": ago(days=180),
        "language": "es",
        "match": None,
        "facts": [{"key": "order", "text": "100042"}],
        "told": [{"key": "page", "text": "/pedidos/100042"}],
        "conversations": [
            {
                "id": "cnv_a",
                "code": "M-2B8K-41",
                "subject": "Cambio de talla de las botas",
                "status": "resolved",
                "at": ago(days=11),
                "linked": False,
            },
            {
                "id": "cnv_b",
                "code": "M-9Q4T-17",
                "subject": "¿Hacéis factura?",
                "status": "resolved",
                "at": ago(days=180),
                "linked": True,
            },
        ],
        **more,
    }


def talk(**more: Any) -> dict[str, Any]:
    """Everything that an open conversation is handed."""
    return {
        "conversation": conversation(),
        "events": events(),
        "earlier": None,
        "held": [],
        "others": [],
        "conflict": None,
        "composed": None,
        "errors": {},
        "held_for": "",
        "customer": customer(),
        "orders": orders(),
        "campaigns": [SALE],
        "choices": {
            "agents": [
                {**MARTA, "on_duty": True},
                {**BO, "on_duty": True},
                {"id": "agt_c", "name": "Chus Vidal", "on_duty": False},
            ],
            "departments": [{"id": "dep_log", "name": "Logística"}, {"id": "dep_pay", "name": "Pagos"}],
            "tags": ["devolución", "regalo", "talla", "urge"],
            "snoozes": [
                {"key": "later", "until": NOW + timedelta(hours=3)},
                {"key": "tomorrow", "until": NOW + timedelta(hours=22)},
                {"key": "monday", "until": NOW + timedelta(days=7)},
            ],
        },
        "may": EVERYTHING,
        "me": MARTA["id"],
        **more,
    }


def opened(**more: Any) -> dict[str, Any]:
    """The inbox with a conversation open beside it."""
    return {**inbox(list=listing(selected="cnv_7k3f")), **talk(), **more}
