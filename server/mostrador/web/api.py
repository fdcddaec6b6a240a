"""The API of shops' servers: every operation in one table, of which the routes and the OpenAPI document are made."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.settings import Settings
from mostrador.web import api_conversations, api_customers, api_events, api_surveys, api_webhooks, openapi
from mostrador.web.api_operation import PREFIX, Operation

OPERATIONS: tuple[Operation[Any], ...] = (
    *api_events.OPERATIONS,
    *api_conversations.OPERATIONS,
    *api_customers.OPERATIONS,
    *api_surveys.OPERATIONS,
    *api_webhooks.OPERATIONS,
)


def routes(settings: Settings) -> list[Route]:
    return [*(operation.route() for operation in OPERATIONS), _document(settings)]


def _document(settings: Settings) -> Route:
    """The document itself: it says nothing of any shop, so it needs no key."""
    said = msgspec.json.encode(openapi.document(OPERATIONS, url=settings.public_url.rstrip("/")))

    async def answer(_request: Request) -> Response:
        return Response(said, media_type="application/json", headers={"Cache-Control": "no-cache"})

    return Route(f"{PREFIX}/openapi.json", answer)
