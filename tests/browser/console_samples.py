"""A shop in the middle of its day, as the console's templates are handed it."""

from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 9, 14, 9, 41, 30, tzinfo=UTC)
VIEWS = {"mine": 6, "unassigned": 3, "open": 14, "waiting": 11, "resolved": None, "quarantine": 2}
EVERYTHING = {
    "read",
    "answer",
    "note",
    "assign",
    "move",
    "change_status",
    "prioritise",
    "tag",
    "merge",
    "quarantine",
    "block",
    "see_matches",
    "manage_replies",
    "manage_surveys",
    "read_results",
    "export_personal",
    "manage_shop",
    "manage_team",
    "manage_keys",
    "read_audit",
}
MARTA = {"id": "agt_marta", "name": "Marta Ruiz"}
BO = {"id": "agt_bo", "name": "Bo Lindqvist"}
ANA = {"id": "cus_ana", "name": "Ana García", "role": "customer"}
SCRIPT_TAG = '<script src="https://help.lola.example/widget.js?shop=shop_7k3f92m4x8q2w6ab" async></script>'


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def shell(here: str = "mine", role: str = "administrator") -> dict[str, Any]:
    return {
        "shop": {"id": "shop_lola", "name": "Zapatería Lola", "color": "#0f766e"},
        "shops": [{"id": "shop_2", "name": "Lola Outlet"}],
        "agent": {**MARTA, "role": role, "on_duty": True},
        "views": [{"key": key, "count": count} for key, count in VIEWS.items()],
        "departments": [
            {"id": "dep_log", "name": "Logística", "count": 4},
            {"id": "dep_pay", "name": "Pagos", "count": 1},
            {"id": "dep_ret", "name": "Cambios y devoluciones", "count": 0},
        ],
        "trouble": False,
        "news": "1",
        "here": here,
    }


def row(id: str, name: str, subject: str, preview: str, when: datetime, **more: Any) -> dict[str, Any]:
    return {
        "id": f"cnv_{id}",
        "code": f"M-{id.upper()}-92",
        "customer": f"cus_{id}",
        "name": name,
        "subject": subject,
        "preview": preview,
        "when": when,
        "unread": False,
        "status": "open",
        "snoozed_until": None,
        "channel": "form",
        "tags": [],
        "department": None,
        "assignee": None,
        "priority": "normal",
        "waiting_since": None,
        "due": None,
        "late": False,
        "quarantine_reasons": [],
        **more,
    }


def rows() -> list[dict[str, Any]]:
    return [
        row(
            "7k3f",
            "Ana García",
            "¿Cuándo llega mi pedido?",
            "Lo necesito para el sábado, es un regalo.",
            ago(seconds=20),
            unread=True,
            department="Logística",
            waiting_since=ago(minutes=12),
            assignee=MARTA,
        ),
        row(
            "2m9x",
            "Jon Pérez",
            "Devolución de las botas 41",
            "¿Me cubrís vosotros los gastos de envío?",
            ago(minutes=70),
            due=NOW + timedelta(hours=3),
            tags=["devolución"],
            assignee=MARTA,
        ),
        row(
            "8w1q",
            "Lucía Moreno",
            "Me han cobrado dos veces el mismo pedido",
            "Adjunto no puedo, pero en el banco salen dos cargos de 119,80 €",
            ago(minutes=99),
            unread=True,
            department="Pagos",
            due=ago(minutes=20),
            late=True,
            priority="urgent",
            assignee=BO,
        ),
        row(
            "4t6k",
            "Tomás Kral",
            "Zapatillas rojas en 42",
            "Gracias por la rapidez, ya está solucionado",
            ago(hours=19),
            status="resolved",
            tags=["talla", "stock", "web"],
        ),
        row(
            "9e2b",
            "Elena Bravo",
            "Envíos a Canarias",
            "¿Hacéis envíos a Canarias? ¿Cuánto tardan?",
            ago(hours=21),
            status="snoozed",
            snoozed_until=NOW + timedelta(hours=23),
            channel="mail",
        ),
        row(
            "5h7d",
            "Aleksandra Wojciechowska-Brzezińska",
            "Pregunta sobre el cuidado del ante y de la piel vuelta",
            "Hola, he visto que en la ficha no pone nada sobre impermeabilizar…",
            ago(days=3),
            status="pending",
        ),
        row(
            "1c4z",
            "Iker Etxeberria",
            "Factura a nombre de empresa",
            "¿Podéis rehacer la factura con este CIF?",
            ago(days=6),
        ),
    ]


def listing(view: str = "mine", **more: Any) -> dict[str, Any]:
    titles = {"mine": "Míos", "quarantine": "Cuarentena", "search": "", "unassigned": "Sin asignar"}
    return {
        "view": view,
        "title": titles.get(view, view),
        "department": None,
        "rows": rows(),
        "more": "/console/inbox/mine?after=x",
        "selected": None,
        "query": "",
        "address": f"/console/inbox/{view}",
        **more,
    }


def inbox(**more: Any) -> dict[str, Any]:
    """The inbox with nothing open."""
    return {"shell": shell(), "list": listing(), "conversation": None, "setup": None, "orders": [], **more}
