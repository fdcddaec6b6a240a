"""Who is here: the browser's session, its customer, cart and language."""

import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from starlette.requests import Request
from starlette.responses import Response

from examples.shop_demo import carts, customers, languages, sessions
from examples.shop_demo.carts import Cart
from examples.shop_demo.customers import Customer
from examples.shop_demo.languages import Language
from examples.shop_demo.sessions import Session

if TYPE_CHECKING:
    from examples.shop_demo.shop import Shop

# Cookies ignore ports, and the help server may be a neighbour on this machine: the names say whose they are.
SESSION_COOKIE = "lola_session"
LANGUAGE_COOKIE = "lola_language"


@dataclass(frozen=True, slots=True)
class Visit:
    language: Language
    session: Session | None = None
    customer: Customer | None = None
    cart: Cart = field(default_factory=Cart)


async def arrive(request: Request) -> tuple["Shop", Visit]:
    shop = shop_of(request)
    language = languages.choose(
        shop.languages,
        kept=request.cookies.get(LANGUAGE_COOKIE),
        accepted=request.headers.get("accept-language", ""),
    )
    token = request.cookies.get(SESSION_COOKIE)
    if token is None:
        return shop, Visit(language)
    now = shop.settings.now()

    def work(tx: sqlite3.Connection) -> Visit:
        session = sessions.find(tx, token, at=now)
        if session is None:
            return Visit(language)
        customer = customers.find(tx, session.customer) if session.customer else None
        return Visit(language, session, customer, carts.read(tx, session.id))

    return shop, await shop.database.run(work)


def shop_of(request: Request) -> "Shop":
    return cast("Shop", request.app.state.shop)


async def form_of(request: Request) -> dict[str, str]:
    """The form's text fields; files are none of them."""
    form = await request.form(max_files=0, max_fields=40)
    return {name: value for name, value in form.items() if isinstance(value, str)}


def keep_session(response: Response, token: str) -> None:
    """Hand the browser its session. The demo runs on http, so the cookie cannot be `Secure`; a real shop's must be."""
    response.set_cookie(
        SESSION_COOKIE, token, max_age=int(sessions.LIFE.total_seconds()), httponly=True, samesite="lax"
    )
