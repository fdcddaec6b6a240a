"""
Starlette and FastAPI: the site's client in the lifespan, a route for webhooks, and one for identity tokens.

    support = AsyncMostrador("https://help.shop.example", api_key=…)

    @asynccontextmanager
    async def lifespan(app):
        async with support:
            yield {"support": support}

    app = Starlette(lifespan=lifespan, routes=[webhook_route("/hooks/mostrador", receiver)])

A receiver is an ASGI application: in FastAPI, `app.router.routes.append(webhook_route(…))`.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from mostrador_sdk.errors import NotInstalled
from mostrador_sdk.support import Support
from mostrador_sdk.webhooks import WebhookReceiver

try:
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route
except ImportError as error:
    raise NotInstalled("Starlette is not installed: pip install mostrador-sdk[starlette]") from error

Person = Callable[[Request], Awaitable[dict[str, Any] | None]]


def webhook_route(path: str, receiver: WebhookReceiver) -> Route:
    """The route on which Mostrador's webhooks arrive."""
    return Route(path, receiver, methods=["POST"], name="mostrador_webhook")


def identity_route(path: str, support: Support, person: Person) -> Route:
    """
    A route that says who is logged in, to be reached by POST by the page's own script.

    `person` gives what `identity_token` takes, at least `sub`, or None where nobody is logged in, which answers 403.
    """

    async def identity(request: Request) -> Response:
        who = await person(request)
        if who is None:
            return PlainTextResponse("Nobody is logged in.", 403)
        return PlainTextResponse(support.identity_token(**who), headers={"Cache-Control": "no-store"})

    return Route(path, identity, methods=["POST"], name="mostrador_identity")
