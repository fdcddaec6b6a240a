"""A conversation in the console: opened, answered, and everything else that agents do with it."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal
from urllib.parse import parse_qs

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import answers, attending, conversations, reading
from mostrador.actions.answers import Answer, Then
from mostrador.desk import Desk
from mostrador.errors import AnsweredMeanwhile, Conflict, Invalid, NotFound
from mostrador.storage.inbox import VIEWS
from mostrador.times import Times
from mostrador.web.console_inbox import listing, shelf_of
from mostrador.web.console_shell import shell
from mostrador.web.conversation_changes import CHANGES, Change, Strict
from mostrador.web.conversation_context import Around, Draft, context, cursor_of
from mostrador.web.pages import Pages, is_partial
from mostrador.web.posted import posted
from mostrador.web.sessions import SignedIn, signed_in
from mostrador.web.ways import current_page


class Said(Strict, frozen=True):
    mode: Literal["answer", "note"]
    key: Annotated[str, Meta(min_length=1, max_length=64)]
    text: str = ""
    seen: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    known: str = ""
    then: Then = ""
    anyway: str = ""


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
    id = request.path_params["id"]
    opened = await reading.open(_desk(request), signed.speaker, id, before=cursor_of(request.query_params))
    fragment = context(opened, _around(request, signed, id))
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


def act(change: Change) -> Callable[[Request], Awaitable[Response]]:
    """Do something with a conversation, and answer the conversation as it is then, or why it could not be done."""

    async def endpoint(request: Request) -> Response:
        signed = await signed_in(request)
        try:
            draft = await change(request, _desk(request), signed, request.path_params["id"])
        except (Conflict, Invalid) as refused:
            return await _page(request, signed, Draft("", code=refused.code), status=refused.status)
        return await _page(request, signed, draft)

    return endpoint


async def say(request: Request) -> Response:
    """Take an answer or a note. When it cannot go, its text stays in the composer."""
    signed = await signed_in(request)
    said = await posted(request, Said)
    id = request.path_params["id"]
    try:
        if said.mode == "note":
            await conversations.note(_desk(request), signed.speaker, id, said.text, said.key)
            return await _page(request, signed)
        given = Answer(said.text, said.key, said.seen, said.known.split(), said.then, said.anyway)
        outcome = await answers.answer(_desk(request), signed.speaker, id, given)
    except AnsweredMeanwhile as refused:
        draft = Draft(said.text, said.mode, refused.code, said.seen)
        return await _page(request, signed, draft, status=refused.status)
    except (Conflict, Invalid) as refused:
        return await _page(request, signed, Draft(said.text, said.mode, refused.code), status=refused.status)
    return await _page(request, signed, Draft(said.text) if outcome == "taken_back" else None)


ROUTES = [
    Route("/console/conversations/{id}", show),
    Route("/console/conversations/{id}/earlier", earlier),
    Route("/console/conversations/{id}/say", say, methods=["POST"]),
    Route("/console/conversations/{id}/match", look, methods=["POST"]),
    Route("/console/conversations/{id}/read", mark_read, methods=["POST"]),
    Route("/console/conversations/{id}/here", attend, methods=["POST"]),
    *(
        Route(f"/console/conversations/{{id}}/{name}", act(change), methods=["POST"])
        for name, change in CHANGES.items()
    ),
]


async def _page(
    request: Request, signed: SignedIn, draft: Draft | None = None, *, status: int = 200, match: str | None = None
) -> Response:
    id = request.path_params["id"]
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
    page = parse_qs(current_page(request).query)
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
