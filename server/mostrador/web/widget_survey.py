"""A survey in the shop's own page, in a panel over it, or where a chat has ended: what is shown, what comes back."""

from html import escape
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import (
    lines,
    survey_after,
    survey_gifts,
    survey_here,
    survey_of_order,
    survey_pages,
    visitors,
)
from mostrador.actions.lines import Caller
from mostrador.desk import Desk
from mostrador.domain.shop import Shop
from mostrador.errors import NotFound
from mostrador.web import widget_frame, wire
from mostrador.web.asset import QUICK, Asset
from mostrador.web.assets import WidgetAssets
from mostrador.web.shop_pages import HTML, is_from_shop
from mostrador.web.survey_shown import given, shown
from mostrador.web.visitors import address_of, bearer


class Opened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`language` is the page's."""

    token: str
    language: str = ""


SENT = msgspec.json.Decoder(survey_here.Sent)
OPENED = msgspec.json.Decoder(Opened)
SENT_OF_ORDER = msgspec.json.Decoder(survey_pages.Sent)
WANTED = msgspec.json.Decoder(survey_gifts.Wanted)
SENT_AFTER = msgspec.json.Decoder(survey_after.Sent)
DOCUMENT = """\
<!doctype html>
<html lang="{lang}" data-mode="{mode}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="{base}/survey.css">
<script type="application/json" id="boot">{boot}</script>
<script type="module" src="{base}/survey/frame.js"></script>
<main id="survey" aria-busy="true"></main>
</html>
"""


async def frame(request: Request, shop: Shop, survey: str) -> Response:
    """
    Answer with the survey's document; one that is not asked now takes no room on the page.

    The page's script may ask for one that is over by now: that is nothing to complain of in a shopper's browser.
    Where the page has a token, the frame gets it from there, and asks what that opens.
    """
    desk = _desk(request)
    assets: WidgetAssets = request.app.state.widget_assets
    try:
        page = await survey_here.page(desk, shop, survey, request.query_params.get("lang", ""))
    except NotFound:
        page = None
    told = {
        "boot": visitors.boot(desk, shop.id) if page and is_from_shop(request, shop) else "",
        "shop": shop.id,
        "survey": survey,
        "origins": shop.origins,
        "shown": shown(desk.words, page) if page else None,
    }
    language = page.language if page else shop.language
    is_panel = request.query_params.get("mode") == "panel"
    html = DOCUMENT.format(
        mode="panel" if is_panel else "inline",
        lang=language,
        title=escape(shop.name),
        base=f"{urlsplit(desk.settings.widget).path}/widget/{assets.version}",
        boot=msgspec.json.encode(told).decode().replace("<", "\\u003c"),
    )
    answer = Asset.make(html, HTML, quality=QUICK).answer(request, widget_frame.headers(shop.origins, ""))
    answer.status_code = 200 if page or is_panel else 404
    return answer


async def confirm(request: Request) -> Response:
    await survey_here.confirm(_desk(request), bearer(request), await wire.read(request, SENT))
    return Response(status_code=204, headers=wire.NO_STORE)


async def open_page(request: Request) -> Response:
    """Answer what a token opens, or null: a page that is loaded again has a used one, which is nobody's mistake."""
    desk, opened = _desk(request), await wire.read(request, OPENED)
    try:
        page = await survey_of_order.open_page(desk, opened.token, opened.language)
    except NotFound:
        return wire.answer({"shown": None})
    return wire.answer({"shown": shown(desk.words, page)})


async def confirm_of_order(request: Request) -> Response:
    sent = await wire.read(request, SENT_OF_ORDER)
    await survey_pages.confirm(_desk(request), sent, survey_of_order.PURPOSE)
    return Response(status_code=204, headers=wire.NO_STORE)


async def gift(request: Request) -> Response:
    desk, wanted = _desk(request), await wire.read(request, WANTED)
    return wire.answer(given(desk, await survey_gifts.claim(desk, wanted, survey_of_order.PURPOSE)))


async def offer(request: Request) -> Response:
    """Answer what to ask where a chat has ended: `shown` as in the frame, or null."""
    desk, caller = _desk(request), await _caller(request)
    conversation, language = request.path_params["conversation"], request.query_params.get("lang", "")
    found = await survey_after.offer(desk, caller.speaker, conversation, language)
    asked = shown(desk.words, found.page) if found.page else None
    return wire.answer({"survey": found.id, "shown": asked, "done": found.is_done})


async def confirm_after(request: Request) -> Response:
    sent, caller = await wire.read(request, SENT_AFTER), await _caller(request)
    await survey_after.confirm(_desk(request), caller.speaker, request.path_params["conversation"], sent)
    return Response(status_code=204, headers=wire.NO_STORE)


ROUTES = [
    Route("/widget/api/conversations/{conversation}/survey", offer),
    Route("/widget/api/conversations/{conversation}/survey", confirm_after, methods=["POST"]),
    Route("/widget/api/surveys", confirm, methods=["POST"]),
    Route("/widget/api/surveys/open", open_page, methods=["POST"]),
    Route("/widget/api/surveys/answers", confirm_of_order, methods=["POST"]),
    Route("/widget/api/surveys/gift", gift, methods=["POST"]),
]


async def _caller(request: Request) -> Caller:
    return await lines.visitor(_desk(request), bearer(request), address_of(request))


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
