"""The pages behind the links in our mails: kept by nobody, in no index, and under a policy of their own."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mostrador.web.pages import Pages, Reader


def show(
    request: Request,
    template: str,
    reader: Reader,
    context: Mapping[str, Any],
    *,
    form_action: str = "'none'",
    status: int = 200,
) -> Response:
    """Answer with a template. `form_action` is where a form may go that the browser sends by itself."""
    pages: Pages = request.app.state.pages
    answer = pages.show(request, template, reader, context, status=status)
    nonce = answer.headers["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    answer.headers["Content-Security-Policy"] = _policy(nonce, form_action)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _policy(nonce: str, form_action: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "connect-src 'self'",
            "img-src 'self' data:",
            "worker-src 'self'",
            "base-uri 'none'",
            f"form-action {form_action}",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types mostrador",
        )
    )
