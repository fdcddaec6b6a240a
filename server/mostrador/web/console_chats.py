"""Where agents chat: a page that the browser keeps alive over the line, and what it asks for beside it."""

from typing import Annotated, Any

from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import blocking, floor, passing, push_subscriptions, reading, replies
from mostrador.actions.floor import Floor
from mostrador.actions.passing import Handover
from mostrador.desk import Desk
from mostrador.web import wire
from mostrador.web.console_shell import shell
from mostrador.web.conversation_changes import Nothing, Strict
from mostrador.web.conversation_context import customer_of
from mostrador.web.pages import Pages
from mostrador.web.posted import posted
from mostrador.web.sessions import SignedIn, signed_in


class Passed(Strict, frozen=True):
    to: str
    key: Annotated[str, Meta(min_length=8, max_length=64)]
    note: str = ""


async def show(request: Request) -> Response:
    """Answer the page; chats come over the line."""
    signed = await signed_in(request)
    found = await floor.look(_desk(request), signed.speaker)
    push = await push_subscriptions.offer(_desk(request), signed.speaker)
    page = {**_context(found, signed), "push": push, "shell": await shell(request, signed, "chats")}
    return _pages(request).show(request, "console/chats.html", signed.reader, page)


async def going(request: Request) -> Response:
    """Answer the chats that others have."""
    signed = await signed_in(request)
    found = await floor.look(_desk(request), signed.speaker)
    return _pages(request).show(request, "console/parts/chats_going.html", signed.reader, _context(found, signed))


async def facts(request: Request) -> Response:
    """Answer what is known of the shopper in a chat."""
    signed = await signed_in(request)
    opened = await reading.open(_desk(request), signed.speaker, request.path_params["id"])
    context = {
        "customer": customer_of(opened),
        "conversation": {"id": opened.conversation.id, "code": opened.card.code, "blocked": opened.blocked},
        "may": opened.may,
    }
    return _pages(request).show(request, "console/parts/chat_facts.html", signed.reader, context)


async def block(request: Request) -> Response:
    """Block the sender, whose chats end: what they write from now on goes to quarantine."""
    signed, id = await signed_in(request), request.path_params["id"]
    await posted(request, Nothing)
    await blocking.block(_desk(request), signed.speaker, id)
    return await facts(request)


async def offered(request: Request) -> Response:
    """Answer the canned replies that suit a conversation, as JSON."""
    signed = await signed_in(request)
    found = await replies.offered(_desk(request), signed.speaker, request.path_params["id"])
    return wire.answer({"replies": [{"id": each.id, "name": each.name, "text": each.text} for each in found]})


async def takers(request: Request) -> Response:
    """Answer to whom a chat can be passed on."""
    signed = await signed_in(request)
    context = _context(await floor.look(_desk(request), signed.speaker), signed)
    others = [each for each in context["agents"] if each["id"] != signed.member.id]
    shown = {"agents": others, "departments": context["departments"]}
    return _pages(request).show(request, "console/parts/chat_pass.html", signed.reader, shown)


async def pass_on(request: Request) -> Response:
    """Let a chat ring at a colleague or a department."""
    signed = await signed_in(request)
    sent = await posted(request, Passed)
    await passing.pass_on(
        _desk(request), signed.speaker, request.path_params["id"], Handover(sent.to, sent.note, sent.key)
    )
    return Response(status_code=204)


ROUTES = [
    Route("/console/chats", show),
    Route("/console/chats/going", going),
    Route("/console/chats/takers", takers),
    Route("/console/chats/{id}/facts", facts),
    Route("/console/chats/{id}/block", block, methods=["POST"]),
    Route("/console/chats/{id}/replies", offered),
    Route("/console/chats/{id}/pass", pass_on, methods=["POST"]),
]


def _context(found: Floor, signed: SignedIn) -> dict[str, Any]:
    me = signed.member.id
    return {
        "me": me,
        "agents": [{"id": each.id, "name": each.name, "on_duty": each.on_duty} for each in found.colleagues],
        "departments": [{"id": each.id, "name": each.name} for each in found.departments],
        "going": [
            {
                "id": each.conversation,
                "code": each.code,
                "name": each.name,
                "preview": each.preview,
                "agent": {"id": each.agent, "name": each.agent_name},
                "since": each.opened_at,
            }
            for each in found.going
            if each.agent != me
        ],
    }


def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
