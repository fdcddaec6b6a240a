"""The customer's own pages."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from examples.shop_demo import customers, orders, parcels
from examples.shop_demo.web.visits import arrive


async def home(request: Request) -> Response:
    shop, visit = await arrive(request)
    if (customer := visit.customer) is None:
        return RedirectResponse("/account/login", status_code=303)
    mine = await shop.database.run(lambda tx: orders.of_customer(tx, customer.id))
    return shop.pages.show(request, visit, "account.html", orders=mine, welcome="welcome" in request.query_params)


async def order(request: Request) -> Response:
    """An order, to the one who placed it; to anybody else there is none."""
    shop, visit = await arrive(request)
    session, number = visit.session, request.path_params["number"]
    found = await shop.database.run(lambda tx: orders.find(tx, session, number)) if session else None
    if found is None:
        raise HTTPException(404)
    thanks = "thanks" in request.query_params
    asked = await shop.telling.asks(found) if thanks else None
    return shop.pages.show(request, visit, "order.html", order=found, thanks=thanks, asked=asked)


async def parcel(request: Request) -> Response:
    """Where a parcel is, to whoever has its number: nothing here says whose it is."""
    shop, visit = await arrive(request)
    found = await shop.database.run(lambda tx: parcels.find(tx, request.path_params["number"]))
    if found is None:
        raise HTTPException(404)
    return shop.pages.show(request, visit, "parcel.html", parcel=found)


async def ask_to_confirm(request: Request) -> Response:
    """A button: programs that look into mails follow links, and must confirm nothing."""
    shop, visit = await arrive(request)
    return shop.pages.show(request, visit, "confirm.html", outcome=None)


async def confirm(request: Request) -> Response:
    shop, visit = await arrive(request)
    confirmation = request.path_params["confirmation"]
    outcome = await shop.database.run(lambda tx: customers.confirm(tx, confirmation))
    return shop.pages.show(request, visit, "confirm.html", status=200 if outcome else 404, outcome=outcome)
