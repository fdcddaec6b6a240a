"""Who sends a console request: the session's cookie, and for changes the Origin and the CSRF token."""

import hashlib
import hmac
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from starlette.requests import Request

from mostrador.actions import sessions
from mostrador.desk import Desk
from mostrador.domain.session import digest
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.errors import Forbidden, Unauthenticated
from mostrador.storage.members import Member
from mostrador.web import cookies
from mostrador.web.form_body import form_body
from mostrador.web.own_origin import SAFE, require_own_origin
from mostrador.web.pages import Reader

CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "csrf"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An agent behind a request: `speaker` for actions, `reader` for pages."""

    member: Member
    speaker: Speaker
    shop: Shop
    reader: Reader
    csrf: str
    digest: bytes


async def signed_in(request: Request, *, seen: bool = True) -> SignedIn:
    """
    Find the agent who sent this request; for one that changes something, check that their own page sent it.

    What only waits for news (a long poll) hands in `seen=False`: it does not keep a session alive.
    Raises `Unauthenticated`, which sends people to the login page, or `Forbidden`.
    """
    if request.method not in SAFE:
        require_own_origin(request)
    desk: Desk = request.app.state.desk
    mark = session_digest(request)
    if mark is None:
        raise Unauthenticated("Log in first.")
    csrf = csrf_token(desk, mark)
    resumed = await sessions.resume(desk, mark, seen=seen)
    if request.method not in SAFE:
        await _require_csrf(request, csrf)
    member, shop = resumed.member, resumed.shop
    request.state.news = desk.hub.news.stamp(
        shop.id
    )  # before anything is read: what comes meanwhile is asked for again
    speaker = Speaker(member.shop, member.role, member.id, member.name, mark, request.state.address)
    zone = ZoneInfo(shop.profile.time_zone)
    reader: Reader = request.app.state.pages.reader(request, language=member.language, zone=zone, csrf=csrf)
    return SignedIn(member, speaker, shop, reader, csrf, mark)


def csrf_token(desk: Desk, session: bytes) -> str:
    """The token that this session's own pages know, and no other page."""
    return hmac.new(desk.keyring.forms, b"mostrador.csrf\0" + session, hashlib.sha256).hexdigest()


def session_digest(request: Request) -> bytes | None:
    session_id = cookies.read(request, cookies.SESSION)
    return digest(session_id) if session_id else None


async def _require_csrf(request: Request, expected: str) -> None:
    given = request.headers.get(CSRF_HEADER)
    if given is None:
        field = (await form_body(request, files=1)).get(CSRF_FIELD)
        given = field if isinstance(field, str) else ""
    if not hmac.compare_digest(given.encode(), expected.encode()):
        await request.close()
        raise Forbidden("This page is too old to send anything; load it again.", code="csrf_invalid")
