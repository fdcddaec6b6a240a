"""
Flask: the site's client, a view for webhooks, and one for identity tokens.

    connect(app)                                   # app.config["MOSTRADOR"] = {"url": …, "api_key": …}
    app.add_url_rule("/hooks/mostrador", view_func=webhook_view(receiver), methods=["POST"])
"""

from collections.abc import Callable
from typing import Any

from mostrador_sdk import client
from mostrador_sdk.errors import InvalidArgument, NotInstalled
from mostrador_sdk.webhooks import LARGEST, WebhookReceiver

try:
    from flask import Flask, Response, current_app, request
except ImportError as error:
    raise NotInstalled("Flask is not installed: pip install mostrador-sdk[flask]") from error

NAME = "mostrador"
Person = Callable[[], dict[str, Any] | None]


def connect(app: Flask) -> client.Mostrador:
    """
    Give `app` one client, made as `app.config["MOSTRADOR"]` says: `url`, and the client's options by their names.

    It sends what waits when the process ends. Raises `InvalidArgument` for settings that cannot be meant.
    """
    told = app.config.get("MOSTRADOR")
    if not isinstance(told, dict) or not told.get("url"):
        raise InvalidArgument('app.config["MOSTRADOR"] is a dict with at least "url", like https://help.shop.example.')
    support = client.Mostrador(**told)
    app.extensions[NAME] = support
    return support


def support() -> client.Mostrador:
    """The client of the app that serves this request."""
    found: client.Mostrador = current_app.extensions[NAME]
    return found


def webhook_view(receiver: WebhookReceiver) -> Callable[[], Response]:
    """
    A view for `receiver`, to be reached by POST.

    With Flask-WTF, exempt it from the CSRF token: a signature stands in for it.
    """

    def mostrador_webhook() -> Response:
        answer = receiver.receive(dict(request.headers), request.stream.read(LARGEST + 1))
        return Response(answer.sentence, answer.status, content_type="text/plain; charset=utf-8")

    return mostrador_webhook


def identity_view(person: Person) -> Callable[[], Response]:
    """
    A view that says who is logged in, to be reached by POST by the page's own script.

    `person` gives what `identity_token` takes, at least `sub`, or None where nobody is logged in, which answers 403.
    """

    def mostrador_identity() -> Response:
        who = person()
        if who is None:
            return Response("Nobody is logged in.", 403, content_type="text/plain")
        token = support().identity_token(**who)
        return Response(token, content_type="text/plain", headers={"Cache-Control": "no-store"})

    return mostrador_identity
