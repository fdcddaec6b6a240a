"""
Every URL that we call because somebody else named it: push endpoints, webhooks, key sets.

Such a URL may not make us knock inside our own network (server-side request forgery). Its name is resolved once,
every address that it has must be public, and the connection goes to the very address that was looked at, under the
name that was asked for. Redirects are answers like any other, and proxies of the environment are not asked.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Literal

import httpx

from mostrador.domain import reachable

SECONDS = 10.0  # for all of it: name, connection, answer
MOST = 64 * 1024  # bytes of an answer's body
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Unsafe(Exception):
    """The URL must not be called: it never may, or not where its name leads now."""


class Unreachable(Exception):
    """It did not work this time. The sentence names neither the URL nor what was sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Fetch:
    """
    Calls URLs of others.

    `ranges` are the private networks that `allowed_private_ranges` allows; to them plain http may go too. `trust` and
    `resolve` are the machine's own unless said.
    """

    def __init__(
        self, ranges: Sequence[str] = (), *, trust: ssl.SSLContext | None = None, resolve: Resolve | None = None
    ) -> None:
        self._ranges = tuple(ip_network(each) for each in ranges)
        self._trust = trust or httpx.create_ssl_context(trust_env=False)
        self._resolve = resolve or addresses

    async def call(
        self,
        method: Literal["GET", "POST"],
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        seconds: float = SECONDS,
    ) -> Answer:
        """Call it and read the whole answer. Raises `Unsafe`, or `Unreachable` for what may work another time."""
        place = _place(url)
        try:
            async with asyncio.timeout(seconds):
                found = await self._looked_up(place)
                return await self._first_that_answers(found, _request(method, place, headers or {}, body))
        except TimeoutError:
            raise Unreachable("There was no answer in time.") from None

    async def look(self, url: str, *, seconds: float = SECONDS) -> None:
        """Say whether it may be called, as far as can be told now. Raises `Unsafe`, or `Unreachable`."""
        place = _place(url)
        try:
            async with asyncio.timeout(seconds):
                await self._looked_up(place)
        except TimeoutError:
            raise Unreachable("The name leads nowhere in time.") from None

    async def _looked_up(self, place: httpx.URL) -> Sequence[str]:
        """Every address of the name. Raises `Unsafe` if we may not call a single one of them."""
        try:
            found = await self._resolve(place.raw_host.decode(), _port(place))
            meant = [reachable.meant(each) for each in found]
        except (OSError, ValueError):  # UnicodeError, for a label that is too long, is a ValueError
            raise Unreachable("The name leads nowhere.") from None
        if not meant:
            raise Unreachable("The name leads nowhere.")
        for each in meant:
            allowed = reachable.is_allowed(each, self._ranges)
            if not allowed and (place.scheme == "http" or not reachable.is_public(each)):
                raise Unsafe("The name leads into a private network, or is to be called without encryption.")
        return found

    async def _first_that_answers(self, found: Sequence[str], request: httpx.Request) -> Answer:
        """Try one address after the other; once one is connected, its answer counts, whatever it is."""
        for address in found[:-1]:
            try:
                return await self._send(address, request)
            except httpx.ConnectError:
                continue
            except httpx.TransportError as problem:
                raise Unreachable(type(problem).__name__) from None
        try:
            return await self._send(found[-1], request)
        except httpx.TransportError as problem:
            raise Unreachable(type(problem).__name__) from None

    async def _send(self, address: str, request: httpx.Request) -> Answer:
        """
        Send it to this address, with the name for TLS and for `Host`.

        A transport of its own for each call: a kept connection is found again by its address alone, and would serve
        another name than the one that its certificate was checked for. A bare transport follows no redirect, keeps no
        cookie, asks no proxy and logs no URL.
        """
        request = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            content=request.content,
            extensions={"sni_hostname": request.url.raw_host.decode()},
        )
        async with httpx.AsyncHTTPTransport(verify=self._trust, trust_env=False) as transport:
            answer = await transport.handle_async_request(request)
            try:
                return Answer(answer.status_code, dict(answer.headers), await _body(answer))
            finally:
                await answer.aclose()


async def addresses(host: str, port: int) -> Sequence[str]:
    """What the machine's resolver says, in the order in which to try. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _place(url: str) -> httpx.URL:
    try:
        place = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise Unsafe("This is no URL.") from None
    if place.scheme not in {"https", "http"} or not place.host:
        raise Unsafe("A URL begins with https:// and the name of a host.")
    if not 0 < _port(place) < 65536:
        raise Unsafe("There is no such port.")
    if place.userinfo:
        raise Unsafe("A URL that we call holds no name and no password.")
    return place


def _port(place: httpx.URL) -> int:
    return place.port if place.port is not None else {"https": 443, "http": 80}[place.scheme]


def _request(method: str, place: httpx.URL, headers: Mapping[str, str], body: bytes) -> httpx.Request:
    named = {name: value for name, value in headers.items() if name.lower() != "host"}
    own = {"host": place.netloc.decode(), "accept-encoding": "identity", "connection": "close"}
    return httpx.Request(method, place, headers={**named, **own}, content=body)


async def _body(answer: httpx.Response) -> bytes:
    read = bytearray()
    async for chunk in answer.aiter_raw():
        read += chunk
        if len(read) > MOST:
            raise Unreachable("The answer is longer than we read.")
    return bytes(read)
