"""A small server that shows every state of the console under its real headers."""

import asyncio
from datetime import datetime

from console_samples import NOW
from console_states import CONSOLE, FRAGMENTS
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mostrador.web.console_assets import ConsoleAssets
from mostrador.web.pages import Pages, Reader, is_partial
from mostrador.words import Words


class StoppedClock:
    """It is always twenty to ten on a Monday in September."""

    def now(self) -> datetime:
        return NOW

    async def sleep(self, seconds: float) -> None: ...

    async def wait(self, event: object, seconds: float) -> bool:
        return False


def stage() -> Starlette:
    assets = ConsoleAssets.gather()
    pages = Pages(Words.load(), StoppedClock(), assets)

    def reader(request: Request) -> Reader:
        from zoneinfo import ZoneInfo

        return Reader(request.query_params.get("lang", "es"), ZoneInfo("Europe/Madrid"), csrf="a-token")

    async def state(request: Request) -> Response:
        shown = CONSOLE[request.path_params["name"]]
        return pages.show(request, shown.template, reader(request), shown.context, status=shown.status)

    async def fragment(request: Request, name: str) -> Response:
        shown = FRAGMENTS[name]
        return pages.show(request, shown.template, reader(request), shown.context)

    async def rows(request: Request) -> Response:
        return await fragment(request, "rows" if is_partial(request) else "rows")

    async def conversation(request: Request) -> Response:
        return await fragment(request, "conversation")

    async def news(request: Request) -> Response:
        await asyncio.sleep(25)
        return JSONResponse({"after": "1", "conversations": []})

    return Starlette(
        routes=[
            Route("/console/static/{version}/{path:path}", assets.serve),
            Route("/console/state/{name}", state),
            Route("/console/news", news),
            Route("/console/inbox/{view}", rows),
            Route("/console/conversations/{id}", conversation),
            Route("/console/conversations/{id}/{act}", conversation, methods=["POST"]),
        ]
    )
