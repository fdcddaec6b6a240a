"""Where the shop's own people say what has become of each order; the demo's clock is moved here too."""

import ipaddress
import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING, cast, get_args
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from examples.shop_demo import fulfilment, orders
from examples.shop_demo.fulfilment import NotNow
from examples.shop_demo.orders import Order
from examples.shop_demo.progress import Step
from examples.shop_demo.web.visits import Visit, arrive, form_of

if TYPE_CHECKING:
    from examples.shop_demo.shop import Shop

PAGE = 20  # orders
HIGHEST = 2**63 - 1
LEAPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "days": timedelta(days=3)}


async def enter(request: Request) -> tuple["Shop", Visit]:
    """A real shop asks for a password here; the demo answers its own machine alone."""
    if request.client is None or not ipaddress.ip_address(request.client.host).is_loopback:
        raise HTTPException(404)
    return await arrive(request)


async def home(request: Request) -> Response:
    shop, visit = await enter(request)
    return await _page(request, shop, visit, before=_number(request.query_params.get("before")))


async def step(request: Request) -> Response:
    shop, visit = await enter(request)
    form, number, now = await form_of(request), request.path_params["number"], shop.settings.now()
    chosen, before = form.get("step"), _number(form.get("before"))
    if chosen not in get_args(Step) or number > HIGHEST:
        raise HTTPException(404)
    taken = cast("Step", chosen)

    def work(tx: sqlite3.Connection) -> Order | None:
        return fulfilment.take(tx, number, taken, at=now)

    try:
        order = await shop.database.run(work)
    except NotNow:
        return await _page(request, shop, visit, before=before, late=number, status=409)
    if order is None:
        raise HTTPException(404)
    shop.telling.step(order, taken, at=now)
    where = urlencode({"done": number} | ({"before": before} if before else {}))
    return RedirectResponse(f"/back-office?{where}#order-{number}", status_code=303)


async def move_time(request: Request) -> Response:
    shop, _ = await enter(request)
    leap, move = LEAPS.get((await form_of(request)).get("by", "")), shop.settings.move_time
    if leap is None or move is None:
        raise HTTPException(404)
    move(leap)
    return RedirectResponse("/back-office", status_code=303)


def _number(typed: str | None) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 19 else None


async def _page(
    request: Request, shop: "Shop", visit: Visit, *, before: int | None, late: int | None = None, status: int = 200
) -> Response:
    found = await shop.database.run(lambda tx: orders.newest_first(tx, before=before or HIGHEST, most=PAGE + 1))
    return shop.pages.show(
        request,
        visit,
        "back_office.html",
        status=status,
        staff=True,
        orders=found[:PAGE],
        before=before or "",
        more=found[PAGE - 1].number if len(found) > PAGE else None,
        late=late,
        done=_number(request.query_params.get("done")),
        now=shop.settings.now(),
        leaps=LEAPS if shop.settings.move_time else (),
    )
