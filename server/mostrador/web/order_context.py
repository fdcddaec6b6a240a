"""What the template of an order is told."""

from datetime import datetime
from typing import Any

from mostrador.actions.orders import Beside, OrderSeen
from mostrador.domain.links import is_web
from mostrador.domain.order import Told
from mostrador.web.money import said
from mostrador.web.pages import Reader

STEPS = ("placed", "paid", "shipped", "delivered")


def beside(found: Beside, reader: Reader) -> dict[str, Any]:
    """The context `orders` of `parts/orders.html`."""
    return {"list": [order(each, reader) for each in found.orders], "named": found.named}


def order(seen: OrderSeen, reader: Reader) -> dict[str, Any]:
    """The context `order` of `parts/order.html`; money is said in the reader's language."""
    found, language = seen.order, reader.language
    snapshot = found.snapshot

    def money(amount: int | None) -> str:
        return "" if amount is None else said(amount, found.currency, language)

    return {
        "id": found.id,
        "number": found.number,
        "status": found.status,
        "total": money(found.total),
        "refunded": money(found.refunded) if found.refunded else "",
        "placed_at": found.placed_at,
        "expected_on": _day(found.expected_on),
        "steps": [{"key": key, "at": at} for key, at in zip(STEPS, _moments(seen), strict=True)],
        "lines": [
            {"name": each["name"], "quantity": each.get("quantity", 1), "total": money(each.get("total"))}
            for each in snapshot.get("items", [])
        ],
        "sums": [
            {"key": key, "text": money(snapshot[key])}
            for key in ("shipping", "discount", "tax")
            if snapshot.get(key) is not None
        ],
        "facts": [{"key": key, "text": snapshot[key]} for key in ("payment", "delivery") if snapshot.get(key)],
        "url": snapshot.get("url", "") if is_web(snapshot.get("url", "")) else "",
        "parcels": [
            {
                "number": each.number,
                "carrier": each.carrier,
                "url": each.url if is_web(each.url) else "",
                "status": each.status,
                "note": each.note,
                "expected_on": _day(each.expected_on),
                "at": each.delivered_at or each.failed_at or each.shipped_at,
            }
            for each in seen.parcels
        ],
        "returns": [
            {"number": each.number, "status": each.status, "reason": each.reason, "at": each.last_at}
            for each in seen.returns
        ],
        "lately": [
            {"what": each.type, "part": each.number, "at": each.at, "note": _note(each)} for each in seen.lately
        ],
        "linked": seen.is_linked,
        "customer": {"name": found.name, "email": found.email},
    }


def _moments(seen: OrderSeen) -> tuple[datetime | None, ...]:
    found = seen.order
    return (found.placed_at, found.paid_at, found.shipped_at, found.delivered_at)


def _day(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text + "T12:00:00+00:00") if text else None


def _note(told: Told) -> str:
    return str(told.body.get("note") or told.body.get("reason") or "")
