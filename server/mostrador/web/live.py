"""`/live`: the handshake of a line. A shopper says hello with a token, an agent with a cookie and the CSRF token."""

import asyncio
import hmac
from typing import Any

import msgspec
import structlog
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from mostrador.actions import lines, visitors
from mostrador.actions.lines import Caller
from mostrador.desk import Desk
from mostrador.domain import addresses
from mostrador.domain.session import digest
from mostrador.errors import Forbidden, Refusal, Unauthenticated
from mostrador.web import cookies
from mostrador.web import live_wire as wire
from mostrador.web.live_line import HangUp, Line, receive
from mostrador.web.own_origin import origin_of
from mostrador.web.sessions import csrf_token

HELLO_WITHIN = 5.0  # seconds
CLOSE_WITHIN = 5.0  # seconds for a goodbye; whoever reads nothing does not take that in either

log = structlog.get_logger("mostrador.live")


async def line(socket: WebSocket) -> None:
    if wire.PROTOCOL not in socket.scope["subprotocols"]:
        await socket.close(wire.MALFORMED, "subprotocol")
        return
    await socket.accept(wire.PROTOCOL)
    try:
        end = await _serve(socket)
    except WebSocketDisconnect:
        return
    except HangUp as hang_up:
        end = hang_up
    except Refusal as refusal:
        end = HangUp(wire.OF_REFUSALS.get(refusal.status, wire.MALFORMED), refusal.code)
    if end.code != 1000:
        await _close(socket, end)


async def _serve(socket: WebSocket) -> HangUp:
    state = socket.app.state
    desk: Desk = state.desk
    with desk.connections.counted(addresses.network(socket.state.address)):
        hello = await _hello(socket, desk)
        caller = await _caller(socket, desk, hello)
        with desk.connections.counted_for(caller.speaker.id):
            epoch = await lines.epoch(desk)
            after = dict(hello.after) if hello.epoch == epoch else dict.fromkeys(hello.after, 0)
            return await Line(desk, state.reads, state.pulse, socket, caller, epoch).run(after)


async def _hello(socket: WebSocket, desk: Desk) -> wire.Hello:
    """The first frame. Raises `HangUp` for one that is late or something else."""
    heard = asyncio.Event()

    async def hear() -> str:
        try:
            return await receive(socket)
        finally:
            heard.set()

    hearing = asyncio.create_task(hear())
    if not await desk.clock.wait(heard, HELLO_WITHIN):
        hearing.cancel()
        raise HangUp(wire.SILENT, "no_hello")
    try:
        frame = wire.DECODER.decode(await hearing)
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError):
        raise HangUp(wire.MALFORMED, "malformed") from None
    if not isinstance(frame, wire.Hello):
        raise HangUp(wire.MALFORMED, "no_hello")
    return frame


async def _caller(socket: WebSocket, desk: Desk, hello: wire.Hello) -> Caller:
    """Who is on the line. A token is judged without looking at cookies; a cookie needs our own page behind it."""
    address: str = socket.state.address
    if hello.token:
        return await lines.visitor(desk, visitors.digest(hello.token), address)
    session = cookies.read(socket, cookies.SESSION)
    if session is None:
        raise Unauthenticated("Say who you are.")
    mark = digest(session)
    is_ours = socket.headers.get("origin") == origin_of(desk.settings.console)
    if not is_ours or not hmac.compare_digest(hello.csrf.encode(), csrf_token(desk, mark).encode()):
        raise Forbidden("This can only be done from our own pages.", code="origin_refused")
    return await lines.agent(desk, mark, address)


async def _close(socket: WebSocket, end: HangUp) -> None:
    """Say why. A client that does not even take that in is left to the server's own patience."""
    try:
        async with asyncio.timeout(CLOSE_WITHIN):
            await socket.close(end.code, end.reason)
    except (RuntimeError, WebSocketDisconnect, OSError):  # a TimeoutError is an OSError
        log.debug("line_gone", code=end.code)


ROUTES: list[Any] = [WebSocketRoute("/live", line)]
