"""A customer's timeline and an order, each on a page of its own."""

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import customers
from mostrador.storage.timeline import Entry
from mostrador.storage.types import EPOCH, MICROSECOND
from mostrador.web import order_context
from mostrador.web.console_shell import shell
from mostrador.web.money import said
from mostrador.web.pages import Pages
from mostrador.web.sessions import SignedIn, signed_in

LONGEST_CURSOR = 17  # digits of a moment in microseconds: until the year 5138


async def show(request: Request) -> Response:
    """Answer a customer's timeline, or what is older than the moment `before`."""
    signed, pages = await signed_in(request), _pages(request)
    before = _moment(request.query_params.get("before", ""))
    found = await customers.open(request.app.state.desk, signed.speaker, request.path_params["customer"], before)
    customer = found.customer
    more = f"/customers/{customer.id}?before={(found.more - EPOCH) // MICROSECOND}" if found.more else None
    context = {
        "shell": await shell(request, signed, "search"),
        "customer": {
            "id": customer.id,
            "name": customer.name,
            "email": customer.email or customer.claimed_email or "",
            "state": "identified" if customer.external_id else "proven" if customer.email else "claimed",
            "since": customer.created_at,
        },
        "entries": [_entry(each, request, signed) for each in found.entries],
        "more": pages.to(more) if more else None,
    }
    return pages.show(request, "console/customer.html", signed.reader, context)


async def show_order(request: Request) -> Response:
    """Answer an order with all that belongs to it."""
    signed, pages = await signed_in(request), _pages(request)
    found = await customers.open_order(request.app.state.desk, signed.speaker, request.path_params["order"])
    context = {
        "shell": await shell(request, signed, "search"),
        "order": order_context.order(found.seen, signed.reader),
        "owner": {"id": found.customer.id, "name": found.customer.name} if found.customer else None,
        "conversations": [{"id": id, "code": code, "subject": subject} for id, code, subject in found.conversations],
    }
    return pages.show(request, "console/order.html", signed.reader, context)


def _entry(entry: Entry, request: Request, signed: SignedIn) -> dict[str, Any]:
    t = request.app.state.words.in_language(signed.reader.language)
    place = "conversations" if entry.kind in {"conversation", "survey"} else "orders"
    if entry.kind == "conversation":
        title, text = entry.title or entry.part, t(f"status.{entry.status}")
    elif entry.kind == "survey":
        title, text = entry.title, t(f"timeline.{entry.status}") + (f": {entry.part}" if entry.part else "")
    elif entry.kind == "order":
        total = said(entry.total or 0, entry.currency, signed.reader.language)
        title, text = t("order.number", number=entry.title), f"{total} · {t(f'order.status.{entry.status}')}"
    else:
        what = {"parcel": "shipment", "return": "return"}[entry.kind]
        title, text = t(f"order.what.{what}.{entry.status}", number=entry.title, part=entry.part), ""
    return {
        "kind": entry.kind,
        "at": entry.at,
        "title": title,
        "text": text,
        "address": _pages(request).to(f"/{place}/{entry.id}") if entry.id else None,
    }


def _moment(text: str) -> datetime | None:
    """A moment in microseconds since 1970; what is none is as if it were not there."""
    if not text.isascii() or not text.isdecimal() or len(text) > LONGEST_CURSOR:
        return None
    return EPOCH + int(text) * MICROSECOND


def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


ROUTES = [
    Route("/console/customers/{customer}", show),
    Route("/console/orders/{order}", show_order),
]
