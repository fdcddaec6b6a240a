"""The shop's own server behind a request: its API key, and where it calls from."""

from starlette.requests import Request

from mostrador.actions import callers
from mostrador.actions.callers import Caller
from mostrador.errors import Forbidden, Unauthenticated
from mostrador.web.visitors import address_of


async def caller(request: Request) -> Caller:
    """
    Say whose key the request brings.

    Raises `Forbidden` for what a page sends: a key that stands in a browser is anybody's. Raises `Unauthenticated`.
    """
    if "origin" in request.headers:
        raise Forbidden("An API key belongs on the shop's server, never into a page.", code="browser_not_allowed")
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Unauthenticated("Send the API key as a Bearer.", code="key_unknown")
    return await callers.known(request.app.state.desk, key.strip(), address_of(request))
