"""
Parcels in WooCommerce's orders: it has none of its own, but the plugins Shipment Tracking and Advanced Shipment
Tracking write them into one and the same field of an order.

Source: https://woocommerce.com/document/shipment-tracking/ (section "REST API").
"""

from collections.abc import Iterable
from datetime import datetime

from mostrador_sdk.translators import picking as pick
from mostrador_sdk.translators.picking import Told, first, rows
from mostrador_sdk.translators.telling import Tale
from mostrador_sdk.values import Shipment

FIELD = "_wc_shipment_tracking_items"


def shipments(told: Told, order: str, time: datetime) -> Iterable[Tale]:
    """A tale for each parcel with a number; when it left is told as a day alone, so `time` is the order's."""
    for field in rows(told.get("meta_data")):
        if field.get("key") == FIELD:
            for row in rows(field.get("value")):
                if number := pick.identity(row.get("tracking_number")):
                    carrier = pick.text(
                        first(row, "tracking_provider", "custom_tracking_provider", "formatted_tracking_provider")
                    )
                    url = pick.link(first(row, "custom_tracking_link", "formatted_tracking_link", "tracking_link"))
                    yield "shipment.created", Shipment(order=order, number=number, carrier=carrier, url=url), time
