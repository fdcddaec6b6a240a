"""The page behind the link in our mails, where a customer reads everything and answers."""

from typing import Any
from urllib.parse import urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mostrador.actions import correspondence
from mostrador.actions.correspondence import Reader
from mostrador.desk import Desk
from mostrador.domain import colors
from mostrador.errors import NotFound, Unauthenticated
from mostrador.web import letter_pages, wire
from mostrador.web.assets import WidgetAssets
from mostrador.web.own_origin import require_own_origin
from mostrador.web.pages import Pages
from mostrador.web.pages import Reader as PageReader

LIFE = 30 * 24 * 3600  # seconds; what the cookie may do is read again from its link at each use
LONGEST_WAIT = 25.0  # seconds; below the 30 after which proxies give up


class Token(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    token: str


class Before(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    previous: str | None = None


TOKEN = msgspec.json.Decoder(Token)
BEFORE = msgspec.json.Decoder(Before)
SENT = msgspec.json.Decoder(correspondence.Sent)


async def door(request: Request) -> Response:
    """A button. Who only follows links, as mail scanners do, proves and changes nothing."""
    pages: Pages = request.app.state.pages
    reader = pages.stranger(request)
    return _page(request, "correspondence/door.html", reader, conversation=None, context={})


async def open_link(request: Request) -> Response:
    """Take the token from the button's click, and set the cookie for this one conversation."""
    _require_own_page(request)
    desk = _desk(request)
    reader, cookie = await correspondence.open_link(desk, (await wire.read(request, TOKEN)).token)
    answer = wire.answer({"conversation": reader.conversation})
    secure = desk.settings.secure
    answer.set_cookie(
        _cookie(desk, reader.conversation), cookie, LIFE, path="/", secure=secure, httponly=True, samesite="lax"
    )
    return answer


async def show(request: Request) -> Response:
    """The conversation's page; without its cookie, back to the door."""
    desk = _desk(request)
    try:
        reader = _reader(request)
        page = await correspondence.page(desk, reader)
    except Unauthenticated:
        return RedirectResponse(f"{_base(desk)}/c/", 303, headers={"Cache-Control": "no-store"})
    color = page.shop.profile.look.color
    context = {"page": page, "light": colors.light(color), "dark": colors.dark(color)}
    return _page(
        request,
        "correspondence/conversation.html",
        PageReader(page.language),
        conversation=reader.conversation,
        context=context,
    )


async def events(request: Request) -> Response:
    """What was said after `after`, waited for up to `wait` seconds."""
    after, wait = wire.number(request, "after", 2**31), wire.number(request, "wait", LONGEST_WAIT)
    said = await correspondence.read(_desk(request), _reader(request), int(after), wait=wait)
    return wire.answer({"events": said})


async def open_token(request: Request) -> Response:
    _require_own_page(request)
    before = await wire.read(request, BEFORE)
    issued = await correspondence.open_token(_desk(request), _reader(request), request.state.address, before.previous)
    return wire.answer({"token": issued.token, "challenge": issued.challenge})


async def say(request: Request) -> Response:
    _require_own_page(request)
    sent = await wire.read(request, SENT)
    return wire.answer({"seq": await correspondence.say(_desk(request), _reader(request), sent)}, 201)


async def serve(request: Request) -> Response:
    """The page's own code and styles, from its own host."""
    assets: WidgetAssets = request.app.state.widget_assets
    return assets.serve(request)


ROUTES = [
    Route("/c/", door),
    Route("/c/static/{version}/{path:path}", serve),
    Route("/c/api/open", open_link, methods=["POST"]),
    Route("/c/api/{conversation}/events", events),
    Route("/c/api/{conversation}/form-tokens", open_token, methods=["POST"]),
    Route("/c/api/{conversation}/messages", say, methods=["POST"]),
    Route("/c/{conversation}", show),
]


def _page(
    request: Request, template: str, reader: PageReader, *, conversation: str | None, context: dict[str, Any]
) -> Response:
    desk = _desk(request)
    assets: WidgetAssets = request.app.state.widget_assets
    base = _base(desk)
    at = f"{base}/c/static/{assets.version}"
    api = f"{base}/c/api/{conversation}/" if conversation else f"{base}/c/api/"
    words = desk.words.in_language(reader.language)
    boot = {"api": api, "conversation": conversation, "lang": reader.language, "words": words.under("letter.page")}
    return letter_pages.show(
        request,
        template,
        reader,
        {
            **context,
            "boot": boot,
            "script": f"{at}/correspondence/main.js",
            "style": f"{at}/correspondence.css",
        },
    )


def _require_own_page(request: Request) -> None:
    require_own_origin(request, _desk(request).settings.public_url)


def _reader(request: Request) -> Reader:
    desk, conversation = _desk(request), request.path_params["conversation"]
    reader = correspondence.recognise(desk, request.cookies.get(_cookie(desk, conversation), ""))
    if reader.conversation != conversation:
        raise Unauthenticated("Open the link in our mail again.", code="link_needed")
    return reader


def _cookie(desk: Desk, conversation: str) -> str:
    name = conversation.removeprefix("cnv_")
    if not name.isalnum() or not name.isascii():
        raise NotFound("There is no such conversation.")
    return f"__Host-m-{name}" if desk.settings.secure else f"m-{name}"


def _base(desk: Desk) -> str:
    return urlsplit(desk.settings.public_url).path


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
