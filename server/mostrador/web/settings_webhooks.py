"""The settings' page of webhooks: which addresses are told what, and what became of it."""

from collections.abc import Mapping
from typing import Any

from mostrador.actions import webhook_settings
from mostrador.actions.overview import Overview
from mostrador.actions.webhook_settings import Shown, Standing
from mostrador.domain.webhooks import TYPES
from mostrador.storage.webhooks import Delivery, Webhook
from mostrador.web.console_settings import Form, Page, Visit
from mostrador.web.pages import Pages


class NewWebhook(Form, frozen=True):
    url: str
    types: tuple[str, ...] = ()


class Subscription(Form, frozen=True):
    types: tuple[str, ...] = ()


def _context(_here: Visit, _owned: Overview) -> Mapping[str, Any]:
    return {"types": TYPES, "values": {"url": "", "types": TYPES}, "shown": None}


async def _standing(here: Visit) -> Mapping[str, Any]:
    before = here.request.query_params.get("before") or None
    found = await webhook_settings.standing(here.desk, here.speaker, before)
    pages: Pages = here.request.app.state.pages
    urls = {each.id: each.url for each in found.webhooks}
    return {
        "webhooks": [_webhook(each, found) for each in found.webhooks],
        "deliveries": [_delivery(each, urls) for each in found.deliveries],
        "more": None if found.more is None else pages.to(f"/settings/webhooks?before={found.more}"),
    }


def _webhook(hook: Webhook, found: Standing) -> dict[str, Any]:
    secrets = found.secrets[hook.id]
    return {
        "id": hook.id,
        "url": hook.url,
        "types": hook.types,
        "state": hook.state,
        "failing_since": hook.failing_since,
        "secrets": [{"id": each.id, "created_at": each.created_at, "last": len(secrets) == 1} for each in secrets],
    }


def _delivery(told: Delivery, urls: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": told.id,
        "at": told.at,
        "type": told.type,
        "url": urls.get(told.webhook_id),
        "state": told.state,
        "attempts": told.attempts,
        "next_at": told.next_at if told.attempts else None,
        "code": told.code,
        "problem": told.problem,
    }


def _shown(made: Shown) -> Mapping[str, Any]:
    return {"shown": {"url": made.url, "secret": made.secret}}


async def _add(here: Visit, sent: NewWebhook) -> Mapping[str, Any]:
    return _shown(await webhook_settings.add(here.desk, here.speaker, sent.url.strip(), sent.types))


async def _subscribe(here: Visit, sent: Subscription) -> None:
    await webhook_settings.subscribe(here.desk, here.speaker, here.path["webhook"], sent.types)


async def _rotate(here: Visit, _sent: Form) -> Mapping[str, Any]:
    return _shown(await webhook_settings.rotate(here.desk, here.speaker, here.path["webhook"]))


async def _end_secret(here: Visit, _sent: Form) -> None:
    await webhook_settings.end_secret(here.desk, here.speaker, here.path["secret"])


async def _turn_on(here: Visit, _sent: Form) -> None:
    await webhook_settings.turn(here.desk, here.speaker, here.path["webhook"], on=True)


async def _turn_off(here: Visit, _sent: Form) -> None:
    await webhook_settings.turn(here.desk, here.speaker, here.path["webhook"], on=False)


async def _remove(here: Visit, _sent: Form) -> None:
    await webhook_settings.remove(here.desk, here.speaker, here.path["webhook"])


async def _test(here: Visit, _sent: Form) -> None:
    await webhook_settings.test(here.desk, here.speaker, here.path["webhook"])


async def _again(here: Visit, _sent: Form) -> None:
    await webhook_settings.again(here.desk, here.speaker, here.path["delivery"])


PAGE = Page("webhooks", _context, also=_standing)
ROUTES = [
    PAGE.shown(),
    PAGE.takes("webhooks", NewWebhook, _add),
    PAGE.takes("webhooks/secrets/{secret}/revoke", Form, _end_secret),
    PAGE.takes("webhooks/deliveries/{delivery}/again", Form, _again),
    PAGE.takes("webhooks/{webhook}", Subscription, _subscribe, of="webhook"),
    PAGE.takes("webhooks/{webhook}/rotate", Form, _rotate),
    PAGE.takes("webhooks/{webhook}/on", Form, _turn_on),
    PAGE.takes("webhooks/{webhook}/off", Form, _turn_off),
    PAGE.takes("webhooks/{webhook}/test", Form, _test),
    PAGE.takes("webhooks/{webhook}/remove", Form, _remove),
]
