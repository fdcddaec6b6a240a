"""The settings' page of shop platforms: an address for each, and the secret by which it is believed."""

from collections.abc import Mapping
from typing import Any

from mostrador.actions import hook_settings
from mostrador.actions.hook_settings import Shown
from mostrador.actions.overview import Overview
from mostrador.domain.hooks import OWN, PLATFORMS
from mostrador.storage.hooks import Hook
from mostrador.storage.secrets import Secret
from mostrador.web.console_settings import Form, Page, Visit


class NewHook(Form, frozen=True):
    platform: str
    secret: str = ""
    site: str = ""


class NewSecret(Form, frozen=True):
    secret: str = ""


def _context(_here: Visit, _owned: Overview) -> Mapping[str, Any]:
    values = {"platform": "", "site": ""}
    return {"platforms": [{"key": each, "own": each in OWN} for each in PLATFORMS], "values": values, "shown": None}


async def _standing(here: Visit) -> Mapping[str, Any]:
    found = await hook_settings.standing(here.desk, here.speaker)
    return {"hooks": [_hook(here, each, found.secrets[each.id]) for each in found.hooks]}


def _hook(here: Visit, hook: Hook, live: list[Secret]) -> dict[str, Any]:
    return {
        "id": hook.id,
        "platform": hook.platform,
        "own": hook.platform in OWN,
        "address": _address(here, hook.path),
        "site": hook.site,
        "seen_at": hook.seen_at,
        "refused_at": hook.refused_at if hook.problem else None,
        "problem": hook.problem,
        "secrets": [{"id": each.id, "created_at": each.created_at, "last": len(live) == 1} for each in live],
    }


def _address(here: Visit, path: str) -> str:
    return f"{here.desk.settings.public_url.rstrip('/')}/hooks/{path}"


def _shown(here: Visit, made: Shown) -> Mapping[str, Any]:
    return {"shown": {"platform": made.platform, "address": _address(here, made.path), "secret": made.secret}}


async def _add(here: Visit, sent: NewHook) -> Mapping[str, Any]:
    made = await hook_settings.add(here.desk, here.speaker, sent.platform, secret=sent.secret, site=sent.site)
    return _shown(here, made)


async def _rotate(here: Visit, sent: NewSecret) -> Mapping[str, Any]:
    return _shown(here, await hook_settings.rotate(here.desk, here.speaker, here.path["hook"], secret=sent.secret))


async def _end_secret(here: Visit, _sent: Form) -> None:
    await hook_settings.end_secret(here.desk, here.speaker, here.path["hook_secret"])


async def _remove(here: Visit, _sent: Form) -> None:
    await hook_settings.remove(here.desk, here.speaker, here.path["hook"])


PAGE = Page("hooks", _context, also=_standing, typed=lambda sent: {**sent, "secret": ""})
ROUTES = [
    PAGE.shown(),
    PAGE.takes("hooks", NewHook, _add),
    PAGE.takes("hooks/secrets/{hook_secret}/revoke", Form, _end_secret),
    PAGE.takes("hooks/{hook}/rotate", NewSecret, _rotate, of="hook"),
    PAGE.takes("hooks/{hook}/remove", Form, _remove),
]
