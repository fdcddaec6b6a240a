"""
Saleor's webhooks: plain payloads, subscription payloads, and what NOTIFY_USER tells of orders.

Source: https://docs.saleor.io/developer/extending/webhooks/overview, …/payload-signature, …/sample-webhook-payloads.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from mostrador_sdk.errors import InvalidEvent
from mostrador_sdk.events import Event
from mostrador_sdk.signing import header
from mostrador_sdk.translators import detached_jws
from mostrador_sdk.translators import picking as pick
from mostrador_sdk.translators.picking import Told, first, rows, within
from mostrador_sdk.translators.saleor_orders import order_tales
from mostrador_sdk.translators.saleor_parcels import parcel
from mostrador_sdk.translators.saleor_shapes import plain
from mostrador_sdk.translators.signatures import compare, secrets
from mostrador_sdk.translators.telling import Tale, events, needed, present
from mostrador_sdk.values import Customer

SOURCE = "saleor"
SIGNATURE = "saleor-signature"

Key = str | Mapping[str, Any]
"""A key set (JWKS) as its JSON says, or the secret of a webhook that has one, which Saleor calls deprecated."""


def parse(
    headers: Mapping[str, str], raw_body: bytes, keys: "Key | Iterable[Key]", *, now: datetime | None = None
) -> list[Event]:
    """
    The events that Saleor tells; none for drafts and for notices about accounts.

    `keys` is the shop's key set, from its `/.well-known/jwks.json`, or several. `now` is for bodies without a time.
    Raises `InvalidSignature`, `InvalidEvent`, and `NotInstalled` without `cryptography`.
    """
    _check(headers, raw_body, [keys] if isinstance(keys, (str, Mapping)) else list(keys))
    told = plain(pick.decoded(raw_body))
    return events(SOURCE, raw_body, [tale for one in _each(told) for tale in _tales(one, present(now))])


def _check(headers: Mapping[str, str], raw_body: bytes, keys: list[Key]) -> None:
    given = header(headers, SIGNATURE) or header(headers, f"x-{SIGNATURE}")
    if "." in given:
        detached_jws.check(given, raw_body, [key for key in keys if isinstance(key, Mapping)])
        return
    shared = secrets(key for key in keys if isinstance(key, str))
    compare(given, [hmac.new(key.encode(), raw_body, hashlib.sha256).hexdigest().encode() for key in shared], SIGNATURE)


def _each(told: Any) -> list[Told]:
    """Plain payloads are lists; a subscription's is an object, within `data` and `event` where a tool wrapped it."""
    for name in ("data", "event"):
        inner = within(told, name)
        told = inner if isinstance(inner, dict) else told
    if isinstance(told, dict):
        return [told]
    if not isinstance(told, list):
        raise InvalidEvent("Saleor sends an object or a list of them.")
    return rows(told)


def _tales(told: Told, now: datetime) -> Iterable[Tale]:
    if "notify_event" in told:
        return _notice(told, now)
    if isinstance(fulfillment := told.get("fulfillment"), dict):
        return _fulfilment(fulfillment, told, now)
    if told.get("type") == "Fulfillment":
        return _fulfilment(told, told, now)
    if isinstance(told.get("order"), dict):
        return order_tales({**told["order"], "meta": first(told, "meta") or {"issued_at": told.get("issued_at")}}, now)
    if isinstance(user := told.get("user"), dict) or told.get("type") == "User":
        return _customer(user if isinstance(user, dict) else told, now)
    if "lines" in told or told.get("type") == "Order":
        return order_tales(told, now)
    if told.keys() <= {"id", "type", "meta"}:
        return []
    raise InvalidEvent("This is no order, fulfillment or customer of Saleor: subscribe this webhook to order events.")


def _notice(told: Told, now: datetime) -> Iterable[Tale]:
    """NOTIFY_USER. What is about accounts carries links that open them: nothing of it is told."""
    payload = told.get("payload")
    order = within(payload, "order")
    if not isinstance(order, dict):
        return
    yield from order_tales({**order, **_noticed(told, payload)}, now)
    if isinstance(fulfillment := within(payload, "fulfillment"), dict):
        lines = rows(within(payload, "physical_lines")) + rows(within(payload, "digital_lines"))
        time = pick.moment(fulfillment.get("created")) or pick.moment(order.get("created")) or now
        yield from parcel(
            {**fulfillment, "lines": lines}, needed(order, "order", "id"), time, pick.text(told["notify_event"])
        )


def _noticed(told: Told, payload: Any) -> Told:
    """What a notice says of an order beside the order's own snapshot."""
    event = told.get("notify_event")
    if event == "order_refund_confirmation":
        return {"total_refunded": within(payload, "amount")}
    if event == "order_canceled":
        return {"status": "canceled"}
    return {"payment_status": "fully charged"} if event == "payment_confirmation" else {}


def _fulfilment(told: Told, beside: Told, now: datetime) -> Iterable[Tale]:
    """A parcel comes with its order, or with the order's id alone."""
    order = next((one for place in (told, beside) if isinstance(one := place.get("order"), dict)), {})
    time = pick.moment(first(told, "created", "created_at")) or now
    if "lines" in order or "total_gross_amount" in order or "total" in order:
        yield from order_tales({key: value for key, value in order.items() if key != "fulfillments"}, now)
    yield from parcel(told, needed(order, "fulfillment's order", "id"), time, pick.text(beside.get("__typename")))


def _customer(told: Told, now: datetime) -> Iterable[Tale]:
    time = (
        pick.moment(within(told, "meta", "issued_at")) or pick.moment(first(told, "updated_at", "date_joined")) or now
    )
    value = Customer(
        id=needed(told, "customer", "id"),
        email=pick.email(told.get("email")),
        name=pick.words(told.get("first_name"), told.get("last_name")),
        language=pick.language(told.get("language_code")),
    )
    yield "customer.updated", value, time
