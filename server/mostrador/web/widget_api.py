"""What the widget asks of the server."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import forms, identity, visitors
from mostrador.desk import Desk
from mostrador.web import wire
from mostrador.web.visitors import address_of, bearer


class Boot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    boot: str


class Before(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    previous: str | None = None


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The shop's word on who this is: its identity token."""

    token: str


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


BOOT = msgspec.json.Decoder(Boot)
WORD = msgspec.json.Decoder(Word)
NOTHING = msgspec.json.Decoder(Nothing)
BEFORE = msgspec.json.Decoder(Before)
SENT = msgspec.json.Decoder(forms.Sent)


async def admit(request: Request) -> Response:
    """Exchange a frame's boot token for a visitor's token."""
    admitted = await visitors.admit(_desk(request), (await wire.read(request, BOOT)).boot)
    return wire.answer({"token": admitted.token, "expires": admitted.expires_at}, 201)


async def open_token(request: Request) -> Response:
    """Hand out a form token and a challenge."""
    before = await wire.read(request, BEFORE)
    issued = await forms.open_token(_desk(request), bearer(request), address_of(request), before.previous)
    return wire.answer({"token": issued.token, "challenge": issued.challenge})


async def send(request: Request) -> Response:
    """Take a contact form: 201, or 200 where the same key came before."""
    sent = await wire.read(request, SENT)
    opened = await forms.send(_desk(request), bearer(request), address_of(request), sent)
    body = {
        "conversation": opened.conversation,
        "code": opened.code,
        "promise": opened.promise,
        "email": opened.email,
    }
    return wire.answer(body, 200 if opened.again else 201)


async def me(request: Request) -> Response:
    """Say who this visitor is, what they wrote to us before, and in how many of these an answer waits unseen."""
    found = await visitors.me(_desk(request), bearer(request))
    return wire.answer(
        {
            "conversations": [
                {
                    "id": each.id,
                    "code": each.code,
                    "at": each.at,
                    "answered": each.answered > 0,
                    "chat": each.is_chat,
                }
                for each in found.conversations
            ],
            "unread": sum(each.is_unread for each in found.conversations),
            "name": found.name,
            "copies": found.is_proven,
        }
    )


async def seen(request: Request) -> Response:
    """Hear that the visitor has been shown that answers are there."""
    await wire.read(request, NOTHING)
    await visitors.has_seen(_desk(request), bearer(request))
    return Response(status_code=204, headers=wire.NO_STORE)


async def identify(request: Request) -> Response:
    """Take an identity token: a new visitor token, or the same one for longer."""
    said = await wire.read(request, WORD)
    admitted = await identity.identify(_desk(request), bearer(request), said.token)
    if admitted is None:
        return Response(status_code=204, headers=wire.NO_STORE)
    return wire.answer({"token": admitted.token, "expires": admitted.expires_at}, 201)


async def log_out(request: Request) -> Response:
    """Revoke the visitor's token."""
    await wire.read(request, NOTHING)
    await identity.log_out(_desk(request), bearer(request))
    return Response(status_code=204, headers=wire.NO_STORE)


ROUTES = [
    Route("/widget/api/visitors", admit, methods=["POST"]),
    Route("/widget/api/form-tokens", open_token, methods=["POST"]),
    Route("/widget/api/forms", send, methods=["POST"]),
    Route("/widget/api/me", me),
    Route("/widget/api/seen", seen, methods=["POST"]),
    Route("/widget/api/identity", identify, methods=["POST"]),
    Route("/widget/api/logout", log_out, methods=["POST"]),
]


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
