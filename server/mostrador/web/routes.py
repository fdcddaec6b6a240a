"""Every URL in one table."""

from starlette.routing import BaseRoute, Route

from mostrador.settings import Settings
from mostrador.web import (
    console_conversation,
    console_inbox,
    console_login,
    console_news,
    correspondence,
    health,
    widget_api,
    widget_pages,
)


def routes(settings: Settings) -> list[BaseRoute]:
    return [
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", health.metrics),
        *widget_api.ROUTES,
        *widget_pages.ROUTES,
        *correspondence.ROUTES,
        *console_inbox.ROUTES,
        *console_conversation.ROUTES,
        *console_news.ROUTES,
        *console_login.ROUTES,
    ]
