"""Whether the server is alive, whether it can serve, and how it is doing."""

import hmac
from ipaddress import ip_address

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from mostrador.desk import Desk
from mostrador.errors import NotFound


async def alive(_request: Request) -> Response:
    return PlainTextResponse("alive\n", headers={"Cache-Control": "no-store"})


async def ready(request: Request) -> Response:
    """Say whether the database answers; a server that is not open yet, or no longer, is not ready."""
    desk: Desk | None = request.app.state.desk
    headers = {"Cache-Control": "no-store"}
    if desk is None:
        return PlainTextResponse("not open\n", 503, headers)
    try:
        await desk.db.read(lambda tx: tx.execute(text("SELECT 1")).scalar_one())
    except Exception:  # whatever it is, we cannot serve; the log has it where it is used
        return PlainTextResponse("no database\n", 503, headers)
    return PlainTextResponse("ready\n", headers=headers)


async def metrics(request: Request) -> Response:
    """Prometheus figures, on loopback or with the token; 404 for anybody else."""
    token = request.app.state.settings.metrics_token
    offered = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not (token and hmac.compare_digest(token.encode(), offered.encode())) and not _on_loopback(request):
        raise NotFound("There is nothing here.")
    registry = request.app.state.metrics.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _on_loopback(request: Request) -> bool:
    if request.state.address_claimed:
        return False
    try:
        return ip_address(request.state.address).is_loopback
    except ValueError:
        return False
