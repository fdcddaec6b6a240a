"""A shopper's own orders in the widget, and the way to one for somebody without an account."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import order_codes, own_orders
from mostrador.actions.own_orders import OwnOrder
from mostrador.desk import Desk
from mostrador.domain.links import is_web
from mostrador.domain.order import Parcel, Return
from mostrador.domain.order_code import LONGEST_NUMBER
from mostrador.web import wire
from mostrador.web.visitors import address_of, bearer
from mostrador_sdk.money import exponent

Number = Annotated[str, Meta(min_length=1, max_length=LONGEST_NUMBER)]


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: Number


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: Number
    code: Annotated[str, Meta(min_length=1, max_length=32)]


ASKED = msgspec.json.Decoder(Asked)
PROOF = msgspec.json.Decoder(Proof)


async def own(request: Request) -> Response:
    """The orders of the customer whom the shop has named, and those that this browser has proven."""
    found = await own_orders.of(_desk(request), bearer(request))
    return wire.answer({"orders": [order(each) for each in found]})


async def ask(request: Request) -> Response:
    """Have a code sent to the order's address: 202, whether there is such an order or not."""
    asked = await wire.read(request, ASKED)
    await order_codes.ask(_desk(request), bearer(request), address_of(request), asked.number)
    return wire.answer({"asked": True}, 202)


async def prove(request: Request) -> Response:
    """Open the order: 200, or 403 for whatever is wrong."""
    said = await wire.read(request, PROOF)
    found = await order_codes.prove(_desk(request), bearer(request), said.number, said.code)
    return wire.answer(order(found))


ROUTES = [
    Route("/widget/api/orders", own),
    Route("/widget/api/orders/code", ask, methods=["POST"]),
    Route("/widget/api/orders/proof", prove, methods=["POST"]),
]


def order(seen: OwnOrder) -> dict[str, Any]:
    """
    An order as its owner sees it: no names and no addresses. Amounts are minor units, of which `decimals` says how many
    places the currency has; days are ISO 8601.
    """
    found = seen.order
    return {
        "id": found.id,
        "number": found.number,
        "status": found.status,
        "currency": found.currency,
        "decimals": exponent(found.currency),
        "total": found.total,
        "refunded": found.refunded,
        "steps": [found.placed_at, found.paid_at, found.shipped_at, found.delivered_at],
        "expected": found.expected_on,
        "items": [
            {"name": each["name"], "quantity": each.get("quantity", 1), "total": each.get("total")}
            for each in found.snapshot.get("items", [])
        ],
        "parcels": [_parcel(each) for each in seen.parcels],
        "returns": [_return(each) for each in seen.returns],
    }


def _parcel(parcel: Parcel) -> dict[str, Any]:
    return {
        "number": parcel.number,
        "carrier": parcel.carrier,
        "url": parcel.url if is_web(parcel.url) else "",
        "status": parcel.status,
        "note": parcel.note,
        "expected": parcel.expected_on,
        "at": parcel.delivered_at or parcel.failed_at or parcel.shipped_at,
    }


def _return(one: Return) -> dict[str, Any]:
    return {"number": one.number, "status": one.status, "at": one.received_at or one.requested_at or one.last_at}


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
