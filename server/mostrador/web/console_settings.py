"""The frame of every settings page: who may see it, what stands in it, what was wrong with what they sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mostrador.actions.overview import Overview, overview
from mostrador.desk import Desk
from mostrador.domain.roles import Verb, may
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, Invalid, Refusal
from mostrador.web.console_shell import shell
from mostrador.web.pages import Pages
from mostrador.web.posted import convert, fields, gathered
from mostrador.web.sessions import SignedIn, signed_in

Endpoint = Callable[[Request], Awaitable[Response]]
T = TypeVar("T", bound="Form")


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fields of a form and no other; `version` is the shop's when the page was made."""

    version: int


@dataclass(frozen=True, slots=True)
class Visit:
    """An owner at a settings page."""

    request: Request
    desk: Desk
    signed: SignedIn

    @property
    def speaker(self) -> Speaker:
        return self.signed.speaker

    @property
    def path(self) -> Mapping[str, Any]:
        return self.request.path_params


Context = Callable[[Visit, Overview], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """
    One page of the settings. `context` says what stands in it; `field` how the page calls a field of ours.

    An answer is always the whole page: 200 as it stands now, or the refusal's status with `errors` by field, and what
    was typed in its place. Where a page has a form for each of several entries, that is in `drafts` by the entry's id,
    and the names of wrong fields begin with it.
    """

    key: str
    context: Context
    field: Callable[[str], str] = str
    typed: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict  # what stays in the fields when it is refused
    also: Callable[[Visit], Awaitable[Mapping[str, Any]]] | None = None  # what has to be asked for besides
    verb: Verb = "manage_shop"  # what whoever sees it may do

    def shown(self) -> Route:
        async def show(request: Request) -> Response:
            return await self.answer(await visit(request))

        return Route(f"/console/settings/{self.key}", show)

    def takes(
        self, path: str, kind: type[T], do: Callable[[Visit, T], Awaitable[Mapping[str, Any] | None]], *, of: str = ""
    ) -> Route:
        """
        What a form of this page posts to: `do` it, and answer with the page.

        `of` is the path's part with the entry's id, where the form is one of several entries' alike.
        """

        async def take(request: Request) -> Response:
            here = await visit(request)
            sent = gathered(await fields(request), kind)

            async def done() -> Mapping[str, Any] | None:
                return await do(here, convert(sent, kind))

            return await self.outcome(here, done(), typed=self.typed(sent), entry=here.path[of] if of else "")

        return Route(f"/console/settings/{path}", take, methods=["POST"])

    async def outcome(
        self, here: Visit, doing: Awaitable[Mapping[str, Any] | None], *, typed: Mapping[str, Any], entry: str = ""
    ) -> Response:
        try:
            more = await doing
        except (Invalid, Conflict) as refusal:
            return await self.answer(here, refusal=refusal, typed=typed, entry=entry)
        return await self.answer(here, saved=True, more=more or {})

    async def answer(
        self,
        here: Visit,
        *,
        saved: bool = False,
        refusal: Refusal | None = None,
        typed: Mapping[str, Any] | None = None,
        entry: str = "",
        more: Mapping[str, Any] | None = None,
    ) -> Response:
        owned = await overview(here.desk, here.speaker, self.verb)
        context = {**self.context(here, owned), **(await self.also(here) if self.also else {})}
        if typed and not entry:
            known = context.get("values", {})
            context["values"] = {**known, **{name: value for name, value in typed.items() if name in known}}
        pages: Pages = here.request.app.state.pages
        return pages.show(
            here.request,
            f"console/settings/{self.key}.html",
            here.signed.reader,
            {
                "shell": await shell(here.request, here.signed, "settings"),
                "page": self.key,
                "saved": saved,
                "errors": self._errors(refusal, entry),
                "drafts": {entry: typed} if entry else {},
                "version": owned.shop.version,
                **context,
                **(more or {}),
            },
            status=refusal.status if refusal else 200,
        )

    def _errors(self, refusal: Refusal | None, entry: str) -> dict[str, str]:
        if refusal is None:
            return {}
        if not refusal.fields:
            return {"form": refusal.code}
        found = {self.field(name): problem.code for name, problem in refusal.fields.items()}
        return {f"{entry}_{name}" if entry and name != entry else name: code for name, code in found.items()}


async def visit(request: Request) -> Visit:
    return Visit(request, request.app.state.desk, await signed_in(request))


async def first(request: Request) -> Response:
    """Send whoever opens the settings to their first page."""
    signed = await signed_in(request)
    pages: Pages = request.app.state.pages
    return RedirectResponse(
        pages.to(f"/settings/{'setup' if may(signed.member.role, 'manage_shop') else 'replies'}"), 303
    )


FIRST = Route("/console/settings", first)
