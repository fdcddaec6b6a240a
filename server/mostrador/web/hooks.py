"""`POST /hooks/…`: where a shop's platform tells what happens there."""

from collections import Counter

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import hooks
from mostrador.actions.hooks import Came
from mostrador.web import wire
from mostrador.web.visitors import address_of


async def take(request: Request) -> Response:
    """200 with how much was new; what came before, and a ping, are fine too."""
    came = Came(dict(request.headers), await request.body(), address_of(request))
    results = await hooks.take(request.app.state.desk, request.path_params["path"], came)
    counts = Counter(each.result for each in results)
    return wire.answer({name: counts[name] for name in ("accepted", "duplicate", "refused")})


ROUTES = [Route("/hooks/{path}", take, methods=["POST"])]
