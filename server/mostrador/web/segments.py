"""Routes whose ids may have a slash in them, sent as `%2F`: a path is told apart as it came, and then decoded."""

from urllib.parse import unquote

from starlette.routing import Match, Route
from starlette.types import Scope

SLASH = b"%2f"


class SegmentRoute(Route):
    """
    A route that knows an id's own slash from the path's, which look alike in ASGI's `path`.

    Without one the route is Starlette's own. Behind a proxy that decodes paths such an id finds nothing.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        raw: bytes = scope.get("raw_path") or b""
        if SLASH not in raw.lower():
            return super().matches(scope)
        match, found = super().matches({**scope, "path": raw.decode("latin-1")})
        if match is not Match.NONE:
            found["path_params"] = {name: unquote(part) for name, part in found["path_params"].items()}
        return match, found
