"""The floor of the live wire: a bare Starlette socket that inserts one row in grouped FULL commits and fans out."""

import json
from collections import defaultdict

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bench.floor import lifespan

ROOMS: defaultdict[str, set[WebSocket]] = defaultdict(set)


async def chat(socket: WebSocket) -> None:
    await socket.accept()
    room = ROOMS[socket.path_params["room"]]
    room.add(socket)
    try:
        while True:
            text = await socket.receive_text()
            said = json.loads(text)
            await socket.app.state.writer.insert((socket.path_params["room"], said["key"], said["text"]))
            for other in list(room):
                await other.send_text(text)
    except WebSocketDisconnect:
        room.discard(socket)


app = Starlette(routes=[WebSocketRoute("/room/{room}", chat)], lifespan=lifespan)
