"""
Parcels in Shopify's fulfillments.

Source: https://shopify.dev/docs/api/admin-rest/latest/resources/fulfillment.
"""

from collections.abc import Iterable
from datetime import datetime

from mostrador_sdk.translators import picking as pick
from mostrador_sdk.translators.picking import Told, first, rows
from mostrador_sdk.translators.telling import Tale
from mostrador_sdk.values import Item, Shipment

ON_THE_WAY = {
    "attempted_delivery": "The carrier tried to deliver it.",
    "confirmed": "The carrier has been told of it.",
    "delayed": "The carrier says that it is delayed.",
    "in_transit": "It is on its way.",
    "out_for_delivery": "It is out for delivery.",
    "picked_up": "The carrier has it.",
    "ready_for_pickup": "It is ready to be picked up.",
}


def shipments(fulfillments: list[Told], order: str, time: datetime) -> Iterable[Tale]:
    """
    The tales of an order's fulfillments, one for each tracking number. What has none goes by its own name, or id;
    `metadata.fulfillment` holds that id, so that a parcel which gets its number later can be told to be the same.
    """
    for told in fulfillments:
        urls = _several(told, "tracking_urls", "tracking_url")
        type, note = _news(told)
        at = pick.moment(told.get("updated_at")) or pick.moment(told.get("created_at")) or time
        for place, number in enumerate(_numbers(told)):
            parcel = Shipment(
                order=order,
                number=number,
                carrier=pick.text(told.get("tracking_company")),
                url=pick.link(urls[place] if place < len(urls) else None),
                note=note,
                items=[_item(row) for row in rows(told.get("line_items"))][: pick.MOST_ITEMS],
                metadata={"fulfillment": pick.identity(told.get("id"))},
            )
            yield type, parcel, at


def _news(told: Told) -> tuple[str, str]:
    """What happened to a parcel, and a sentence where the type does not say it."""
    status, parcel = pick.text(told.get("status")).lower(), pick.text(told.get("shipment_status")).lower()
    if status in ("cancelled", "error", "failure"):
        return "shipment.failed", "The shop cancelled it." if status == "cancelled" else "The carrier did not take it."
    if parcel == "delivered":
        return "shipment.delivered", ""
    if parcel in ("failure", "failed"):
        return "shipment.failed", "The carrier could not deliver it."
    if parcel in ON_THE_WAY:
        return "shipment.updated", ON_THE_WAY[parcel]
    return "shipment.created", ""


def _numbers(told: Told) -> list[str]:
    numbers = [
        number for value in _several(told, "tracking_numbers", "tracking_number") if (number := pick.identity(value))
    ]
    return list(dict.fromkeys(numbers)) or [pick.text(first(told, "name", "id"), 200) or "1"]


def _several(told: Told, plural: str, singular: str) -> list[object]:
    value = told.get(plural)
    return value if isinstance(value, list) and value else [told.get(singular)]


def _item(row: Told) -> Item:
    return Item(
        name=pick.text(first(row, "name", "title", "sku")) or "?",
        quantity=pick.quantity(row.get("quantity")),
        sku=pick.text(row.get("sku")),
        product=pick.identity(row.get("product_id")),
    )
