"""A counter on this machine that takes events and invitations as Mostrador does, and can be told to misbehave."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from msgspec import Struct, ValidationError, convert, to_builtins

from mostrador_sdk.answers import Invitation
from mostrador_sdk.calls import INVITATIONS, Way
from mostrador_sdk.errors import InvalidEvent
from mostrador_sdk.events import Event, decode
from mostrador_sdk.post import EVENTS, MOST_EVENTS

MOST = 1024 * 1024  # bytes of a batch


class Wanted(Struct, forbid_unknown_fields=True):
    """What is sent for an invitation."""

    key: str
    order: str
    survey: str = ""
    by: Way = "mail"


class FakeMostrador:
    """
    A real server on a real socket, for a shop's own tests: `with FakeMostrador() as counter: … counter.url`.

    `events` are those that arrived, once each by (source, id), in the order of their arrival; `repeats` counts those
    that came again, `requests` the batches. `invitations` are what customers were to be asked about, once for each key;
    one of a page has a `token`. It refuses each event for which `refuses` has a reason. It answers `status`
    instead of taking anything, with `retry_after` if that is set; only batches with certain bytes in them, if
    `fails_on` says (bytes, status); or the bytes that it `says`. While `hold` is on it answers nobody. `down` and `up`
    end it and bring it back at the same address.
    """

    def __init__(self, api_key: str = "key") -> None:
        self.api_key = api_key
        self.events: list[Event] = []
        self.invitations: list[Invitation] = []
        self.repeats = 0
        self.requests = 0
        self.status = 202
        self.retry_after: str | None = None
        self.refuses: Callable[[Event], str | None] = lambda event: None
        self.fails_on: tuple[bytes, int] | None = None
        self.says: bytes | None = None
        self.changed = threading.Condition()
        self._let_go = threading.Event()
        self._let_go.set()
        self._invited: dict[str, Invitation] = {}
        self._known: set[tuple[str, str]] = set()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """Where it is, up or down."""
        return f"http://127.0.0.1:{self._port}"

    def up(self) -> None:
        """Be reachable."""
        counter = self

        class Request(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet: two would wait 40 ms for each other

            def do_POST(self) -> None:
                counter._take(self)

            def log_message(self, *_: Any) -> None:
                """Tests need no log of a server that they can ask."""

        self._server = _Server(("127.0.0.1", self._port), Request)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), name="fake-mostrador", daemon=True).start()

    def down(self) -> None:
        """Be away: nobody listens at the address, and who is being served is cut off."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def hold(self) -> None:
        """Keep everybody waiting who comes from now on."""
        self._let_go.clear()

    def release(self) -> None:
        """Serve those who wait, and all others."""
        self._let_go.set()

    def wait_for(self, condition: Callable[[], bool], timeout: float = 10) -> bool:
        """Wait until something has come so that `condition` holds; whether it does."""
        with self.changed:
            return self.changed.wait_for(condition, timeout)

    def __enter__(self) -> "FakeMostrador":
        self.up()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
        self.down()

    def _take(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        with self.changed:
            self.requests += 1
            self.changed.notify_all()
        self._let_go.wait()
        status, answer = self._answer(request, body)
        raw = json.dumps(answer).encode() if self.says is None else self.says
        try:
            request.send_response(status)
            request.send_header("Content-Type", "application/json")
            request.send_header("Content-Length", str(len(raw)))
            if self.retry_after is not None:
                request.send_header("Retry-After", self.retry_after)
            request.end_headers()
            request.wfile.write(raw)
        except OSError:
            request.close_connection = True  # who asked did not wait

    def _answer(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, Any]]:
        if request.path not in (EVENTS, INVITATIONS):
            return 404, {"code": "not_found", "detail": "There is nothing here."}
        if request.headers.get("Authorization") != f"Bearer {self.api_key}":
            return 401, {"code": "unknown_key", "detail": "This API key is not known here."}
        if (status := self._told_to(body)) != 202:
            return status, {"code": "told_to", "detail": "The test wants it so."}
        try:
            told = json.loads(body)
        except ValueError:
            return 400, {"code": "unreadable", "detail": "This is not JSON."}
        if request.path == INVITATIONS:
            return self._invite(told)
        if not isinstance(told, list) or len(told) > MOST_EVENTS or len(body) > MOST:
            return 413, {"code": "too_large", "detail": "A batch is a list of at most 100 events and 1 MiB."}
        with self.changed:
            results = [self._result(one) for one in told]
            self.changed.notify_all()
        return 202, {"results": results}

    def _invite(self, told: Any) -> tuple[int, dict[str, Any]]:
        try:
            wanted = convert(told, Wanted)
        except ValidationError as error:
            return 422, {"code": "malformed", "detail": str(error)}
        with self.changed:
            is_new = wanted.key not in self._invited
            if is_new:
                id = f"inv_{len(self.invitations) + 1}"
                token = f"lnk_{id}.token" if wanted.by == "page" else None
                made = Invitation(id=id, order=wanted.order, survey=wanted.survey or "svy_fake", token=token)
                self._invited[wanted.key] = made
                self.invitations.append(made)
            self.changed.notify_all()
        return (201 if is_new else 200), to_builtins(self._invited[wanted.key])

    def _told_to(self, body: bytes) -> int:
        if self.says is not None:
            return 200
        if self.fails_on is not None and self.fails_on[0] in body:
            return self.fails_on[1]
        return self.status

    def _result(self, told: Any) -> dict[str, str]:
        try:
            event = decode(json.dumps(told))
        except InvalidEvent as error:
            id = str(told.get("id", "")) if isinstance(told, dict) else ""
            return {"id": id, "result": "refused", "code": "invalid_event", "detail": str(error)}
        if (reason := self.refuses(event)) is not None:
            return {"id": event.id, "result": "refused", "code": "told_to", "detail": reason}
        if (event.source, event.id) in self._known:
            self.repeats += 1
            return {"id": event.id, "result": "duplicate"}
        self._known.add((event.source, event.id))
        self.events.append(event)
        return {"id": event.id, "result": "accepted"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], request: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, request)
        self._open: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        super().server_close()
        for request in tuple(self._open):
            self.shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who was cut off has nothing to say."""
