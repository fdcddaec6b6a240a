"""Orders and a customer's timeline, as their templates are handed them."""

from typing import Any

from console_samples import ago, shell
from console_state import State


def order(**more: Any) -> dict[str, Any]:
    return {
        "id": "ord_100042",
        "number": "100042",
        "status": "paid",
        "total": "119,80 €",
        "refunded": "",
        "placed_at": ago(days=4),
        "expected_on": ago(days=-2),
        "steps": [
            {"key": "placed", "at": ago(days=4)},
            {"key": "paid", "at": ago(days=4)},
            {"key": "shipped", "at": ago(days=1)},
            {"key": "delivered", "at": None},
        ],
        "lines": [
            {"name": "Bota Chelsea «Lola», piel vuelta, talla 39", "quantity": 1, "total": "99,90 €"},
            {"name": "Cordones encerados", "quantity": 2, "total": "14,95 €"},
        ],
        "sums": [{"key": "shipping", "text": "4,95 €"}, {"key": "tax", "text": "20,79 €"}],
        "facts": [{"key": "payment", "text": "Tarjeta"}, {"key": "delivery", "text": "Correos, 48 h"}],
        "url": "https://lola.example/admin/100042",
        "parcels": [
            {
                "number": "PK123",
                "carrier": "Correos",
                "url": "https://correos.example/PK123",
                "status": "created",
                "note": "En la oficina de Getafe",
                "expected_on": ago(days=-2),
                "at": ago(days=1),
            }
        ],
        "returns": [{"number": "D-7", "status": "requested", "reason": "Aprieta en el empeine", "at": ago(hours=2)}],
        "lately": [
            {"what": "return.requested", "part": "D-7", "at": ago(hours=2), "note": "Aprieta en el empeine"},
            {"what": "shipment.created", "part": "PK123", "at": ago(days=1), "note": ""},
            {"what": "order.paid", "part": "", "at": ago(days=4), "note": ""},
        ],
        "linked": False,
        "customer": {"name": "Ana García", "email": "ana@example.com"},
        **more,
    }


def orders(**more: Any) -> dict[str, Any]:
    older = order(
        id="ord_2", number="99871", status="refunded", refunded="45,00 €", linked=True, parcels=[], returns=[]
    )
    return {"list": [order(), older], "named": None, **more}


def found() -> list[dict[str, Any]]:
    return [
        {
            "id": f"ord_{number}",
            "number": number,
            "name": name,
            "total": "119,80 €",
            "status": "paid",
            "at": ago(days=days),
        }
        for number, name, days in (("100042", "Ana García", 4), ("99871", "Ana María de los Ángeles Fernández", 90))
    ]


TIMELINE = [
    {
        "kind": "return",
        "at": ago(hours=2),
        "title": "Se anunció la devolución D-7 del pedido 100042",
        "text": "",
        "address": "/console/orders/ord_100042",
    },
    {
        "kind": "conversation",
        "at": ago(hours=3),
        "title": "¿Cuándo llega mi pedido?",
        "text": "Abierta",
        "address": "/console/conversations/cnv_7k3f",
    },
    {
        "kind": "order",
        "at": ago(days=4),
        "title": "Pedido 100042",
        "text": "119,80 € · Pagado",
        "address": "/console/orders/ord_100042",
    },
]
ANA = {
    "id": "cus_7k3f",
    "name": "Ana García",
    "email": "ana@example.com",
    "state": "identified",
    "since": ago(days=180),
}
PAGE = {"shell": shell("search")}
ORDERS: dict[str, State] = {
    "order": State(
        "console/order.html",
        {
            **PAGE,
            "order": order(),
            "owner": {"id": "cus_7k3f", "name": "Ana García"},
            "conversations": [{"id": "cnv_7k3f", "code": "M-7K3F-92", "subject": "¿Cuándo llega mi pedido?"}],
        },
    ),
    "customer": State(
        "console/customer.html",
        {**PAGE, "customer": ANA, "entries": TIMELINE, "more": "/console/customers/cus_7k3f?before=1"},
    ),
    "customer-claimed": State(
        "console/customer.html", {**PAGE, "customer": {**ANA, "state": "claimed"}, "entries": [], "more": None}
    ),
}
