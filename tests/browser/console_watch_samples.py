"""Rules that watch orders, as the settings' page is handed them."""

from typing import Any

from console_order_samples import found
from console_samples import ago

from mostrador.domain.watch import FIELDS, KINDS, MOST, Watch

RULES = [
    Watch("wat_1", "not_shipped", 2, "task", on=True, department="dep_log"),
    Watch("wat_2", "not_delivered", 1, "mail", texts={"es": "Hola, {customer.first_name}: buscamos tu paquete."}),
]
WATCHES: dict[str, Any] = {
    "rules": RULES,
    "new": Watch("new", "not_shipped", 2, on=True),
    "kinds": KINDS,
    "most": MOST,
    "fields": [f"{{{name}}}" for name in FIELDS],
    "departments": [{"id": "dep_log", "name": "Logística"}],
    "shop_languages": ["es", "en"],
    "tried": None,
}
TRIED = {
    "id": "new",
    "looked_at": 1840,
    "seen": 12,
    "orders": [{**order, "seen_at": ago(days=3)} for order in found()],
}
