"""What the pages for shops say, holds."""

import json
import re
from pathlib import Path

from platform_bodies import parsed, types

from mostrador_sdk.translators import prestashop, saleor

PAGES = Path(__file__).parents[2] / "docs" / "shops"


def blocks(page, language):
    return re.findall(rf"```{language}\n(.*?)```", (PAGES / page).read_text(), re.DOTALL)


def test_the_bodies_on_prestashops_page_are_understood():
    order, parcel = (json.loads(block) for block in blocks("prestashop.md", "json"))
    assert types(parsed(prestashop, order)) == ["order.paid", "shipment.created"]
    assert types(parsed(prestashop, parcel)) == ["shipment.created"]


def test_saleors_query_asks_for_what_is_read():
    (query,) = blocks("saleor.md", "graphql")
    asked = asked_for(query[query.index("{") : query.index("\n}")])
    [event, parcel] = parsed(saleor, {"issuedAt": "2026-05-04T11:00:00+00:00", "order": asked})
    value = event.data
    read = [value.id, value.number, value.currency, value.customer.id, value.customer.email, value.customer.name]
    assert all(
        [*read, value.customer.phone, value.address.lines, value.address.country, value.delivery, value.items[0].sku]
    )
    assert (value.total, value.refunded, parcel.data.number, parcel.data.items[0].name) == (700, 700, "7", "7 (7)")


def asked_for(query):
    """An answer to a selection of GraphQL: each field says 7, or what it must."""
    fixed = {
        "currency": "EUR",
        "email": "ana@example.com",
        "userEmail": "ana@example.com",
        "code": "ES",
        "status": "FULFILLED",
    }
    words = iter(re.findall(r"[{}]|\w+", query))
    next(words)

    def level():
        told, name = {}, None
        for word in words:
            if word == "}":
                return told
            if word == "{":
                inner = level()
                told[name] = [inner] if name in ("lines", "fulfillments") else inner
            else:
                name = word
                told[name] = fixed.get(name, "7")
        return told

    return level()
