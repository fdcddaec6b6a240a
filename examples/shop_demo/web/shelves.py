"""What can be looked at without buying."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from examples.shop_demo import catalogue
from examples.shop_demo.web.visits import LANGUAGE_COOKIE, arrive, form_of, shop_of

A_YEAR = 365 * 24 * 3600  # seconds


async def home(request: Request) -> Response:
    shop, visit = await arrive(request)
    return shop.pages.show(request, visit, "home.html", products=catalogue.PRODUCTS)


async def product(request: Request) -> Response:
    shop, visit = await arrive(request)
    found = catalogue.find(request.path_params["slug"])
    if found is None:
        raise HTTPException(404)
    others = [other for other in catalogue.PRODUCTS if other is not found][:4]
    return shop.pages.show(request, visit, "product.html", product=found, others=others, error=None)


async def contact(request: Request) -> Response:
    shop, visit = await arrive(request)
    return shop.pages.show(request, visit, "contact.html")


async def privacy(request: Request) -> Response:
    shop, visit = await arrive(request)
    return shop.pages.show(request, visit, "privacy.html")


async def language(request: Request) -> Response:
    """Keep the language that was picked, and go back to the page."""
    form = await form_of(request)
    back = RedirectResponse(_local(form.get("back", "")), status_code=303)
    if form.get("language") in shop_of(request).languages:
        back.set_cookie(LANGUAGE_COOKIE, form["language"], max_age=A_YEAR, httponly=True, samesite="lax")
    return back


def _local(path: str) -> str:
    """The path if it stays in the shop: `//elsewhere` and `/\\elsewhere` do not."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"
