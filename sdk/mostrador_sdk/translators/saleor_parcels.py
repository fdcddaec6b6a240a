"""A fulfillment of Saleor: a parcel, or what came back of one."""

from collections.abc import Iterable
from datetime import datetime

from mostrador_sdk.translators import picking as pick
from mostrador_sdk.translators.picking import Told, first, rows, within
from mostrador_sdk.translators.saleor_shapes import word
from mostrador_sdk.translators.telling import Tale
from mostrador_sdk.values import Item, Return, Shipment

CAME_BACK = {"returned", "refunded and returned"}
NO_PARCEL = {"refunded", "replaced", "waiting for approval"}
CHANGED = {"order_fulfillment_update", "FulfillmentTrackingNumberUpdated"}


def parcel(told: Told, order: str, time: datetime, news: str) -> Iterable[Tale]:
    """
    The tale of a fulfillment; none for one that is no parcel. What has no tracking number goes by its own id.

    `news` is what the payload calls what happened, where it does. Saleor knows of no delivery.
    """
    status, items = word(told.get("status")), [_item(row) for row in rows(told.get("lines"))][: pick.MOST_ITEMS]
    own = _own_name(told)
    if status in CAME_BACK:
        yield "return.received", Return(order=order, number=own, items=items), time
    elif status not in NO_PARCEL:
        tracking = pick.text(told.get("tracking_number"), 200)
        url = pick.link(first(told, "tracking_url")) or pick.link(told.get("tracking_number"))
        type = "shipment.failed" if status in ("canceled", "cancelled") else _type(news)
        note = "The shop cancelled it." if type == "shipment.failed" else ""
        fulfillment = pick.identity(told.get("id"))
        value = Shipment(order=order, number=tracking or own, url=url, note=note, items=items)
        value.metadata = {"fulfillment": fulfillment} if fulfillment else {}
        yield type, value, time


def _type(news: str) -> str:
    return "shipment.updated" if news in CHANGED else "shipment.created"


def _own_name(told: Told) -> str:
    """Its id; notices have none, but the lines of what was packed have."""
    lines = rows(told.get("lines"))
    return pick.text(first(told, "id") or (first(lines[0], "id") if lines else None), 200) or "1"


def _item(row: Told) -> Item:
    line = first(row, "order_line")
    line = line if isinstance(line, dict) else row
    name = first(line, "translated_product_name", "product_name") or within(line, "variant", "product", "name")
    variant = pick.text(first(line, "translated_variant_name", "variant_name"), 100)
    return Item(
        name=pick.words(name, f"({variant})" if variant else "") or "?",
        quantity=pick.quantity(row.get("quantity")),
        sku=pick.text(first(line, "product_sku") or within(line, "variant", "sku")),
    )
