"""The pages before the login: shown to strangers, whose every form comes from our own page."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mostrador.actions.login import Knock
from mostrador.domain.session import LONGEST
from mostrador.domain.tokens import LIVES
from mostrador.errors import Refusal, TooMany
from mostrador.web import browsers, cookies
from mostrador.web.pages import Pages
from mostrador.web.sessions import session_digest

NO_ERRORS: Mapping[str, Any] = {"errors": {}, "seconds": 0}


def show(request: Request, template: str, context: Mapping[str, Any], status: int = 200) -> Response:
    pages: Pages = request.app.state.pages
    values = {**NO_ERRORS, "shop_name": "", **context}
    return pages.show(request, f"console/{template}.html", pages.stranger(request), values, status=status)


def go(request: Request, address: str) -> Response:
    """Send them on: by htmx's own header, or as a plain form expects it."""
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204, headers={"HX-Redirect": address, "Cache-Control": "no-store"})
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def wrong(refusal: Refusal, field: str) -> dict[str, Any]:
    """What a template says about a refusal: at its own fields, or at this one."""
    errors = {name: each.code for name, each in refusal.fields.items()} or {field: refusal.code}
    return {"errors": errors, "seconds": refusal.retry_after or 0}


def status_of(refusal: Refusal) -> int:
    return 429 if isinstance(refusal, TooMany) else 422


def knock(request: Request) -> Knock:
    return Knock(
        address=request.state.address,
        browser=browsers.named(request.headers.get("user-agent", "")),
        known=cookies.read(request, cookies.KNOWN),
        session=session_digest(request),
    )


def let_in(request: Request, response: Response, session_id: str, known: str) -> Response:
    """Hand over the session's cookie, and the one by which this browser is known the next time."""
    settings = request.app.state.settings
    cookies.give(response, settings, cookies.SESSION, session_id, int(LONGEST.total_seconds()))
    cookies.give(response, settings, cookies.KNOWN, known, int(LIVES["browser"].age.total_seconds()))
    cookies.take(response, settings, cookies.HALF_WAY)
    return response
