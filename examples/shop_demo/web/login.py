"""Registering, logging in, logging out."""

import asyncio
import sqlite3

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from examples.shop_demo import customers, sessions
from examples.shop_demo.customers import (
    LONGEST_PASSWORD,
    PLAUSIBLE_EMAIL,
    SHORTEST_PASSWORD,
    Customer,
    EmailTaken,
)
from examples.shop_demo.web.visits import SESSION_COOKIE, Visit, arrive, form_of, keep_session


async def login_page(request: Request) -> Response:
    shop, visit = await arrive(request)
    if visit.customer:
        return RedirectResponse("/account", status_code=303)
    return shop.pages.show(request, visit, "login.html", typed={"email": ""}, refused=False)


async def log_in(request: Request) -> Response:
    shop, visit = await arrive(request)
    form = await form_of(request)
    email, password = form.get("email", "").strip(), form.get("password", "")[: LONGEST_PASSWORD + 1]
    found = await shop.database.run(lambda tx: customers.with_password(tx, email))
    right = await asyncio.to_thread(shop.passwords.right, found and found[1], password)
    if not (found and right):
        return shop.pages.show(request, visit, "login.html", status=422, typed={"email": email}, refused=True)
    return await _let_in(request, visit, found[0], "/account")


async def register_page(request: Request) -> Response:
    shop, visit = await arrive(request)
    return shop.pages.show(request, visit, "register.html", typed={"name": "", "email": ""}, wrong={})


async def register(request: Request) -> Response:
    shop, visit = await arrive(request)
    form = await form_of(request)
    name, email = " ".join(form.get("name", "").split()), form.get("email", "").strip()
    password, confirmation, now = form.get("password", ""), sessions.new_token(), shop.settings.now()
    wrong = _wrong(name, email, password)
    if not wrong:
        password_hash = await asyncio.to_thread(shop.passwords.hash, password)
        try:
            customer = await shop.database.run(
                lambda tx: customers.register(
                    tx, name=name, email=email, password_hash=password_hash, confirmation=confirmation, at=now
                )
            )
        except EmailTaken:
            wrong = {"email": "register.email.taken"}
    if wrong:
        typed = {"name": name, "email": email}
        return shop.pages.show(request, visit, "register.html", status=422, typed=typed, wrong=wrong)
    welcome = BackgroundTask(_welcome, request, visit, customer, confirmation)
    return await _let_in(request, visit, customer, "/account?welcome=1", background=welcome)


async def log_out(request: Request) -> Response:
    shop, visit = await arrive(request)
    if session := visit.session:
        await shop.database.run(lambda tx: sessions.end(tx, session))
    gone = RedirectResponse("/account/goodbye", status_code=303)
    gone.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
    return gone


async def goodbye(request: Request) -> Response:
    """The page that tells the help widget to forget the customer, too."""
    shop, visit = await arrive(request)
    return shop.pages.show(request, visit, "goodbye.html")


async def _let_in(
    request: Request, visit: Visit, customer: Customer, to: str, background: BackgroundTask | None = None
) -> Response:
    shop = request.app.state.shop
    token, now = sessions.new_token(), shop.settings.now()

    def work(tx: sqlite3.Connection) -> None:
        session = visit.session or sessions.start(tx, sessions.new_token(), at=now)
        sessions.log_in(tx, session, customer.id, token, at=now)

    await shop.database.run(work)
    response = RedirectResponse(to, status_code=303, background=background)
    keep_session(response, token)
    return response


def _wrong(name: str, email: str, password: str) -> dict[str, str]:
    wrong = {}
    if not (2 <= len(name) <= 80 and name.isprintable()):
        wrong["name"] = "register.name.missing"
    if not PLAUSIBLE_EMAIL.fullmatch(email) or len(email) > 120:
        wrong["email"] = "email.wrong"
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        wrong |= {"password": "register.password.short"}
    return wrong


def _welcome(request: Request, visit: Visit, customer: Customer, confirmation: str) -> None:
    say, shop = visit.language.say, request.app.state.shop
    link = f"{shop.settings.address}/account/confirm/{confirmation}"
    shop.post.send(
        name=customer.name,
        email=customer.email,
        subject=say("mail.welcome.subject"),
        text=say("mail.welcome.text", name=customer.name.split()[0], link=link),
    )
