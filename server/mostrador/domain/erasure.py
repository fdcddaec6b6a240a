"""What is left of things that told of a person who is to be forgotten: that they happened, and nothing of whom."""

from collections.abc import Mapping
from typing import Any

from mostrador.domain.event import SPOKEN, Event

ADDRESS = {"email": "", "name": ""}
OF_PARCELS = ("order", "number", "carrier", "expected_on")
OF_ORDERS = (
    "id",
    "number",
    "version",
    "status",
    "currency",
    "total",
    "shipping",
    "discount",
    "tax",
    "refunded",
    "placed_at",
    "delivery",
    "expected_on",
    "language",
)
OF_ITEMS = ("name", "quantity", "total", "price", "sku", "product")


def body(event: Event) -> Mapping[str, Any]:
    """The body of a conversation's event without anybody's words, names and addresses."""
    match event.kind:
        case kind if kind in SPOKEN:
            return {"redacted": True}
        case "mended":
            return {"seq": event.body["seq"]}
        case "left_address":
            return ADDRESS
        case "rated":
            return {**event.body, "comment": ""}
        case _:
            return event.body


def snapshot(order: Mapping[str, Any]) -> dict[str, Any]:
    """An order without who bought it and where it went: what was sold, for how much."""
    items = [{name: item[name] for name in OF_ITEMS if name in item} for item in order.get("items", [])]
    return {name: order[name] for name in OF_ORDERS if name in order} | {"customer": {}, "items": items}


def told(type: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the shop told of an order, a parcel, a return or a customer, without what concerns a person."""
    if type.startswith("order."):
        return dict(given)  # of an order only numbers were kept
    if type.startswith("shipment."):
        return {name: given[name] for name in OF_PARCELS if name in given}
    return {name: given[name] for name in ("order", "number") if name in given}
