"""Whether a request that changes something was sent by a page of our own."""

from functools import lru_cache
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from mostrador.errors import Forbidden
from mostrador.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
DEFAULT_PORTS = {"http": 80, "https": 443}


def require_own_origin(request: HTTPConnection, url: str | None = None) -> None:
    """Raise `Forbidden` unless the browser says that a page of ours (of the console, unless said) sent this."""
    settings: Settings = request.app.state.settings
    is_ours = request.headers.get("origin") == origin_of(url or settings.console)
    if not is_ours or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise Forbidden("This can only be done from our own pages.", code="origin_refused")


@lru_cache(maxsize=8)
def origin_of(url: str) -> str:
    """A URL's origin as browsers write it: lower case, without a port that goes without saying."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    named = parts.port and parts.port != DEFAULT_PORTS[parts.scheme]
    return f"{parts.scheme}://{host}:{parts.port}" if named else f"{parts.scheme}://{host}"
