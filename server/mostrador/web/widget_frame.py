"""The document inside the widget's frame: what it holds, and what it may do."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any, Literal

import msgspec

from mostrador.domain import colors
from mostrador.domain.inviting import as_browsers_write
from mostrador.domain.shop import Shop
from mostrador.web.assets import WidgetAssets
from mostrador.web.live_wire import Counter

Mode = Literal["panel", "inline"]


class Standing(msgspec.Struct, frozen=True):
    """What a shopper can expect now: by when an answer to a form, and how it stands at the counter."""

    promise: datetime | None
    counter: Counter


DOCUMENT = """\
<!doctype html>
<html lang="{lang}" data-mode="{mode}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="{base}/app.css">
<script type="application/json" id="boot">{boot}</script>
{early}<script type="module" src="{base}/app/main.js"></script>
<div id="app" data-state="loading">
  <div class="place"><div class="skeleton" role="status" aria-label="{loading}"><i></i><i></i><i></i></div></div>
</div>
</html>
"""


EARLY = '<link rel="modulepreload" href="{base}/app/form.js">\n'  # a part of a page is the form and nothing else


def policy(ancestors: Sequence[str], socket: str) -> str:
    """
    Let the frame be what it is made of, inside these pages alone.

    `socket` is where the live line is: not every browser takes a WebSocket of our own host for 'self'.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"connect-src 'self' {socket}",
            "img-src 'self' data:",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {' '.join(ancestors) or chr(39) + 'none' + chr(39)}",
            "require-trusted-types-for 'script'",
            "trusted-types mostrador",
        )
    )


def headers(ancestors: Sequence[str], socket: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy(ancestors, socket),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "X-Robots-Tag": "noindex",
        "Cache-Control": "no-store",
    }


def document(
    assets: WidgetAssets,
    shop: Shop,
    *,
    base: str,
    boot: str,
    lang: str,
    mode: Mode,
    standing: Standing,
    orders: bool,
) -> str:
    """
    Write the document. `base` is the path that the server is mounted under, `boot` the token to begin with; `orders`
    says whether the shop tells of them.
    """
    words = assets.words.phrases(lang, shop.profile.address)
    served = f"{base}/widget/{assets.version}"
    told = {
        "boot": boot,
        "lang": lang,
        "mode": mode,
        "shop": shop_as_told(shop, lang, standing, orders=orders),
        "origins": shop.origins,
        "version": assets.version,
        "words": words,
    }
    return DOCUMENT.format(
        lang=lang,
        mode=mode,
        title=escape(shop.name),
        base=served,
        early=EARLY.format(base=served) if mode == "inline" else "",
        boot=msgspec.json.encode(told).decode().replace("<", "\\u003c"),
        loading=escape(str(words["loading"])),
    )


def shop_as_told(shop: Shop, lang: str, standing: Standing, *, orders: bool) -> dict[str, Any]:
    """What a visitor may know of a shop."""
    profile, look = shop.profile, shop.profile.look
    light, dark = colors.light(look.color), colors.dark(look.color)
    return {
        "id": shop.id,
        "name": shop.name,
        "greeting": look.greeting,
        "logo": look.logo or None,
        "color": light.color,
        "onColor": light.on,
        "dark": {"color": dark.color, "onColor": dark.on},
        "languages": profile.languages,
        "privacyUrl": profile.privacy_url or None,
        "address": profile.address,
        "topics": [{"id": topic.id, "name": topic.name(lang), "asksOrder": topic.asks_order} for topic in shop.topics],
        "standing": standing,
        "orders": orders,
        "chat": {
            "on": profile.chat.on,
            "asksEmail": profile.chat.asks_email,
            "answerWithin": profile.chat.answer_within,
        },
        "invitations": {rule.id: rule.text(lang, shop.language) for rule in profile.chat.inviting},
    }


def loader_config(assets: WidgetAssets, shop: Shop, url: str) -> dict[str, Any]:
    """What the loader carries; of invitations only when they are to be made, and no text."""
    spoken = assets.words.spoken(shop.profile.languages)
    rules = [
        {
            "id": rule.id,
            "page": as_browsers_write(rule.page),
            "seconds": rule.seconds,
            "items": rule.items,
            "every": rule.every,
        }
        for rule in shop.profile.chat.inviting
    ]
    return {
        "url": url,
        "shop": shop.id,
        "look": look_for_loader(shop),
        "words": {language: assets.words.for_loader(language, inviting=bool(rules)) for language in spoken},
        **({"invitations": rules} if rules else {}),
    }


def look_for_loader(shop: Shop) -> str:
    """The shop's colours and side, as styles for the button on its page."""
    profile, look = shop.profile, shop.profile.look
    light, dark = colors.light(look.color), colors.dark(look.color)
    styles = f":host{{--b:{light.color};--o:{light.on}}}"
    styles += f"@media(prefers-color-scheme:dark){{:host{{--b:{dark.color};--o:{dark.on}}}}}"
    if look.position == "left":
        styles += ":host(mostrador-counter){inset:auto auto 20px 20px!important}"
        styles += "@media(min-width:481px){div{right:auto;left:0}}"  # on a phone the panel is as wide as the page
        styles += "section{right:auto;left:0}" if profile.chat.inviting else ""
    return styles
