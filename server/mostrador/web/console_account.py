"""An agent's own account: name, password, second factor, sessions."""

from typing import Any, NamedTuple

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mostrador.actions import account, sessions
from mostrador.actions.second_factor import Offer
from mostrador.desk import Desk
from mostrador.errors import Invalid, TokenExpired, TokenInvalid, TooMany
from mostrador.web import door
from mostrador.web.console_shell import shell
from mostrador.web.posted import posted
from mostrador.web.qr import picture
from mostrador.web.sessions import SignedIn, signed_in


class Introduction(msgspec.Struct, forbid_unknown_fields=True):
    name: str = ""
    language: str = ""


class Passwords(msgspec.Struct, forbid_unknown_fields=True):
    current: str = ""
    password: str = ""
    username: str = ""  # for the browser's own keeper of passwords


class Proof(msgspec.Struct, forbid_unknown_fields=True):
    code: str = ""


class FirstCode(msgspec.Struct, forbid_unknown_fields=True):
    offer: str = ""
    code: str = ""
    enrol_password: str = ""


class Farewell(msgspec.Struct, forbid_unknown_fields=True):
    off_password: str = ""
    off_code: str = ""


class Outcome(NamedTuple):
    """What a page says besides what is always there."""

    saved: bool = False
    errors: dict[str, str] = {}  # noqa: RUF012 - never changed
    offer: Offer | None = None
    codes: tuple[str, ...] = ()
    typed: Introduction | None = None


async def show(request: Request) -> Response:
    return await _page(request, await signed_in(request), Outcome())


async def introduce(request: Request) -> Response:
    signed = await signed_in(request)
    form = await posted(request, Introduction)
    try:
        await account.introduce(_desk(request), signed.speaker, name=form.name, language=form.language)
    except Invalid as refusal:
        return await _page(request, signed, Outcome(errors=_errors(refusal), typed=form))
    return await _page(request, await signed_in(request), Outcome(saved=True))


async def change_password(request: Request) -> Response:
    signed = await signed_in(request)
    form = await posted(request, Passwords)
    try:
        await account.change_password(_desk(request), signed.speaker, form.current, form.password)
    except (Invalid, TooMany) as refusal:
        return await _page(request, signed, Outcome(errors=_errors(refusal, "current")))
    return await _page(request, signed, Outcome(saved=True))


async def offer_second_factor(request: Request) -> Response:
    signed = await signed_in(request)
    return await _page(
        request, signed, Outcome(offer=await account.offer_second_factor(_desk(request), signed.speaker))
    )


async def take_second_factor(request: Request) -> Response:
    signed, desk = await signed_in(request), _desk(request)
    form = await posted(request, FirstCode)
    try:
        codes = await account.take_second_factor(desk, signed.speaker, form.enrol_password, form.offer, form.code)
    except (TokenExpired, TokenInvalid):
        return await _page(request, signed, Outcome(offer=await account.offer_second_factor(desk, signed.speaker)))
    except (Invalid, TooMany) as refusal:
        offer = await account.offer_second_factor(desk, signed.speaker, form.offer)
        return await _page(request, signed, Outcome(errors=_errors(refusal, "code"), offer=offer))
    return await _page(request, signed, Outcome(saved=True, codes=codes))


async def renew_recovery_codes(request: Request) -> Response:
    signed = await signed_in(request)
    form = await posted(request, Proof)
    try:
        codes = await account.renew_recovery_codes(_desk(request), signed.speaker, form.code)
    except (Invalid, TooMany) as refusal:
        return await _page(request, signed, Outcome(errors=_errors(refusal, "code")))
    return await _page(request, signed, Outcome(saved=True, codes=codes))


async def drop_second_factor(request: Request) -> Response:
    signed = await signed_in(request)
    form = await posted(request, Farewell)
    try:
        await account.drop_second_factor(_desk(request), signed.speaker, form.off_password, form.off_code)
    except (Invalid, TooMany) as refusal:
        return await _page(request, signed, Outcome(errors=_errors(refusal, "off_password")))
    return await _page(request, signed, Outcome(saved=True))


async def end_sessions(request: Request) -> Response:
    """End all of the agent's sessions but this one, or the one that is named."""
    signed = await signed_in(request)
    if named := request.path_params.get("session"):
        await sessions.end(_desk(request), signed.speaker, named)
    else:
        await sessions.end_others(_desk(request), signed.speaker)
    return await _page(request, signed, Outcome(saved=True))


ROUTES = [
    Route("/console/account", show, methods=["GET"]),
    Route("/console/account", introduce, methods=["POST"]),
    Route("/console/account/password", change_password, methods=["POST"]),
    Route("/console/account/second-factor", offer_second_factor, methods=["POST"]),
    Route("/console/account/second-factor/confirm", take_second_factor, methods=["POST"]),
    Route("/console/account/second-factor/off", drop_second_factor, methods=["POST"]),
    Route("/console/account/recovery-codes", renew_recovery_codes, methods=["POST"]),
    Route("/console/account/sessions/end", end_sessions, methods=["POST"]),
    Route("/console/account/sessions/{session}/end", end_sessions, methods=["POST"]),
]


async def _page(request: Request, signed: SignedIn, outcome: Outcome) -> Response:
    desk = _desk(request)
    standing = await account.standing(desk, signed.speaker)
    member, typed, offer = signed.member, outcome.typed, outcome.offer
    context: dict[str, Any] = {
        "shell": await shell(request, signed, "account"),
        "values": {
            "name": typed.name if typed else member.name,
            "language": typed.language if typed else member.language,
        },
        "email": member.email,
        "two_factor": {
            "on": standing.has_second_factor,
            "required": standing.needs_second_factor,
            "codes_left": standing.codes_left,
        },
        "enrolling": {"secret": offer.secret, "qr": picture(offer.address), "offer": offer.token} if offer else None,
        "codes": list(outcome.codes) or None,
        "sessions": [
            {
                "id": sessions.name_of(each),
                "created_at": each.created_at,
                "seen_at": each.seen_at,
                "where": " · ".join(part for part in (each.browser, each.address) if part),
                "current": each.digest == signed.digest,
            }
            for each in await sessions.own(desk, signed.speaker)
        ],
        "errors": outcome.errors,
        "saved": outcome.saved,
    }
    status = 422 if outcome.errors else 200
    answer: Response = request.app.state.pages.show(
        request, "console/account.html", signed.reader, context, status=status
    )
    return answer


def _errors(refusal: Invalid | TooMany, field: str = "name") -> dict[str, str]:
    found: dict[str, str] = door.wrong(refusal, field)["errors"]
    return found


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
