"""The settings of campaigns, which supervisors keep, too: a form for each, and one for the next."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import campaigns
from mostrador.actions.overview import Overview
from mostrador.domain.campaign import Campaign
from mostrador.errors import FieldError, FormInvalid
from mostrador.web.console_settings import Form, Page, Visit, visit
from mostrador.web.posted import convert, fields, gathered

NEW = "new"


class CampaignForm(Form, frozen=True, kw_only=True):
    """Moments as a browser sends them, `2026-11-27T09:00`, on the shop's own clock; a product on each line."""

    title: str
    text: str = ""
    from_at: str
    until_at: str
    products: str = ""


def _page(here: Visit, _owned: Overview) -> Mapping[str, Any]:
    return {"new": dict.fromkeys(("title", "text", "from_at", "until_at", "products"), ""), "zone": _zone(here).key}


async def _campaigns(here: Visit) -> Mapping[str, Any]:
    now = here.desk.clock.now()
    found = await campaigns.all(here.desk, here.speaker)
    return {
        "campaigns": [{**_typed(here, each), "runs": each.runs(now), "over": each.until_at <= now} for each in found]
    }


def _typed(here: Visit, kept: Campaign) -> dict[str, Any]:
    zone = _zone(here)
    return {
        "id": kept.id,
        "title": kept.title,
        "text": kept.text,
        "from_at": f"{kept.from_at.astimezone(zone):%Y-%m-%dT%H:%M}",
        "until_at": f"{kept.until_at.astimezone(zone):%Y-%m-%dT%H:%M}",
        "products": "\n".join(kept.products),
    }


def _takes(path: str, do: Callable[[Visit, int, Campaign], Awaitable[object]]) -> Route:
    async def take(request: Request) -> Response:
        here = await visit(request)
        typed = gathered(await fields(request), CampaignForm)
        id = here.path.get("campaign", "")

        async def done() -> None:
            form = convert(typed, CampaignForm)
            from_at, until_at = _moments(here, form)
            draft = Campaign(id, form.title, form.text, from_at, until_at, tuple(form.products.splitlines()))
            await do(here, form.version, draft)

        return await CAMPAIGNS.outcome(here, done(), typed=typed, entry=id or NEW)

    return Route(f"/console/settings/{path}", take, methods=["POST"])


def _moments(here: Visit, form: CampaignForm) -> tuple[datetime, datetime]:
    problems: dict[str, FieldError] = {}
    found = []
    for name, typed in (("from_at", form.from_at), ("until_at", form.until_at)):
        try:
            moment = datetime.fromisoformat(typed[:16])
            found.append(moment.replace(tzinfo=_zone(here)).astimezone(UTC))
        except (ValueError, OverflowError):
            problems[name] = FieldError("value_invalid", "A day and a time, like 2026-11-27T09:00.")
    if problems:
        raise FormInvalid("The campaign cannot be taken as it is.", fields=problems)
    return found[0], found[1]


def _zone(here: Visit) -> ZoneInfo:
    return ZoneInfo(here.signed.shop.profile.time_zone)


async def _add(here: Visit, version: int, draft: Campaign) -> None:
    await campaigns.add(here.desk, here.speaker, version, draft)


async def _change(here: Visit, version: int, draft: Campaign) -> None:
    await campaigns.change(here.desk, here.speaker, version, draft)


async def _remove(here: Visit, sent: Form) -> None:
    await campaigns.remove(here.desk, here.speaker, sent.version, here.path["campaign"])


CAMPAIGNS = Page("campaigns", _page, also=_campaigns, verb="manage_campaigns")
ROUTES = [
    CAMPAIGNS.shown(),
    _takes("campaigns", _add),
    _takes("campaigns/{campaign}", _change),
    CAMPAIGNS.takes("campaigns/{campaign}/remove", Form, _remove, of="campaign"),
]
