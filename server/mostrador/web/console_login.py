"""Log in to the console and out of it."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import login, sessions
from mostrador.actions.login import HalfWay, LoggedIn
from mostrador.desk import Desk
from mostrador.domain.tokens import LIVES
from mostrador.errors import Invalid, TokenExpired, TokenInvalid, TooMany, Unauthenticated
from mostrador.web import cookies, door
from mostrador.web.own_origin import require_own_origin
from mostrador.web.posted import posted
from mostrador.web.qr import picture
from mostrador.web.sessions import signed_in
from mostrador.web.ways import after_login, safe

NOTICES = frozenset({"logged_out", "password_changed", "session_over", "invited", "second_factor"})
OVER = "/login?notice=session_over"


class Login(msgspec.Struct, forbid_unknown_fields=True):
    email: str = ""
    password: str = ""
    next: str = ""


class Code(msgspec.Struct, forbid_unknown_fields=True):
    code: str = ""


class NewFactor(msgspec.Struct, forbid_unknown_fields=True):
    offer: str = ""
    code: str = ""


async def show_login(request: Request) -> Response:
    wanted = request.query_params.get("next", "")
    try:
        await signed_in(request)
    except Unauthenticated:
        notice = request.query_params.get("notice", "")
        context = {
            "email": "",
            "next": wanted if safe(wanted) else "",
            "notice": notice if notice in NOTICES else None,
        }
        return door.show(request, "login", context)
    return door.go(request, after_login(request, wanted))


async def log_in(request: Request) -> Response:
    """Take the password. The same answer, after the same time, whether or not there is such an account."""
    require_own_origin(request)
    form = await posted(request, Login)
    try:
        outcome = await login.with_password(_desk(request), door.knock(request), form.email, form.password)
    except (Invalid, TooMany) as refusal:
        context = {"email": form.email, "next": form.next if safe(form.next) else "", "notice": None}
        return door.show(request, "login", {**context, **door.wrong(refusal, "form")}, door.status_of(refusal))
    if isinstance(outcome, LoggedIn):
        answer = door.go(request, after_login(request, form.next))
        return door.let_in(request, answer, outcome.session_id, outcome.known)
    return _half_way(request, outcome, form.next)


async def show_second_factor(request: Request) -> Response:
    """Ask for the code, or offer a second factor to somebody who has to have one and has none yet."""
    token, _ = _carried(request)
    has_one = await login.is_half_way(_desk(request), token)
    if has_one is None:
        return door.go(request, _to(request, OVER))
    return door.show(request, "second_factor", {"recovery": False}) if has_one else await _offer(request, token)


async def show_recovery(request: Request) -> Response:
    token, _ = _carried(request)
    if not await login.is_half_way(_desk(request), token):
        return door.go(request, _to(request, OVER))
    return door.show(request, "second_factor", {"recovery": True})


async def take_code(request: Request) -> Response:
    return await _second(request, recovery=False)


async def take_recovery_code(request: Request) -> Response:
    return await _second(request, recovery=True)


async def take_new_factor(request: Request) -> Response:
    """Turn the offered second factor on; let its owner in and show the recovery codes, once."""
    require_own_origin(request)
    form = await posted(request, NewFactor)
    token, wanted = _carried(request)
    try:
        inside = await login.with_new_factor(_desk(request), door.knock(request), token, form.offer, form.code)
    except (TokenInvalid, TokenExpired):
        return door.go(request, _to(request, OVER))
    except Invalid as refusal:
        return await _offer(request, token, form.offer, refusal)
    context = {"codes": inside.recovery_codes, "next": after_login(request, wanted)}
    return door.let_in(request, door.show(request, "recovery_codes", context), inside.session_id, inside.known)


async def log_out(request: Request) -> Response:
    signed = await signed_in(request)
    await sessions.log_out(_desk(request), signed.speaker)
    answer = door.go(request, _to(request, "/login?notice=logged_out"))
    cookies.take(answer, request.app.state.settings, cookies.SESSION)
    return answer


async def go_to_shop(request: Request) -> Response:
    """Look at another of the agent's shops."""
    signed = await signed_in(request)
    await sessions.go_to(_desk(request), signed.speaker, request.path_params["shop"])
    return door.go(request, after_login(request, ""))


ROUTES = [
    Route("/console/login", show_login, methods=["GET"]),
    Route("/console/login", log_in, methods=["POST"]),
    Route("/console/second-factor", show_second_factor, methods=["GET"]),
    Route("/console/second-factor", take_code, methods=["POST"]),
    Route("/console/second-factor/recovery", show_recovery, methods=["GET"]),
    Route("/console/second-factor/recovery", take_recovery_code, methods=["POST"]),
    Route("/console/second-factor/new", take_new_factor, methods=["POST"]),
    Route("/console/logout", log_out, methods=["POST"]),
    Route("/console/shops/{shop}", go_to_shop, methods=["POST"]),
]


async def _second(request: Request, *, recovery: bool) -> Response:
    require_own_origin(request)
    form = await posted(request, Code)
    token, wanted = _carried(request)
    try:
        inside = await login.with_code(_desk(request), door.knock(request), token, form.code, recovery=recovery)
    except (TokenInvalid, TokenExpired):
        return door.go(request, _to(request, OVER))
    except (Invalid, TooMany) as refusal:
        context = {"recovery": recovery, **door.wrong(refusal, "code")}
        return door.show(request, "second_factor", context, door.status_of(refusal))
    return door.let_in(request, door.go(request, after_login(request, wanted)), inside.session_id, inside.known)


async def _offer(request: Request, token: str, offered: str = "", refusal: Invalid | None = None) -> Response:
    offer = await login.offer(_desk(request), token, offered)
    context = {"secret": offer.secret, "qr": picture(offer.address), "offer": offer.token}
    if refusal is None:
        return door.show(request, "second_factor_new", context)
    return door.show(request, "second_factor_new", {**context, **door.wrong(refusal, "code")}, 422)


def _half_way(request: Request, outcome: HalfWay, wanted: str) -> Response:
    answer = door.go(request, _to(request, "/second-factor"))
    value = f"{outcome.token}!{wanted if safe(wanted) else ''}"
    seconds = int(LIVES["login"].age.total_seconds())
    cookies.give(answer, request.app.state.settings, cookies.HALF_WAY, value, seconds)
    return answer


def _carried(request: Request) -> tuple[str, str]:
    """The token that says that the password was right, and where they wanted to go."""
    token, _, wanted = cookies.read(request, cookies.HALF_WAY).partition("!")
    return token, wanted


def _to(request: Request, path: str) -> str:
    address: str = request.app.state.pages.to(path)
    return address


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
