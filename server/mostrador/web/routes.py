"""Every URL in one table."""

from starlette.routing import BaseRoute, Route

from mostrador.settings import Settings
from mostrador.web import (
    console_account,
    console_assets,
    console_conversation,
    console_inbox,
    console_links,
    console_login,
    console_look,
    console_news,
    console_preview,
    console_settings,
    correspondence,
    health,
    live,
    settings_hours,
    settings_journal,
    settings_keys,
    settings_lists,
    settings_look,
    settings_profile,
    settings_setup,
    settings_team,
    ways,
    widget_api,
    widget_chat,
    widget_pages,
)


def routes(settings: Settings) -> list[BaseRoute]:
    return [
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", health.metrics),
        *ways.ROUTES,
        *live.ROUTES,
        *widget_api.ROUTES,
        *widget_chat.ROUTES,
        *widget_pages.ROUTES,
        *correspondence.ROUTES,
        *console_assets.ROUTES,
        *console_inbox.ROUTES,
        *console_conversation.ROUTES,
        *console_news.ROUTES,
        *console_preview.ROUTES,
        *console_account.ROUTES,
        *console_links.ROUTES,
        *console_login.ROUTES,
        *console_look.ROUTES,
        console_settings.FIRST,
        *settings_setup.ROUTES,
        *settings_look.ROUTES,
        *settings_profile.ROUTES,
        *settings_hours.ROUTES,
        *settings_lists.ROUTES,
        *settings_keys.ROUTES,
        *settings_team.ROUTES,
        *settings_journal.ROUTES,
    ]
