"""An app that is served on a port of its own."""

import threading
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette

LONGEST_START = 20  # seconds, on a loaded machine


class Site:
    """An app on a port of its own; it can be closed and opened again."""

    def __init__(self, host: str, app: Callable[[], Starlette], port: int) -> None:
        self.url = f"http://{host}:{port}"
        self._app, self._port = app, port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        opened = threading.Event()

        app = self._app()

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[object] | None = None) -> None:
                await super().startup()
                opened.set()

            async def shutdown(self, sockets: list[Any] | None = None) -> None:
                if desk := getattr(app.state, "desk", None):
                    desk.hub.close()  # as `mostrador serve` does: who is on the line is sent away
                await super().shutdown(sockets)

        config = uvicorn.Config(
            app,
            host="127.0.0.1",
            port=self._port,
            log_level="error",
            access_log=False,
            ws="websockets-sansio",
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
        self._server = Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        assert opened.wait(LONGEST_START), f"{self.url} did not open"

    def close(self) -> None:
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join()
        self._server = None
