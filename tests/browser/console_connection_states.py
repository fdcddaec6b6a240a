"""The states of the settings by which other systems are told what happens here, and tell us."""

from typing import Any

from console_inbox_states import INBOX
from console_samples import NOW, ago
from console_settings_states import settings
from console_state import State

from mostrador.domain.hooks import OWN, PLATFORMS
from mostrador.domain.webhooks import TYPES

SECRET = {"id": "whs_1", "created_at": ago(days=40), "last": True}
TWO = [{**SECRET, "last": False}, {"id": "whs_2", "created_at": NOW, "last": False}]


def hook(id: str, state: str, **more: Any) -> dict[str, Any]:
    url = f"https://tienda.lola.example/mostrador/{id}/un-camino-bastante-largo-que-no-cabe-en-un-movil"
    usual = {"id": id, "url": url, "types": TYPES[:3], "state": state, "failing_since": None, "secrets": [SECRET]}
    return {**usual, **more}


def told(number: int, type: str, state: str, **more: Any) -> dict[str, Any]:
    usual = {"attempts": 1, "next_at": None, "code": None, "problem": None, "url": "https://tienda.lola.example/m"}
    return {"id": f"msg_{number}", "at": ago(hours=number), "type": type, "state": state, **usual, **more}


WEBHOOKS: dict[str, Any] = {
    "types": TYPES,
    "values": {"url": "", "types": TYPES},
    "shown": None,
    "webhooks": [
        hook("whk_1", "on", secrets=TWO),
        hook("whk_2", "off"),
        hook("whk_3", "on", failing_since=ago(days=1)),
    ],
    "deliveries": [
        told(1, "conversation.opened", "delivered", code=204),
        told(2, "conversation.answered", "waiting", attempts=3, next_at=NOW, code=503),
        told(3, "message.received", "failed", attempts=10, problem="unreachable"),
        told(4, "order.problem", "dropped", url=None, attempts=0),
    ],
    "more": "/console/settings/webhooks?before=msg_4",
}
STOPPED = [
    hook("whk_1", "failing", failing_since=ago(days=6)),
    hook("whk_2", "gone", failing_since=ago(days=1)),
]


def connected(platform: str, **more: Any) -> dict[str, Any]:
    usual = {
        "id": f"hok_{platform}",
        "platform": platform,
        "own": platform in OWN,
        "address": "https://ayuda.lola.example/hooks/q3hNkzY0T7uJc1mVb2xW5A",
        "site": "",
        "seen_at": ago(hours=2),
        "refused_at": None,
        "problem": None,
        "secrets": [{**SECRET, "id": f"hks_{platform}"}],
    }
    return {**usual, **more}


HOOKS: dict[str, Any] = {
    "platforms": [{"key": each, "own": each in OWN} for each in PLATFORMS],
    "values": {"platform": "", "site": ""},
    "shown": None,
    "hooks": [
        connected("woocommerce", secrets=TWO),
        connected("shopify", problem="signature", refused_at=ago(hours=1)),
        connected("saleor", site="https://api.lola.example", secrets=[], seen_at=None),
    ],
}
MADE = {"platform": "prestashop", "address": "https://ayuda.lola.example/hooks/q3hN", "secret": "whsec_C2FVsBQIhrscC="}
CONNECTIONS: dict[str, State] = {
    "settings-webhooks": settings("webhooks", **WEBHOOKS),
    "settings-webhooks-none": settings("webhooks", **{**WEBHOOKS, "webhooks": [], "deliveries": [], "more": None}),
    "settings-webhooks-new": settings(
        "webhooks",
        saved=True,
        **{**WEBHOOKS, "shown": {"url": "https://lola.example/m", "secret": "whsec_C2FVsBQIhr="}},
    ),
    "settings-webhooks-stopped": settings("webhooks", **{**WEBHOOKS, "webhooks": STOPPED}),
    "settings-webhooks-wrong": settings(
        "webhooks",
        status=422,
        errors={"url": "webhook_url", "types": "types_invalid", "whk_2_types": "types_invalid"},
        **{**WEBHOOKS, "drafts": {"whk_2": {"types": []}}, "values": {"url": "ftp://lola", "types": []}},
    ),
    "settings-hooks": settings("hooks", **HOOKS),
    "settings-hooks-none": settings("hooks", **{**HOOKS, "hooks": []}),
    "settings-hooks-new": settings("hooks", saved=True, **{**HOOKS, "shown": MADE}),
    "settings-hooks-wrong": settings(
        "hooks",
        status=422,
        errors={"site": "site_invalid", "hok_shopify_secret": "secret_invalid"},
        **{**HOOKS, "values": {"platform": "saleor", "site": "lola"}},
    ),
    "inbox-trouble": State(
        INBOX["inbox"].template,
        {**INBOX["inbox"].context, "shell": {**INBOX["inbox"].context["shell"], "trouble": True}},
    ),
}
