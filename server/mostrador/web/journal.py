"""A request's id, and one line in the log for each answer: by route, never by raw path."""

import re
import time

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mostrador.gateways.chance import Chance

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
QUIET = {"/healthz", "/readyz", "/metrics"}

log = structlog.get_logger("mostrador.web")


class Journal:
    """Give each request an id; count and log the answer's route, status and duration."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._chance = Chance()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        request = Request(scope) if scope["type"] == "http" else None
        offered = request.headers.get("x-request-id", "") if request else ""
        request_id = offered if REQUEST_ID.fullmatch(offered) else self._chance(8).hex()
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        began, status = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception:  # whatever the app let through: it is answered further out, once this line is written
            status = 500
            raise
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            seconds = time.perf_counter() - began
            metrics = scope["app"].state.metrics
            metrics.requests.labels(scope.get("method", "WEBSOCKET"), route, status).inc()
            metrics.seconds.labels(route).observe(seconds)
            if route not in QUIET:
                log.info(
                    "request",
                    request_id=request_id,
                    method=scope.get("method", "WEBSOCKET"),
                    route=route,
                    status=status,
                    milliseconds=round(seconds * 1000, 1),
                )
