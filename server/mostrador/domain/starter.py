"""What a new shop begins with, so that the counter works before its owner has decided anything."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StarterTopic:
    names: dict[str, str]
    department: str  # a key of DEPARTMENTS
    asks_order: bool


DEPARTMENTS: dict[str, dict[str, str]] = {
    "care": {"es": "Atención al cliente", "en": "Customer care"},
    "logistics": {"es": "Logística", "en": "Logistics"},
    "finance": {"es": "Finanzas", "en": "Finance"},
}
TOPICS = (
    StarterTopic({"es": "Pedidos y envíos", "en": "Orders and shipping"}, "logistics", asks_order=True),
    StarterTopic({"es": "Devoluciones y cambios", "en": "Returns and exchanges"}, "logistics", asks_order=True),
    StarterTopic({"es": "Pagos y facturas", "en": "Payments and invoices"}, "finance", asks_order=True),
    StarterTopic({"es": "Otra cosa", "en": "Something else"}, "care", asks_order=False),
)


def in_language(names: dict[str, str], language: str) -> str:
    return names.get(language, names["en"])
