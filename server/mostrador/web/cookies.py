"""The console's cookies: bound to its host where https allows it."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from mostrador.settings import Settings

# What each is for, and whether it also comes along when somebody arrives by a link from elsewhere (`lax`):
SESSION = "session"
HALF_WAY = "halfway"  # the password was right
KNOWN = "known"  # this browser has logged in before
LAX = frozenset({SESSION})  # an agent who follows a link from a mail into the console is logged in there


def read(request: HTTPConnection, what: str) -> str:
    return request.cookies.get(name(request.app.state.settings, what), "")


def give(response: Response, settings: Settings, what: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name(settings, what),
        value,
        max_age=seconds,
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="lax" if what in LAX else "strict",
    )


def take(response: Response, settings: Settings, what: str) -> None:
    give(response, settings, what, "", 0)


def name(settings: Settings, what: str) -> str:
    """`__Host-` binds a cookie to this host and to https; over http on loopback browsers refuse it."""
    return f"__Host-mostrador-{what}" if is_secure(settings) else f"mostrador_{what}"


def is_secure(settings: Settings) -> bool:
    return settings.console.startswith("https:")
