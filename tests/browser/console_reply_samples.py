"""The canned replies of the samples' shop."""

from typing import Any

from mostrador.domain.replies import FIELDS, Reply

REPLIES: dict[str, Any] = {
    "departments": [{"id": "dep_log", "name": "Logística"}, {"id": "dep_pay", "name": "Pagos"}],
    "shop_languages": ["es", "en"],
    "fields": FIELDS,
    "replies": [
        Reply("can_1", "Saludo", "Hola, {customer.first_name}. ¿En qué te ayudo?", None, "es"),
        Reply(
            "can_2",
            "Tu pedido sale hoy y llega cuando dice el transportista",
            "{customer.first_name}, tu pedido {order.number} sale hoy y llega {?cuándo llega}.\n\nCualquier cosa, aquí"
            " estoy. {agent.name}",
            "dep_log",
        ),
    ],
    "values": {"name": "", "text": "", "department": "", "language": ""},
}
