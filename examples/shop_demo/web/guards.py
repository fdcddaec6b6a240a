"""What every request passes before a page sees it."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = {"GET", "HEAD", "OPTIONS"}
NOWHERE = "'none'"
LARGEST_FORM = 64 * 1024  # bytes


class SecurityHeaders:
    """A content security policy that knows two places: the shop itself and its help server."""

    def __init__(self, app: ASGIApp, help_url: str | None) -> None:
        self.app = app
        parts = urlsplit(help_url or "")
        help_origin = f"{parts.scheme}://{parts.netloc}" if help_url else ""
        self.policy = "; ".join(
            (
                "default-src 'none'",
                f"script-src 'self' {help_origin}".strip(),
                f"frame-src {help_origin or NOWHERE}",
                "style-src 'self'",
                "img-src 'self'",
                "connect-src 'self'",
                "form-action 'self'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
            )
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self.policy
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self.app(scope, receive, send_guarded if scope["type"] == "http" else send)


class OneAddress:
    """The shop answers under one name only: cookies and the help server's list of origins know no other."""

    def __init__(self, app: ASGIApp, address: str) -> None:
        self.app = app
        self.address = address
        self.host = urlsplit(address).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or Headers(scope=scope).get("host") == self.host:
            await self.app(scope, receive, send)
        elif scope["method"] in SAFE:
            await RedirectResponse(self.address + scope["path"])(scope, receive, send)
        else:
            await PlainTextResponse(f"This shop is at {self.address}.", status_code=400)(scope, receive, send)


class SameOrigin:
    """
    A form counts only when it was sent from a page of this shop.

    Browsers say where a request comes from and let no page lie about it, so no token has to be carried along. What
    comes to `signed` comes from a server, and proves itself by its signature.
    """

    def __init__(self, app: ASGIApp, origin: str, signed: str) -> None:
        self.app = app
        self.origin = origin
        self.signed = signed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE or scope["path"] == self.signed:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if headers.get("origin") != self.origin or headers.get("sec-fetch-site", "same-origin") != "same-origin":
            await PlainTextResponse("This form was not sent from our shop.", status_code=403)(scope, receive, send)
        elif not _small(headers):
            await PlainTextResponse("This form is too long.", status_code=413)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _small(headers: Headers) -> bool:
    length = headers.get("content-length", "")
    return length.isdecimal() and int(length) <= LARGEST_FORM
