"""What every request passes before its route: the right host, a body of a bearable size, a server that is open."""

from datetime import UTC, datetime, timedelta

import structlog
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mostrador.domain.addresses import Trusted, client_address
from mostrador.errors import Busy, NotFound, Refusal, TooLarge
from mostrador.settings import Settings
from mostrador.web.hosts import EVERYWHERE, Hosts
from mostrador.web.problems import problem

BODY_LIMIT = 256 * 1024  # bytes; the longest message in the longest encoding, several times over
PICTURE_LIMIT = 1024 * 1024 + 4096  # bytes; a logo, and the form around it
EVENTS_LIMIT = 1024 * 1024  # bytes; a hundred orders
LIMITS = {"/console/settings/look/logo": PICTURE_LIMIT, "/api/v1/events": EVENTS_LIMIT}  # where more than text is sent
HOOKS = "/hooks/"  # where shop platforms tell whole orders
WARN_EVERY = timedelta(minutes=1)  # about a proxy that is not trusted: a flood of requests is no flood of lines

log = structlog.get_logger("mostrador.web")


class Counter:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._hosts = Hosts(settings)
        self._trusted = Trusted.parse(settings.trusted_proxies)
        self._warned = datetime.min.replace(tzinfo=UTC)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        refusal = self._refuse(connection)
        if refusal is not None and scope["type"] == "http":
            await problem(refusal)(scope, receive, send)
            return
        if refusal is not None:
            await send({"type": "websocket.close", "code": 4400 + refusal.status - 400, "reason": refusal.code})
            return
        peer = scope.get("client")
        forwarded = ",".join(connection.headers.getlist("x-forwarded-for"))  # some proxies add a line of their own
        client = client_address(peer[0] if peer else None, forwarded, self._trusted)
        scope["state"]["address"] = client.ip
        scope["state"]["address_claimed"] = client.claimed
        if client.claimed:
            self._warn(connection.app.state.clock.now())
        await self.app(scope, _limited(receive, _limit(connection)), send)

    def _refuse(self, connection: HTTPConnection) -> Refusal | None:
        path = _path(connection)
        host = connection.headers.get("host", "")
        if path not in EVERYWHERE and not self._hosts.knows(host):
            return Refusal("This server answers to another name.", code="unknown_host")
        if not self._hosts.serves(host, path):
            return NotFound("There is nothing here.")
        if "\0" in path or b"%00" in connection.scope["query_string"]:  # no database takes it as a part of any text
            return Refusal("The address holds a character that is none.", code="malformed")
        length = connection.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > _limit(connection):
            return _too_large(_limit(connection))
        if connection.app.state.desk is None and path not in EVERYWHERE:
            return Busy(
                "The server is not open: if it is mounted in another app, that app has to run `mostrador.lifespan`.",
                code="not_open",
                retry_after=5,
            )
        return None

    def _warn(self, now: datetime) -> None:
        if now - self._warned >= WARN_EVERY:
            self._warned = now
            log.warning("forwarded_address_not_believed", hint="Name your proxy in trusted_proxies.")


def _limit(connection: HTTPConnection) -> int:
    path = _path(connection)
    return EVENTS_LIMIT if path.startswith(HOOKS) else LIMITS.get(path, BODY_LIMIT)


def _path(connection: HTTPConnection) -> str:
    """The path within the app, wherever it is mounted."""
    path: str = connection.scope["path"]
    return path.removeprefix(connection.scope.get("root_path", ""))


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"At most {limit // 1024} KiB can be sent at once.")


def _limited(receive: Receive, limit: int) -> Receive:
    """Stop reading a body that says it is shorter than it is, or does not say."""
    read = 0

    async def receive_limited() -> Message:
        nonlocal read
        message = await receive()
        if message["type"] == "http.request":
            read += len(message.get("body", b""))
            if read > limit:
                raise _too_large(limit)
        return message

    return receive_limited
