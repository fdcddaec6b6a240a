"""What every request to the mail page passes."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Guard:
    """Answers its own host only, lets forms come from its own pages only, and sets the policy."""

    def __init__(self, app: ASGIApp, address: str) -> None:
        self.app = app
        self.address = address
        self.host = urlsplit(address).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", POLICY)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if headers.get("host") != self.host:
            await PlainTextResponse(f"The mail is at {self.address}.", status_code=400)(scope, receive, send)
        elif scope["method"] == "POST" and headers.get("origin") != self.address:
            await PlainTextResponse("This form was not sent from here.", status_code=403)(scope, receive, send)
        else:
            await self.app(scope, receive, send_guarded)
