"""Live lines by the thousand: a WebSocket client that does no more than frame and unframe text (RFC 6455)."""

import asyncio
import base64
import json
import os
import struct
from collections.abc import Callable, Mapping
from typing import Any

MASK = b"\0\0\0\0"  # a mask is asked for; this one changes nothing, and costs nothing
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA

Heard = Callable[[bytes], None]


class Socket(asyncio.Protocol):
    """One line. `heard` is called with each text frame."""

    def __init__(self, path: str, host: str, headers: Mapping[str, str], heard: Heard) -> None:
        self._request = _handshake(path, host, headers)
        self._heard = heard
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._upgraded = False

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.open.done():
            self.open.set_exception(exc or ConnectionResetError("The line was refused."))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._upgraded:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.open.set_exception(ConnectionResetError(head.decode(errors="replace")))
                return
            self._upgraded, self._buffer = True, rest
            self.open.set_result(None)
        self._unframe()

    def send(self, text: bytes) -> None:
        assert self._transport is not None
        self._transport.write(_frame(TEXT, text))

    def close(self) -> None:
        if self._transport:
            self._transport.write(_frame(CLOSE, struct.pack("!H", 1000)))
            self._transport.close()

    def _unframe(self) -> None:
        buffer, at = self._buffer, 0
        while len(buffer) - at >= 2:
            length, start = buffer[at + 1], at + 2
            if length == 126:
                if len(buffer) < start + 2:
                    break
                (length,), start = struct.unpack_from("!H", buffer, start), start + 2
            elif length == 127:
                if len(buffer) < start + 8:
                    break
                (length,), start = struct.unpack_from("!Q", buffer, start), start + 8
            if len(buffer) < start + length:
                break
            kind, payload = buffer[at] & 0x0F, buffer[start : start + length]
            at = start + length
            if kind == TEXT:
                self._heard(payload)
            elif kind == PING and self._transport:
                self._transport.write(_frame(PONG, payload))
        self._buffer = buffer[at:]


async def dial(
    port: int, path: str, heard: Heard, *, protocol: str = "", headers: Mapping[str, str] | None = None
) -> Socket:
    """Open a line; it is upgraded when this returns."""
    host = f"127.0.0.1:{port}"
    sent = {**({"Sec-WebSocket-Protocol": protocol} if protocol else {}), **(headers or {})}
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: Socket(path, host, sent, heard), "127.0.0.1", port)
    await socket.open
    return socket


def frame(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


def _handshake(path: str, host: str, headers: Mapping[str, str]) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def _frame(kind: int, payload: bytes) -> bytes:
    length = len(payload)
    if length < 126:
        head = struct.pack("!BB", 0x80 | kind, 0x80 | length)
    elif length < 65_536:
        head = struct.pack("!BBH", 0x80 | kind, 0x80 | 126, length)
    else:
        head = struct.pack("!BBQ", 0x80 | kind, 0x80 | 127, length)
    return head + MASK + payload
