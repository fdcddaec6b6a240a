"""The floor of the live wire: a bare Starlette socket that inserts one row in grouped FULL commits and fans out."""

import json
from collections import defaultdict

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bench.floor import lifespan

ROOMS: defaultdict[str, set[WebSocket]] = defaultdict(set)


async def chat(socket: WebSocket) -> None:
    """In the room: writes, and hears what anybody writes."""
    await socket.accept()
    room = ROOMS[socket.path_params["room"]]
    room.add(socket)
    try:
        await _take(socket)
    finally:
        room.discard(socket)


async def write(socket: WebSocket) -> None:
    """Writes into a room, and hears nothing of it."""
    await socket.accept()
    await _take(socket)


async def _take(socket: WebSocket) -> None:
    name = socket.path_params["room"]
    try:
        while True:
            text = await socket.receive_text()
            said = json.loads(text)
            await socket.app.state.writer.insert((name, said["key"], said["text"]))
            for other in list(ROOMS[name]):
                await other.send_text(text)
    except WebSocketDisconnect:
        return


app = Starlette(
    routes=[WebSocketRoute("/room/{room}", chat), WebSocketRoute("/writer/{room}", write)], lifespan=lifespan
)
