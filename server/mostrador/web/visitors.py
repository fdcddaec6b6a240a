"""The shopper behind a request: the token they send, and where they send it from."""

from starlette.requests import Request

from mostrador.actions.visitors import digest
from mostrador.errors import Unauthenticated


def bearer(request: Request) -> bytes:
    """The digest of the visitor's token, all that the server knows of it. Raises `Unauthenticated`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("Send the visitor's token as a Bearer.", code="visitor_unknown")
    return digest(token)


def address_of(request: Request) -> str:
    """The network address, as far as our proxies are believed."""
    address: str = request.state.address
    return address
