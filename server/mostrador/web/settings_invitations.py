"""The settings of invitations to chat: a form for each rule, and one for the next."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import chat_invitations
from mostrador.actions.overview import Overview
from mostrador.domain.inviting import Draft
from mostrador.domain.shop import Invitation
from mostrador.web.console_settings import Form, Page, Visit, visit
from mostrador.web.posted import apart, convert, fields, gathered

TEXT = "text_"  # and a language
NEW = Invitation(id="new")


class InvitationForm(Form, frozen=True, kw_only=True):
    on: bool = False
    page: str = ""
    seconds: int
    items: int
    every: int


Do = Callable[[Visit, int, Draft], Awaitable[object]]


def _page(_here: Visit, owned: Overview) -> Mapping[str, Any]:
    profile = owned.shop.profile
    return {
        "invitations": profile.chat.invitations,
        "new": NEW,
        "shop_languages": profile.languages,
        "chat_on": profile.chat.on,
    }


def _field(name: str) -> str:
    return TEXT + name.removeprefix("texts.") if name.startswith("texts.") else name


def _takes(path: str, do: Do) -> Route:
    async def take(request: Request) -> Response:
        here = await visit(request)
        sent, texts = apart(await fields(request), TEXT)
        typed = gathered(sent, InvitationForm)

        async def done() -> None:
            form = convert(typed, InvitationForm)
            await do(here, form.version, Draft(form.on, form.page, form.seconds, form.items, form.every, texts))

        entry = here.path.get("rule", NEW.id)
        return await INVITATIONS.outcome(here, done(), typed={**typed, "texts": texts}, entry=entry)

    return Route(f"/console/settings/{path}", take, methods=["POST"])


async def _add(here: Visit, version: int, draft: Draft) -> None:
    await chat_invitations.add(here.desk, here.speaker, version, draft)


async def _change(here: Visit, version: int, draft: Draft) -> None:
    await chat_invitations.change(here.desk, here.speaker, version, here.path["rule"], draft)


async def _remove(here: Visit, sent: Form) -> None:
    await chat_invitations.remove(here.desk, here.speaker, sent.version, here.path["rule"])


INVITATIONS = Page("invitations", _page, _field)
ROUTES = [
    INVITATIONS.shown(),
    _takes("invitations", _add),
    _takes("invitations/{rule}", _change),
    INVITATIONS.takes("invitations/{rule}/remove", Form, _remove, of="rule"),
]
