"""The page behind a survey's link: a GET shows it and records nothing; what counts is what a person confirms."""

from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import survey_gifts, survey_pages
from mostrador.desk import Desk
from mostrador.web import letter_pages, wire
from mostrador.web.assets import WidgetAssets
from mostrador.web.own_origin import require_own_origin
from mostrador.web.pages import Pages
from mostrador.web.survey_shown import given, shown


class Token(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: str


TOKEN = msgspec.json.Decoder(Token)
SENT = msgspec.json.Decoder(survey_pages.Sent)
WANTED = msgspec.json.Decoder(survey_gifts.Wanted)


async def page(request: Request) -> Response:
    """The same for everybody: token and score stand in the fragment, which no browser sends."""
    pages: Pages = request.app.state.pages
    assets: WidgetAssets = request.app.state.widget_assets
    desk, reader = _desk(request), pages.stranger(request)
    base = urlsplit(desk.settings.public_url).path
    at = f"{base}/s/static/{assets.version}"
    words = desk.words.in_language(reader.language).under("survey.page")
    boot = {"api": f"{base}/s/api/", "lang": reader.language, "words": words, "preview": None}
    context = {"boot": boot, "script": f"{at}/survey/main.js", "style": f"{at}/survey.css"}
    return letter_pages.show(request, "survey/page.html", reader, context)


async def open_page(request: Request) -> Response:
    _require_own_page(request)
    desk = _desk(request)
    opened = await survey_pages.open_page(desk, (await wire.read(request, TOKEN)).token)
    return wire.answer(shown(desk.words, opened))


async def confirm(request: Request) -> Response:
    _require_own_page(request)
    await survey_pages.confirm(_desk(request), await wire.read(request, SENT))
    return Response(status_code=204, headers=wire.NO_STORE)


async def claim(request: Request) -> Response:
    _require_own_page(request)
    desk = _desk(request)
    return wire.answer(given(desk, await survey_gifts.claim(desk, await wire.read(request, WANTED))))


async def serve(request: Request) -> Response:
    """The page's own code and styles, from its own host."""
    assets: WidgetAssets = request.app.state.widget_assets
    return assets.serve(request)


ROUTES = [
    Route("/s/", page),
    Route("/s/static/{version}/{path:path}", serve),
    Route("/s/api/open", open_page, methods=["POST"]),
    Route("/s/api/answers", confirm, methods=["POST"]),
    Route("/s/api/gift", claim, methods=["POST"]),
]


def _require_own_page(request: Request) -> None:
    require_own_origin(request, _desk(request).settings.public_url)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
