"""The pages behind links in mails to agents: a new password, an invitation. The token stands after the `#`."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import invitations, resets
from mostrador.desk import Desk
from mostrador.domain.tokens import LIVES
from mostrador.errors import Conflict, Gone, Invalid, TooMany
from mostrador.web import cookies, door
from mostrador.web.own_origin import require_own_origin
from mostrador.web.posted import posted


class Address(msgspec.Struct, forbid_unknown_fields=True):
    email: str = ""


class NewPassword(msgspec.Struct, forbid_unknown_fields=True):
    token: str = ""
    password: str = ""


class Introduction(msgspec.Struct, forbid_unknown_fields=True):
    token: str = ""
    name: str = ""
    password: str = ""


class Joining(msgspec.Struct, forbid_unknown_fields=True):
    token: str = ""


async def show_reset_request(request: Request) -> Response:
    return door.show(request, "reset_request", {"sent": False, "email": ""})


async def ask_for_reset(request: Request) -> Response:
    """The same answer whether or not the address has an account."""
    require_own_origin(request)
    email = (await posted(request, Address)).email
    try:
        await resets.ask(_desk(request), door.knock(request), email)
    except (Invalid, TooMany) as refusal:
        context = {"sent": False, "email": email, **door.wrong(refusal, "email")}
        return door.show(request, "reset_request", context, door.status_of(refusal))
    return door.show(request, "reset_request", {"sent": True, "email": email})


async def show_reset(request: Request) -> Response:
    return door.show(request, "reset", {})


async def reset(request: Request) -> Response:
    require_own_origin(request)
    form = await posted(request, NewPassword)
    try:
        known = await resets.set_password(_desk(request), door.knock(request), form.token, form.password)
    except (Invalid, Gone) as refusal:
        return door.show(request, "reset", door.wrong(refusal, "form"), 422)
    return _to_login(request, "password_changed", known)


async def show_invitation(request: Request) -> Response:
    return door.show(request, "invitation", {"name": ""})


async def accept_invitation(request: Request) -> Response:
    require_own_origin(request)
    form = await posted(request, Introduction)
    try:
        known = await invitations.accept(_desk(request), door.knock(request), form.token, form.name, form.password)
    except (Invalid, Conflict, Gone) as refusal:
        return door.show(request, "invitation", {"name": form.name, **door.wrong(refusal, "form")}, 422)
    return _to_login(request, "invited", known)


async def join(request: Request) -> Response:
    """Take up an invitation with the account that its address has already."""
    require_own_origin(request)
    form = await posted(request, Joining)
    try:
        known = await invitations.join(_desk(request), door.knock(request), form.token)
    except (Invalid, Gone) as refusal:
        return door.show(request, "invitation", {"name": "", **door.wrong(refusal, "form")}, 422)
    return _to_login(request, "invited", known)


ROUTES = [
    Route("/console/reset", show_reset_request, methods=["GET"]),
    Route("/console/reset", ask_for_reset, methods=["POST"]),
    Route("/console/reset/password", show_reset, methods=["GET"]),
    Route("/console/reset/password", reset, methods=["POST"]),
    Route("/console/invitation", show_invitation, methods=["GET"]),
    Route("/console/invitation", accept_invitation, methods=["POST"]),
    Route("/console/invitation/join", join, methods=["POST"]),
]


def _to_login(request: Request, notice: str, known: str) -> Response:
    answer = door.go(request, request.app.state.pages.to(f"/login?notice={notice}"))
    seconds = int(LIVES["browser"].age.total_seconds())
    cookies.give(answer, request.app.state.settings, cookies.KNOWN, known, seconds)
    return answer


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
