"""The link by which somebody is asked nothing any more: a GET shows a button, a POST obeys (RFC 8058)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import opt_outs
from mostrador.desk import Desk
from mostrador.errors import NotFound
from mostrador.web import letter_pages
from mostrador.web.assets import WidgetAssets
from mostrador.web.pages import Pages, Reader


async def ask(request: Request) -> Response:
    """The same for every token, good or not: who only follows links learns and changes nothing."""
    return _page(request, _stranger(request), "ask", shop="")


async def obey(request: Request) -> Response:
    """
    Do it, for a click on the page's button and for a mail program's own.

    That one sends no Origin and no cookie; the token, which serves nothing else, is all that it needs to show.
    """
    desk: Desk = request.app.state.desk
    try:
        done = await opt_outs.unsubscribe(desk, request.path_params["token"])
    except NotFound:
        return _page(request, _stranger(request), "over", shop="", status=404)
    return _page(request, Reader(desk.words.choose(done.language)), "done", shop=done.shop)


ROUTES = [
    Route("/u/{token}", ask),
    Route("/u/{token}", obey, methods=["POST"]),
]


def _stranger(request: Request) -> Reader:
    pages: Pages = request.app.state.pages
    return pages.stranger(request)


def _page(request: Request, reader: Reader, state: str, *, shop: str, status: int = 200) -> Response:
    assets: WidgetAssets = request.app.state.widget_assets
    style = f"../s/static/{assets.version}/survey.css"
    context = {"state": state, "shop": shop, "style": style}
    return letter_pages.show(request, "survey/unsubscribe.html", reader, context, form_action="'self'", status=status)
