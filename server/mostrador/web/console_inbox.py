"""The inbox and search: lists of conversations that stay alive."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import campaigns, customers, inbox
from mostrador.desk import Desk
from mostrador.domain import hours
from mostrador.domain.shop import Shop
from mostrador.errors import Invalid, NotFound
from mostrador.storage.inbox import PAGE, VIEWS, Position, Row, Shelf, View
from mostrador.storage.orders import Order
from mostrador.storage.types import EPOCH, MICROSECOND
from mostrador.web.console_shell import shell
from mostrador.web.money import said
from mostrador.web.pages import Pages, is_partial
from mostrador.web.sessions import SignedIn, signed_in
from mostrador.words import Words

LONGEST_QUERY = 200  # characters
ROWS, MORE = "div#rows", "li#more"  # what htmx says it will fill


async def show(request: Request) -> Response:
    """Answer a view: the whole page, its rows again, or the rows of its next page."""
    signed = await signed_in(request)
    shelf = shelf_of(request.path_params["view"], request.query_params.get("department"))
    pages: Pages = request.app.state.pages
    listed = await listing(request, signed, shelf)
    context: dict[str, Any] = {"list": listed, "setup": None, "conversation": None}
    target = request.headers.get("hx-target") if is_partial(request) else None
    if target == MORE:
        return pages.show(request, "console/parts/inbox_rows.html", signed.reader, {**context, "continued": True})
    context["shell"] = await shell(request, signed, shelf.department or shelf.view)
    if target == ROWS:
        return pages.show(request, "console/parts/inbox_rows.html", signed.reader, {**context, "oob": True})
    if not listed["rows"]:
        context["setup"] = await _setup(request, signed)
    known = await campaigns.running(_desk(request), signed.speaker)
    context["campaigns"] = [each for each in known if not each.products]
    return pages.show(request, "console/inbox.html", signed.reader, context)


async def search(request: Request) -> Response:
    """Answer what was found, or the next page of it."""
    signed = await signed_in(request)
    desk, pages = _desk(request), cast("Pages", request.app.state.pages)
    typed = request.query_params.get("q", "").strip()[:LONGEST_QUERY]
    before = _number(request.query_params.get("before"))
    found = await inbox.find(desk, signed.speaker, typed, before) if typed else inbox.Found((), None)
    orders = await customers.find_orders(desk, signed.speaker, typed) if typed and before is None else []
    address = pages.to("/search?" + urlencode({"q": typed}))
    context: dict[str, Any] = {
        "list": {
            "view": "search",
            "title": None,
            "department": None,
            "rows": [
                {**row(hit.row, signed.shop, desk.clock.now()), "hit": hit.excerpt, "where": hit.where}
                for hit in found.hits
            ],
            "more": f"{address}&before={found.more}" if found.more is not None else None,
            "selected": None,
            "query": typed,
            "address": address,
        },
        "orders": [found_order(each, signed.reader.language) for each in orders],
        "total": len(orders) + len(found.hits) if found.more is None and before is None else None,
        "conversation": None,
        "setup": None,
    }
    target = request.headers.get("hx-target") if is_partial(request) else None
    if target in {ROWS, MORE}:
        continued = target == MORE
        return pages.show(request, "console/parts/inbox_rows.html", signed.reader, {**context, "continued": continued})
    context["shell"] = await shell(request, signed, "search")
    return pages.show(request, "console/search.html", signed.reader, context)


async def listing(request: Request, signed: SignedIn, shelf: Shelf, selected: str | None = None) -> dict[str, Any]:
    """The context `list` of `parts/list.html`, by what the address asks for."""
    pages: Pages = request.app.state.pages
    query = request.query_params if "view" in request.path_params else {}
    after = position(query.get("after"))
    now = _desk(request).clock.now()
    page = await inbox.page(_desk(request), signed.speaker, shelf, after, max(PAGE, _number(query.get("rows")) or 0))
    address = f"/inbox/{shelf.view}"
    department = {"department": shelf.department} if shelf.department else {}
    more = {**department, "after": cursor(page.more)} if page.more else None
    return {
        "view": shelf.view,
        "title": page.department or _title(request, signed, shelf.view),
        "department": shelf.department,
        "rows": [row(each, signed.shop, now) for each in page.rows],
        "more": pages.to(f"{address}?{urlencode(more)}") if more else None,
        "selected": selected,
        "query": "",
        "address": pages.to(f"{address}?{urlencode(department)}" if department else address),
    }


def shelf_of(name: str, department: str | None = None) -> Shelf:
    """The shelf that an address names: a view's key or a department's id. Raises `NotFound`."""
    if name.startswith("dep_") and name.isprintable():
        return Shelf("open", name)
    if name not in VIEWS:
        raise NotFound("There is no such view.")
    return Shelf(name, department or None)


def row(found: Row, shop: Shop, now: datetime) -> dict[str, Any]:
    """A row as `parts/inbox_rows.html` expects it."""
    waits = found.waiting_since if found.status == "open" and not found.quarantined else None
    due = hours.answer_by(shop.profile.hours, shop.profile.time_zone, waits) if waits else None
    return {
        "id": found.id,
        "code": found.code,
        "name": found.name,
        "subject": found.subject,
        "preview": found.preview,
        "customer": found.customer,
        "when": found.last_at,
        "unread": found.unread,
        "status": found.status,
        "snoozed_until": found.snoozed_until,
        "channel": found.channel,
        "tags": found.tags,
        "department": found.department,
        "assignee": {"id": found.assignee[0], "name": found.assignee[1]} if found.assignee else None,
        "priority": found.priority,
        "waiting_since": found.waiting_since,
        "due": due,
        "late": due is not None and due < now,
        "quarantine_reasons": found.reasons,
        "hit": "",
    }


def found_order(found: Order, language: str) -> dict[str, Any]:
    """An order among what search found, as `search.html` expects it."""
    return {
        "id": found.id,
        "number": found.number,
        "name": found.name or found.email,
        "total": said(found.total, found.currency, language),
        "status": found.status,
        "at": found.placed_at,
    }


def cursor(at: Position) -> str:
    return f"{(at.at - EPOCH) // MICROSECOND}.{at.id}"


def position(said: str | None) -> Position | None:
    """Read a cursor. Raises `Invalid` for what is none."""
    if not said:
        return None
    number, _, id = said.partition(".")
    if not (number.isdecimal() and number.isascii() and len(number) <= 16 and id):
        raise Invalid("That is no place in a list.", code="cursor_invalid")
    return Position(EPOCH + int(number) * MICROSECOND, id)


ROUTES = [Route("/console/inbox/{view}", show), Route("/console/search", search)]


def _title(request: Request, signed: SignedIn, view: View) -> str:
    words: Words = request.app.state.words
    return words.in_language(signed.reader.language)(f"view.{view}")


async def _setup(request: Request, signed: SignedIn) -> Mapping[str, Any] | None:
    """What an empty counter shows first: the script tag, and whether the shop's pages have called yet."""
    desk = _desk(request)
    beginning = await inbox.beginning(desk, signed.speaker)
    if beginning is None:
        return None
    return {
        "script_tag": f'<script src="{desk.settings.widget}/widget.js?shop={signed.shop.id}" async></script>',
        "demo_url": None,
        "heard": {"at": beginning.heard[0], "origin": beginning.heard[1]} if beginning.heard else None,
    }


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isdecimal() and said.isascii() and len(said) < 18 else None


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
