"""Refusals as RFC 9457 problems; pages for people who use a browser."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from mostrador.errors import Refusal, Unauthenticated
from mostrador.traces import trace
from mostrador.web.ways import is_console, to_login

CONTENT_TYPE = "application/problem+json"
CODES = {404: "not_found", 405: "method_not_allowed"}

log = structlog.get_logger("mostrador.web")


def handlers() -> Mapping[Any, ExceptionHandler]:
    return {Refusal: _refusal, HTTPException: _http, Exception: _defect}


def problem(refusal: Refusal) -> Response:
    """A refusal as `application/problem+json`, with its stable `code`."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": refusal.title,
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.detail,
    }
    if refusal.fields:
        body["fields"] = {name: {"code": each.code, "detail": each.detail} for name, each in refusal.fields.items()}
    headers = {"Cache-Control": "no-store"}
    if refusal.retry_after is not None:
        body["retry_after"] = refusal.retry_after
        headers["Retry-After"] = str(refusal.retry_after)
    return Response(msgspec.json.encode(body), refusal.status, headers, media_type=CONTENT_TYPE)


def wants_page(request: Request) -> bool:
    """Say whether a person looks at the answer: a browser that navigates, or htmx that swaps a fragment."""
    if request.headers.get("hx-request") == "true":
        return True
    return "text/html" in request.headers.get("accept", "") and "/api/" not in request.url.path


def _answer(request: Request, refusal: Refusal) -> Response:
    if not wants_page(request):
        return problem(refusal)
    page: Response = request.app.state.pages.refuse(request, refusal.status, request_id=request.state.request_id)
    return page


async def _refusal(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refusal)  # noqa: S101 - the table above says so
    if isinstance(refused, Unauthenticated) and wants_page(request) and is_console(request):
        return to_login(request, notice="second_factor" if refused.code == "second_factor" else "")
    return _answer(request, refused)


async def _http(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, HTTPException)  # noqa: S101 - the table above says so
    refusal = Refusal(str(raised.detail), code=CODES.get(raised.status_code, "refused"))
    refusal.status = raised.status_code
    refusal.title = HTTPStatus(raised.status_code).phrase
    answer = _answer(request, refusal)
    answer.headers.update(raised.headers or {})
    return answer


async def _defect(request: Request, raised: Exception) -> Response:
    """Something that we did wrong: logged with its trace, told without it."""
    log.error("defect", request_id=request.state.request_id, trace=trace(raised))
    refusal = Refusal("Something went wrong on our side. What you sent was not saved; try again.", code="defect")
    refusal.status, refusal.title = 500, "Internal Server Error"
    answer = _answer(request, refusal)
    answer.headers["X-Request-ID"] = request.state.request_id  # outside of the journal, which writes it elsewhere
    return answer
