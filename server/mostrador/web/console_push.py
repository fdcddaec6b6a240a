"""Being told of chats while the console sleeps: a browser subscribes, and the worker that shows it what comes."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import push_subscriptions
from mostrador.actions.push_subscriptions import Introduced
from mostrador.desk import Desk
from mostrador.web.console_assets import ConsoleAssets
from mostrador.web.posted import posted
from mostrador.web.sessions import signed_in

WORKER = "js/console/push_worker.js"
WORKER_HEADERS = {
    "Cache-Control": "no-cache",  # its address stays the same, since browsers keep asking there for a newer one
    "Content-Security-Policy": "default-src 'none'",  # it calls nobody and loads nothing
    "X-Content-Type-Options": "nosniff",
}


class Browser(msgspec.Struct, forbid_unknown_fields=True):
    endpoint: str
    p256dh: str
    auth: str


async def worker(request: Request) -> Response:
    """Answer the service worker. It stands right below `/console/`, so that this is the widest scope it can have."""
    assets: ConsoleAssets = request.app.state.console_assets
    return Response(assets.contents[WORKER], media_type="text/javascript", headers=WORKER_HEADERS)


async def subscribe(request: Request) -> Response:
    signed = await signed_in(request)
    sent = await posted(request, Browser)
    await push_subscriptions.subscribe(
        _desk(request), signed.speaker, Introduced(sent.endpoint, sent.p256dh, sent.auth)
    )
    return Response(status_code=204)


async def unsubscribe(request: Request) -> Response:
    signed = await signed_in(request)
    await push_subscriptions.unsubscribe(_desk(request), signed.speaker)
    return Response(status_code=204)


ROUTES = [
    Route("/console/worker.js", worker),
    Route("/console/push", subscribe, methods=["POST"]),
    Route("/console/push/off", unsubscribe, methods=["POST"]),
]


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
