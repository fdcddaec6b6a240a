"""A web server of somebody else's, on a port of this machine: takes one request at a time and answers as it is told."""

import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Request:
    """What came in; header names are lower case."""

    line: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class FarServer:
    """`answers` are taken one after the other, the last one again and again; with `hangs` it goes silent after them."""

    answers: list[bytes] = field(default_factory=lambda: [answer(201)])
    hangs: bool = False
    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.url = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"
        self._over = threading.Event()
        self._came = threading.Condition()
        self._thread = threading.Thread(target=self._serve, name="far server")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def got(self, count: int = 1, patience: float = 20.0) -> list[Request]:
        """Wait until so many have come, and return them all."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.requests) >= count, patience), "nothing came"
            return list(self.requests)

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            try:
                with self.tls.wrap_socket(connection, server_side=True) if self.tls else connection as line:
                    self._take(line)
            except OSError:  # whoever called has gone, or does not trust us
                connection.close()

    def _take(self, line: socket.socket) -> None:
        stream = line.makefile("rb")
        first = stream.readline().decode().strip()
        if not first:
            return
        headers: dict[str, str] = {}
        while text := stream.readline().decode("latin-1").strip():
            name, _, value = text.partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
        with self._came:
            told = self.answers[min(len(self.requests), len(self.answers) - 1)]
            self.requests.append(Request(first, headers, body))
            self._came.notify_all()
        line.sendall(told)
        if self.hangs:
            self._over.wait()


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An answer as it goes over the line."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
