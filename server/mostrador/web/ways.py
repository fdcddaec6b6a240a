"""The ways into the console: to the login page, from it, and from the bare address."""

from urllib.parse import SplitResult, quote, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

LOGIN = "/login"
FIRST_PAGE = "/inbox/mine"


def is_console(request: Request) -> bool:
    return _path(request).startswith("/console/")


def to_login(request: Request, notice: str = "") -> Response:
    """
    Send somebody who is not logged in to the login page, and from there back to where they wanted to go.

    `notice` is what the page tells them, where they could not know why they are there.
    """
    is_swap = request.headers.get("hx-request") == "true"
    wanted = current_page(request).path if is_swap else _wanted(request)
    inside = wanted.removeprefix(request.app.state.pages.to(""))
    query = {**({"notice": notice} if notice else {}), **({"next": inside} if safe(inside) else {})}
    address = request.app.state.pages.to(LOGIN) + (f"?{urlencode(query, quote_via=quote, safe='/')}" if query else "")
    headers = {"Cache-Control": "no-store", "Vary": "HX-Request"}
    if is_swap:
        return Response(status_code=401, headers={**headers, "HX-Redirect": address})
    return RedirectResponse(address, 303, headers)


def after_login(request: Request, wanted: str) -> str:
    """Where to go once logged in: a page of the console that was asked for, and nothing else."""
    address: str = request.app.state.pages.to(wanted if safe(wanted) else FIRST_PAGE)
    return address


async def home(request: Request) -> Response:
    """The bare address leads to the inbox, and from there to the login where nobody is logged in."""
    return RedirectResponse(request.app.state.pages.to(FIRST_PAGE), 303, headers={"Cache-Control": "no-store"})


ROUTES = [Route(path, home) for path in ("/", "/console", "/console/")]


def current_page(request: Request) -> SplitResult:
    """The address of the page that htmx says it sent this from; an empty one for what is no address."""
    try:
        return urlsplit(request.headers.get("hx-current-url", ""))
    except ValueError:
        return urlsplit("")


def safe(inside: str) -> bool:
    """Say whether this can only be a place inside the console, below its own path."""
    if not inside.startswith("/") or len(inside) > 500 or not inside.isascii() or not inside.isprintable():
        return False
    path = inside.partition("?")[0]
    return not any(part in {"", ".", ".."} for part in path.split("/")[1:]) and "\\" not in inside and "%" not in path


def _wanted(request: Request) -> str:
    if request.method != "GET":
        return ""
    query = request.url.query
    path: str = request.app.state.pages.to(_path(request).removeprefix("/console"))
    return path + (f"?{query}" if query else "")


def _path(request: Request) -> str:
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", ""))
