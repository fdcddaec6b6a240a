"""What a shop's page loads: the loader, the frame's document, and the files that this document needs."""

from hashlib import sha256
from urllib.parse import urlsplit

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import counter, own_orders, sightings, visitors
from mostrador.desk import Desk
from mostrador.domain import hours
from mostrador.domain.shop import Shop
from mostrador.errors import Forbidden
from mostrador.web import live_shapes, widget_frame, widget_survey, wire
from mostrador.web.asset import QUICK, Asset
from mostrador.web.assets import WidgetAssets
from mostrador.web.shop_pages import HTML, is_from_shop, origin
from mostrador.web.widget_frame import Standing

FRESH = 300  # seconds; a shop's new colour is on its pages five minutes later


async def loader(request: Request) -> Response:
    """Answer `/widget.js?shop=…`: the loader with the shop's own look inside."""
    desk, assets = _desk(request), _assets(request)
    shop = await desk.shop(request.query_params.get("shop", ""))
    asset = assets.loader_for(widget_frame.loader_config(assets, shop, desk.settings.widget))
    etag = f'"{sha256(asset.content).hexdigest()[:16]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": f"public, max-age={FRESH}",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    known = request.headers.get("if-none-match", "").removeprefix("W/") == etag
    answer = Response(status_code=304, headers=headers) if known else asset.answer(request, headers)
    answer.background = _sighting(request, shop)
    return answer


async def survey_panel(request: Request) -> Response:
    """Answer `/widget/survey.js`: what the loader fetches, as a module of another site's, when a page asks a survey."""
    headers = {"Cache-Control": f"public, max-age={FRESH}", "Access-Control-Allow-Origin": "*"}
    return _assets(request).survey_panel().answer(request, headers)


async def frame(request: Request) -> Response:
    """Answer `/widget/frame/{shop}`, inside the shop's own pages and nowhere else."""
    desk, assets = _desk(request), _assets(request)
    if request.headers.get("sec-fetch-dest", "iframe") != "iframe":
        raise Forbidden("This page lives inside the shop's own pages.", code="frame_only")
    shop = await desk.shop(request.path_params["shop"])
    if survey := request.query_params.get("survey"):
        return await widget_survey.frame(request, shop, survey)
    spoken = assets.words.spoken(_languages(shop))
    wanted = request.query_params.get("lang", "")
    html = widget_frame.document(
        assets,
        shop,
        base=urlsplit(desk.settings.widget).path,
        boot=visitors.boot(desk, shop.id) if is_from_shop(request, shop) else "",
        lang=wanted if wanted in spoken else spoken[0],
        mode="inline" if request.query_params.get("mode") == "inline" else "panel",
        standing=await _standing(desk, shop),
        orders=await own_orders.are_told(desk, shop.id),
    )
    headers = widget_frame.headers(shop.origins, origin(desk.settings.widget.replace("http", "ws", 1)))
    # Compressed although it holds a token: nobody else's words are in it, so its length tells nothing of that.
    answer = Asset.make(html, HTML, quality=QUICK).answer(request, headers)
    answer.background = _sighting(request, shop)
    return answer


async def standing(request: Request) -> Response:
    """Answer `/widget/api/standing?shop=…`: what the document of a frame that was opened long ago said then."""
    desk = _desk(request)
    shop = await desk.shop(request.query_params.get("shop", ""))
    return wire.answer(await _standing(desk, shop))


async def asset(request: Request) -> Response:
    """Answer `/widget/{version}/{path}`."""
    return _assets(request).serve(request)


ROUTES = [
    Route("/widget.js", loader),
    Route("/widget/survey.js", survey_panel),
    Route("/widget/frame/{shop}", frame),
    Route("/widget/api/standing", standing),
    Route("/widget/{version}/{path:path}", asset),
]


async def _standing(desk: Desk, shop: Shop) -> Standing:
    profile, now = shop.profile, desk.clock.now()
    # In a thread: a country's holidays take most of a second the first time.
    promise = await run_in_threadpool(hours.answer_by, profile.hours, profile.time_zone, now)
    return Standing(promise, live_shapes.counter(await counter.standing(desk, shop.id)))


def _sighting(request: Request, shop: Shop) -> BackgroundTask | None:
    came_from = origin(request.headers.get("referer", ""))
    return BackgroundTask(sightings.note, _desk(request), shop.id, came_from) if came_from in shop.origins else None


def _languages(shop: Shop) -> tuple[str, ...]:
    return shop.profile.languages


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _assets(request: Request) -> WidgetAssets:
    assets: WidgetAssets = request.app.state.widget_assets
    return assets
