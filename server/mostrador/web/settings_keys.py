"""Keys and secrets: made, shown once, rotated, ended."""

from collections.abc import Mapping
from typing import Any

from mostrador.actions import keys
from mostrador.actions.keys import Live
from mostrador.actions.overview import Overview
from mostrador.domain.keys import SCOPES, SDK_SCOPES
from mostrador.web.console_settings import Form, Page, Visit


class KeyForm(Form, frozen=True):
    name: str
    scopes: tuple[str, ...] = ()


def _context(_here: Visit, _owned: Overview) -> Mapping[str, Any]:
    return {"scopes": SCOPES, "values": {"name": "", "scopes": SDK_SCOPES}, "shown": None}


async def _live(here: Visit) -> Mapping[str, Any]:
    live: Live = await keys.live(here.desk, here.speaker)
    return {
        "keys": live.keys,
        "secrets": [
            {"kid": secret.id, "created_at": secret.created_at, "last": len(live.secrets) == 1}
            for secret in live.secrets
        ],
    }


async def _add(here: Visit, sent: KeyForm) -> Mapping[str, Any]:
    made = await keys.add_key(here.desk, here.speaker, sent.name, sent.scopes)
    return {"shown": {"kind": "key", "name": sent.name, "secret": made.secret}}


async def _rotate(here: Visit, _sent: Form) -> Mapping[str, Any]:
    made = await keys.rotate_key(here.desk, here.speaker, here.path["key"])
    return {"shown": {"kind": "key", "name": made.name, "secret": made.secret}}


async def _end(here: Visit, _sent: Form) -> None:
    await keys.end_key(here.desk, here.speaker, here.path["key"])


async def _add_secret(here: Visit, _sent: Form) -> Mapping[str, Any]:
    made = await keys.add_secret(here.desk, here.speaker)
    return {"shown": {"kind": "identity", "name": made.id, "secret": made.secret}}


async def _end_secret(here: Visit, _sent: Form) -> None:
    await keys.end_secret(here.desk, here.speaker, here.path["kid"])


PAGE = Page("keys", _context, also=_live)
ROUTES = [
    PAGE.shown(),
    PAGE.takes("keys", KeyForm, _add),
    PAGE.takes("keys/identity/rotate", Form, _add_secret),
    PAGE.takes("keys/identity/{kid}/revoke", Form, _end_secret),
    PAGE.takes("keys/{key}/rotate", Form, _rotate),
    PAGE.takes("keys/{key}/revoke", Form, _end),
]
