"""What is public of a draw: a page that anybody reads without a script, and the entries as they were hashed."""

import shlex
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mostrador.actions import draw_pages
from mostrador.desk import Desk
from mostrador.domain import survey
from mostrador.errors import NotFound
from mostrador.web import letter_pages
from mostrador.web.assets import WidgetAssets
from mostrador.web.pages import Pages, Reader

SORTED = (
    "import hashlib, sys; "
    'print(*sorted(open("entries.txt").read().split(), '
    'key=lambda e: hashlib.sha256((sys.argv[1] + "\\n" + e).encode()).hexdigest())[:{winners}], sep="\\n")'
)
FIXED = {  # they never change
    "Cache-Control": "public, max-age=86400",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}


async def page(request: Request) -> Response:
    """The same for everybody who asks, in the language of their browser."""
    desk, reader = _desk(request), _stranger(request)
    try:
        found = await draw_pages.read(desk, request.path_params["draw"])
    except NotFound:
        return _page(request, reader, {"shop": "", "draw": None}, status=404)
    shop, draw = found.shop, found.draw
    context = {
        "shop": shop.name,
        "draw": draw,
        "winners": found.winners,
        "is_late": found.is_late,
        "terms": survey.said(draw.incentive.terms, reader.language, shop.language),
        "zone": shop.profile.time_zone,
        "checks": _checks(draw.seed, draw.incentive.winners),
    }
    return _page(request, Reader(reader.language, ZoneInfo(shop.profile.time_zone)), context)


async def entries(request: Request) -> Response:
    """The bytes of which the published hash is."""
    return PlainTextResponse(await draw_pages.entries(_desk(request), request.path_params["draw"]), headers=FIXED)


ROUTES = [
    Route("/s/draw/{draw}", page),
    Route("/s/draw/{draw}/entries.txt", entries),
]


def _checks(seed: str | None, winners: int) -> str:
    """The line that says who has won, for a shell beside the list of entries."""
    return f"python3 -c {shlex.quote(SORTED.format(winners=winners))} {shlex.quote(seed or '…')}"


def _page(request: Request, reader: Reader, context: dict[str, Any], *, status: int = 200) -> Response:
    assets: WidgetAssets = request.app.state.widget_assets
    base = urlsplit(_desk(request).settings.public_url).path
    style = f"{base}/s/static/{assets.version}/draw.css"
    return letter_pages.show(request, "survey/draw.html", reader, {**context, "style": style}, status=status)


def _stranger(request: Request) -> Reader:
    pages: Pages = request.app.state.pages
    return pages.stranger(request)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
