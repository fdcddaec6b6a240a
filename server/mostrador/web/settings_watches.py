"""The settings of watched orders: a form for each rule, one for the next, and what a rule would have seen."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import watches
from mostrador.actions.overview import Overview
from mostrador.domain.watch import FIELDS, KINDS, MOST, Act, Kind, Watch
from mostrador.web.console_inbox import found_order
from mostrador.web.console_settings import Form, Page, Visit, visit
from mostrador.web.posted import apart, convert, fields, gathered

TEXT = "text_"  # and a language
NEW = Watch("new", "not_shipped", 2, on=True)


class WatchForm(Form, frozen=True, kw_only=True):
    kind: Kind
    count: int
    act: Act
    on: bool = False
    department: str = ""


Do = Callable[[Visit, int, Watch], Awaitable[Mapping[str, Any] | None]]


def _page(_here: Visit, owned: Overview) -> Mapping[str, Any]:
    return {
        "new": NEW,
        "kinds": KINDS,
        "most": MOST,
        "fields": [f"{{{name}}}" for name in FIELDS],
        "departments": owned.departments,
        "shop_languages": owned.shop.profile.languages,
        "tried": None,
    }


async def _rules(here: Visit) -> Mapping[str, Any]:
    return {"rules": await watches.all(here.desk, here.speaker)}


def _field(name: str) -> str:
    return TEXT + name.removeprefix("texts.") if name.startswith("texts.") else name


def _takes(path: str, do: Do) -> Route:
    async def take(request: Request) -> Response:
        here = await visit(request)
        sent, texts = apart(await fields(request), TEXT)
        typed = gathered(sent, WatchForm)
        entry = here.path.get("watch", NEW.id)

        async def done() -> Mapping[str, Any] | None:
            form = convert(typed, WatchForm)
            draft = Watch(
                here.path.get("watch", ""), form.kind, form.count, form.act, form.on, form.department or None, texts
            )
            return await do(here, form.version, draft)

        return await WATCHES.outcome(here, done(), typed={**typed, "texts": texts}, entry=entry)

    return Route(f"/console/settings/{path}", take, methods=["POST"])


async def _add(here: Visit, version: int, draft: Watch) -> None:
    await watches.add(here.desk, here.speaker, version, draft)


async def _change(here: Visit, version: int, draft: Watch) -> None:
    await watches.change(here.desk, here.speaker, version, draft)


async def _try(here: Visit, _version: int, draft: Watch) -> Mapping[str, Any]:
    """What the rule would have seen; nothing is kept, and what was typed stays."""
    run = await watches.dry_run(here.desk, here.speaker, draft)
    language = here.signed.reader.language
    found = [{**found_order(order, language), "seen_at": at} for order, at in run.latest]
    entry = draft.id or NEW.id
    tried = {"id": entry, "looked_at": run.looked_at, "seen": run.seen, "orders": found}
    return {"tried": tried, "saved": False, "drafts": {entry: draft}}


async def _remove(here: Visit, sent: Form) -> None:
    await watches.remove(here.desk, here.speaker, sent.version, here.path["watch"])


WATCHES = Page("watches", _page, _field, also=_rules)
ROUTES = [
    WATCHES.shown(),
    _takes("watches", _add),
    _takes("watches/try", _try),
    _takes("watches/{watch}", _change),
    _takes("watches/{watch}/try", _try),
    WATCHES.takes("watches/{watch}/remove", Form, _remove, of="watch"),
]
