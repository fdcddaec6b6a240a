"""A conversation in the console: opened, answered, and everything else that agents do with it."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import answers, attending, conversations, merging, reading
from mostrador.actions.answers import Answer, Then
from mostrador.desk import Desk
from mostrador.domain import snoozes
from mostrador.domain.conversation import Priority
from mostrador.errors import AnsweredMeanwhile, Conflict, Invalid, NotFound
from mostrador.storage.inbox import VIEWS
from mostrador.times import Times
from mostrador.web.console_inbox import listing, shelf_of
from mostrador.web.console_shell import shell
from mostrador.web.conversation_context import Around, Draft, context, cursor_of, events
from mostrador.web.pages import Pages, is_partial
from mostrador.web.posted import posted
from mostrador.web.sessions import SignedIn, signed_in

Do = Callable[[Request, Desk, SignedIn, str], Awaitable[Draft | None]]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fields of a form, and no other."""


class Nothing(Strict, frozen=True):
    pass


class Said(Strict, frozen=True):
    mode: Literal["answer", "note"]
    key: str
    text: str = ""
    seen: int = 0
    known: str = ""
    then: Then = ""


class Status(Strict, frozen=True):
    to: Literal["open", "pending", "snoozed", "resolved"]
    until: str = ""


class Agent(Strict, frozen=True):
    agent: str = ""


class Department(Strict, frozen=True):
    department: str = ""


class To(Strict, frozen=True):
    to: Priority


class Name(Strict, frozen=True):
    name: str


class Code(Strict, frozen=True):
    code: str


class Other(Strict, frozen=True):
    id: str


class HeldOne(Strict, frozen=True):
    held: str


class Seen(Strict, frozen=True):
    seq: int


class Sign(Strict, frozen=True):
    writing: str = ""
    gone: str = ""


async def show(request: Request) -> Response:
    """Answer a conversation: alone for htmx, else as a page with the list that it was opened from."""
    signed = await signed_in(request)
    return await _page(request, signed)


async def earlier(request: Request) -> Response:
    """Answer older events of the log."""
    signed = await signed_in(request)
    id = request.path_params["id"]  # noqa: A001 - the field's own word
    desk = _desk(request)
    opened = await reading.open(desk, signed.speaker, id)
    log = await reading.earlier(desk, signed.speaker, id, cursor_of(request.query_params))
    around = _around(request, signed, id)
    fragment = {"conversation": context(opened, around)["conversation"], **events(opened, log, around)}
    return _pages(request).show(request, "console/parts/events.html", signed.reader, fragment)


async def look(request: Request) -> Response:
    """Say who has proven the address that was typed; the click is recorded."""
    signed = await signed_in(request)
    name = await reading.look(_desk(request), signed.speaker, request.path_params["id"])
    return await _page(request, signed, match=name)


async def mark_read(request: Request) -> Response:
    signed = await signed_in(request)
    seen = await posted(request, Seen)
    await conversations.mark_read(_desk(request), signed.speaker, request.path_params["id"], seen.seq)
    return Response(status_code=204)


async def attend(request: Request) -> Response:
    """Take a sign of life from a page that shows the conversation."""
    signed = await signed_in(request, seen=False)
    sign = await posted(request, Sign)
    await attending.attend(
        _desk(request), signed.speaker, request.path_params["id"], writing=bool(sign.writing), gone=bool(sign.gone)
    )
    return Response(status_code=204)


def act(do: Do) -> Callable[[Request], Awaitable[Response]]:
    """Do something with a conversation, and answer the conversation as it is then, or why it could not be done."""

    async def endpoint(request: Request) -> Response:
        signed = await signed_in(request)
        try:
            draft = await do(request, _desk(request), signed, request.path_params["id"])
        except (Conflict, Invalid) as refused:
            return await _page(request, signed, Draft("", code=refused.code), status=refused.status)
        return await _page(request, signed, draft)

    return endpoint


async def say(request: Request) -> Response:
    """Take an answer or a note. When it cannot go, its text stays in the composer."""
    signed = await signed_in(request)
    said = await posted(request, Said)
    id = request.path_params["id"]  # noqa: A001 - the field's own word
    try:
        if said.mode == "note":
            await conversations.note(_desk(request), signed.speaker, id, said.text, said.key)
            return await _page(request, signed)
        given = Answer(said.text, said.key, said.seen, said.known.split(), said.then)
        outcome = await answers.answer(_desk(request), signed.speaker, id, given)
    except AnsweredMeanwhile as refused:
        draft = Draft(said.text, said.mode, refused.code, said.seen)
        return await _page(request, signed, draft, status=refused.status)
    except (Conflict, Invalid) as refused:
        return await _page(request, signed, Draft(said.text, said.mode, refused.code), status=refused.status)
    return await _page(request, signed, Draft(said.text) if outcome == "taken_back" else None)


