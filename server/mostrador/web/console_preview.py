"""The mail as the customer gets it, for a sandboxed frame in the console: a document under a policy of its own."""

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from mostrador.actions import previews
from mostrador.desk import Desk
from mostrador.web.posted import posted
from mostrador.web.sessions import signed_in

HEADERS = {
    # Mail readers know styles on elements alone, so this document has them there; it has no script and no origin.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
        "base-uri 'none'; form-action 'none'; sandbox"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str = ""


async def preview(request: Request) -> Response:
    signed = await signed_in(request)
    written = await posted(request, Written)
    desk: Desk = request.app.state.desk
    html = await previews.preview(desk, signed.speaker, request.path_params["id"], written.text)
    return HTMLResponse(html, headers=HEADERS)


ROUTES = [Route("/console/conversations/{id}/preview", preview, methods=["POST"])]
