"""Turns a template and what it needs into a page that a browser may trust."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from mostrador.clock import Clock
from mostrador.times import Times
from mostrador.web.console_assets import ConsoleAssets
from mostrador.web.page_filters import day, hit, initials, line, linked, tint
from mostrador.web.security_headers import console_headers, new_nonce
from mostrador.words import Words, accepted

ERROR_PAGES = (400, 401, 403, 404, 409, 429, 500, 503)  # those with words of their own


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a page is for."""

    language: str
    zone: tzinfo = UTC
    csrf: str = ""


class Pages:
    """
    The console's pages. Every template finds, besides what its own first comment asks for:

    `t(key, …)` words, `times` (see `Times`), `language`, `languages`, `nonce`, `csrf`, `now`,
    `to(path)` an address in the console, `asset(name)` a static file, `partial` (htmx asked for a fragment).
    """

    def __init__(self, words: Words, clock: Clock, assets: ConsoleAssets, base: str = "") -> None:
        """`base` is the path that the console's public address ends in, without a slash at its end."""
        self._words = words
        self._clock = clock
        self._assets = assets
        self._base = base
        self._templates = _environment()

    def stranger(self, request: Request, csrf: str = "") -> Reader:
        """Describe somebody who has not logged in by what their browser prefers."""
        return Reader(self._words.choose(*accepted(request.headers.get("accept-language", ""))), csrf=csrf)

    def reader(self, request: Request, *, language: str | None, zone: tzinfo, csrf: str) -> Reader:
        """Describe an agent: their own language if they chose one, else what their browser prefers."""
        preferred = accepted(request.headers.get("accept-language", ""))
        return Reader(self._words.choose(language, *preferred), zone, csrf)

    def show(
        self,
        request: Request,
        template: str,
        reader: Reader,
        context: Mapping[str, Any],
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        """Answer with a template under `templates/`, under the console's own policy."""
        nonce = new_nonce()
        partial = is_partial(request)
        html = self.render(template, reader, {**context, "partial": partial}, nonce=nonce)
        return HTMLResponse(html, status, {**console_headers(nonce), "Vary": "HX-Request", **(headers or {})})

    def refuse(self, request: Request, status: int, *, request_id: str = "") -> HTMLResponse:
        """Answer with an error page for people."""
        shown = status if status in ERROR_PAGES else 500 if status >= 500 else 400
        context = {"status": shown, "request_id": request_id}
        headers = {"X-Error-Page": "1"}  # the console's script puts none in a form's place
        return self.show(request, "pages/error.html", self.stranger(request), context, status=status, headers=headers)

    def render(self, template: str, reader: Reader, context: Mapping[str, Any], *, nonce: str) -> str:
        phrases = self._words.in_language(reader.language)
        now = self._clock.now()
        return self._templates.get_template(template).render(
            {
                "partial": False,
                **context,
                "t": phrases,
                "times": Times(phrases, reader.zone, now),
                "now": now,
                "language": reader.language,
                "languages": self._words.languages,
                "csrf": reader.csrf,
                "nonce": nonce,
                "to": self.to,
                "asset": lambda name: self._base + self._assets.path(name),
            }
        )

    def to(self, path: str) -> str:
        """Give the address of a place in the console: `to("/inbox/mine")`."""
        return f"{self._base}/console{path}"


def is_partial(request: Request) -> bool:
    """Say whether htmx asks for a fragment. Going back in history asks for the whole page."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mostrador", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(initials=initials, tint=tint, linked=linked, hit=hit, day=day, line=line)
    return environment
