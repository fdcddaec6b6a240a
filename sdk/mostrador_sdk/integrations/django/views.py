"""Views: where Mostrador's webhooks arrive, and where the widget asks who is logged in."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from mostrador_sdk.identity import LONGEST_NAME
from mostrador_sdk.integrations.django import support
from mostrador_sdk.webhooks import LARGEST, WebhookReceiver


def webhook_view(receiver: WebhookReceiver) -> Callable[[HttpRequest], HttpResponse]:
    """
    A view for `receiver`: `path("hooks/mostrador", webhook_view(receiver))`.

    It asks for no CSRF token: a signature stands in for it.
    """

    @csrf_exempt
    @require_POST
    def take(request: HttpRequest) -> HttpResponse:
        answer = receiver.receive(request.headers, request.read(LARGEST + 1))
        return HttpResponse(answer.sentence, status=answer.status, content_type="text/plain; charset=utf-8")

    view: Callable[[HttpRequest], HttpResponse] = take
    return view


@require_POST
@never_cache
def identity_token(request: HttpRequest) -> HttpResponse:
    """
    The token that says who is logged in, as text; 403 for nobody. It goes to the page's own script alone.

    Django does not say whether an address was confirmed, so the token does not either.
    """
    user = request.user
    if not user.is_authenticated:
        return HttpResponse("Nobody is logged in.", status=403, content_type="text/plain")
    email = getattr(user, user.get_email_field_name(), "") or None
    token = support().identity_token(sub=str(user.pk), email=email, name=_name(user))
    return HttpResponse(token, content_type="text/plain")


def _name(user: Any) -> str | None:
    """A site's own users need not have names, nor such as a token can carry."""
    name = " ".join(user.get_full_name().split()) if hasattr(user, "get_full_name") else ""
    return name[:LONGEST_NAME] if name.isprintable() else None