async def _take_back(request: Request, desk: Desk, signed: SignedIn, id: str) -> Draft:
    held = await posted(request, HeldOne)
    return Draft(await answers.take_back(desk, signed.speaker, id, held.held))


async def _assign(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await conversations.assign(desk, signed.speaker, id, (await posted(request, Agent)).agent or None)


async def _move(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await conversations.move(desk, signed.speaker, id, (await posted(request, Department)).department or None)


async def _status(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    status = await posted(request, Status)
    if status.to == "snoozed":
        until = snoozes.until(status.until, desk.clock.now(), signed.reader.zone)
        await conversations.snooze(desk, signed.speaker, id, until)
        return
    change = {"open": conversations.reopen, "pending": conversations.pend, "resolved": conversations.resolve}
    await change[status.to](desk, signed.speaker, id)


async def _prioritise(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await conversations.prioritise(desk, signed.speaker, id, (await posted(request, To)).to)


async def _tag(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await conversations.tag(desk, signed.speaker, id, (await posted(request, Name)).name)


async def _untag(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await conversations.untag(desk, signed.speaker, id, (await posted(request, Name)).name)


def _plain(change: Callable[..., Awaitable[Any]]) -> Do:
    """An action that needs to know nothing but the conversation."""

    async def do(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
        await posted(request, Nothing)
        await change(desk, signed.speaker, id)

    return do


async def _merge(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await merging.merge(desk, signed.speaker, id, (await posted(request, Code)).code)


async def _unmerge(request: Request, desk: Desk, signed: SignedIn, _id: str) -> None:
    await merging.unmerge(desk, signed.speaker, (await posted(request, Other)).id)


async def _link(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await merging.link(desk, signed.speaker, id, (await posted(request, Code)).code)


async def _unlink(request: Request, desk: Desk, signed: SignedIn, id: str) -> None:
    await merging.unlink(desk, signed.speaker, id, (await posted(request, Other)).id)


ACTIONS: dict[str, Do] = {
    "take-back": _take_back,
    "assign": _assign,
    "move": _move,
    "status": _status,
    "priority": _prioritise,
    "tag": _tag,
    "untag": _untag,
    "quarantine": _plain(conversations.quarantine),
    "release": _plain(conversations.release),
    "merge": _merge,
    "unmerge": _unmerge,
    "link": _link,
    "unlink": _unlink,
    "block": _plain(conversations.block),
    "unblock": _plain(conversations.unblock),
}
ROUTES = [
    Route("/console/conversations/{id}", show),
    Route("/console/conversations/{id}/earlier", earlier),
    Route("/console/conversations/{id}/say", say, methods=["POST"]),
    Route("/console/conversations/{id}/match", look, methods=["POST"]),
    Route("/console/conversations/{id}/read", mark_read, methods=["POST"]),
    Route("/console/conversations/{id}/here", attend, methods=["POST"]),
    *(Route(f"/console/conversations/{{id}}/{name}", act(do), methods=["POST"]) for name, do in ACTIONS.items()),
]


async def _page(
    request: Request, signed: SignedIn, draft: Draft | None = None, *, status: int = 200, match: str | None = None
) -> Response:
    id = request.path_params["id"]  # noqa: A001 - the field's own word
    opened = await reading.open(_desk(request), signed.speaker, id, match=match)
    around = _around(request, signed, id)
    shown = context(opened, around, draft)
    if is_partial(request):
        return _pages(request).show(request, "console/conversation.html", signed.reader, shown, status=status)
    page = {
        **shown,
        "shell": await shell(request, signed, around.from_list),
        "list": await listing(request, signed, shelf_of(around.from_list), id),
        "setup": None,
    }
    return _pages(request).show(request, "console/inbox.html", signed.reader, page, status=status)


def _around(request: Request, signed: SignedIn, id: str) -> Around:
    desk = _desk(request)
    now = desk.clock.now()
    me = signed.member.id
    return Around(
        me=me,
        reader=signed.reader,
        pages=_pages(request),
        times=Times(request.app.state.words.in_language(signed.reader.language), signed.reader.zone, now),
        now=now,
        from_list=_from_list(request),
        lookers=tuple(desk.presence.others(id, me, at=now)),
        on_duty=frozenset(each.id for each in desk.presence.others(signed.shop.id, me, at=now)),
    )


def _from_list(request: Request) -> str:
    """The list that the agent came from, by this address or by the page's that sent it."""
    page = parse_qs(urlsplit(request.headers.get("hx-current-url", "")).query)
    said = request.query_params.get("from") or next(iter(page.get("from", [])), "")
    try:
        shelf_of(said)
    except NotFound:
        return "open"
    return said if said in VIEWS else said[:40]


def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
