"""From the shelf to the order."""

import sqlite3
import uuid
from typing import TYPE_CHECKING

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from examples.shop_demo import carts, catalogue, orders, sessions
from examples.shop_demo import checkout as desk
from examples.shop_demo.checkout import CardDeclined
from examples.shop_demo.orders import Order
from examples.shop_demo.web.visits import Visit, arrive, form_of, keep_session

if TYPE_CHECKING:
    from examples.shop_demo.shop import Shop

NOTHING_TYPED = dict.fromkeys(("name", "email", "address", "city", "postcode", "card", "expiry", "cvc"), "")


async def cart(request: Request) -> Response:
    shop, visit = await arrive(request)
    return shop.pages.show(request, visit, "cart.html", added=request.query_params.get("added"), most=carts.MOST_OF_ONE)


async def add(request: Request) -> Response:
    shop, visit = await arrive(request)
    form = await form_of(request)
    product = catalogue.find(form.get("product", ""))
    if product is None:
        raise HTTPException(404)
    size = _number(form.get("size", ""))
    if not product.offers(size):
        others = [other for other in catalogue.PRODUCTS if other is not product][:4]
        return shop.pages.show(
            request, visit, "product.html", status=422, product=product, others=others, error="product.size.missing"
        )
    token, now = sessions.new_token(), shop.settings.now()

    def work(tx: sqlite3.Connection) -> None:
        session = visit.session or sessions.start(tx, token, at=now)
        carts.add(tx, session.id, product, size)

    await shop.database.run(work)
    back = RedirectResponse(f"/cart?added={product.slug}", status_code=303)
    if visit.session is None:
        keep_session(back, token)
    return back


async def change(request: Request) -> Response:
    shop, visit = await arrive(request)
    form = await form_of(request)
    if session := visit.session:
        size, quantity = _number(form.get("size", "")), _number(form.get("quantity", ""))
        await shop.database.run(lambda tx: carts.change(tx, session.id, form.get("product", ""), size, quantity))
    return RedirectResponse("/cart", status_code=303)


async def checkout(request: Request) -> Response:
    shop, visit = await arrive(request)
    if not visit.cart.lines:
        return RedirectResponse("/cart", status_code=303)
    known = {"name": visit.customer.name, "email": visit.customer.email} if visit.customer else {}
    typed = NOTHING_TYPED | known | {"key": str(uuid.uuid4())}
    return shop.pages.show(request, visit, "checkout.html", typed=typed, wrong={}, declined=False)


async def pay(request: Request) -> Response:
    shop, visit = await arrive(request)
    form, now, session = await form_of(request), shop.settings.now(), visit.session
    if session is None:
        return RedirectResponse("/cart", status_code=303)
    key = form.get("key", "")[:64]
    if earlier := await shop.database.run(lambda tx: orders.placed_before(tx, session, key)):
        return RedirectResponse(f"/orders/{earlier}", status_code=303)
    if not visit.cart.lines:
        return RedirectResponse("/cart", status_code=303)
    read = desk.read(form, at=now)
    if isinstance(read, dict):
        return _again(request, visit, form, wrong=read)
    buyer, card = read
    try:
        desk.charge(card)
    except CardDeclined:
        return _again(request, visit, form, declined=True)

    language = visit.language.code

    def work(tx: sqlite3.Connection) -> tuple[int, Order | None]:
        """The order's number, and the order itself if it is new."""
        if earlier := orders.placed_before(tx, session, key):
            return earlier, None
        bought = carts.read(tx, session.id)
        number = orders.place(tx, session, bought, buyer, card, key=key, language=language, at=now)
        carts.empty(tx, session.id)
        return number, orders.by_number(tx, number)

    number, order = await shop.database.run(work)
    if order is None:
        return RedirectResponse(f"/orders/{number}", status_code=303)
    shop.telling.placed(order)
    thanks = BackgroundTask(_thank, shop, visit, order)
    return RedirectResponse(f"/orders/{number}?thanks=1", status_code=303, background=thanks)


def _again(
    request: Request, visit: Visit, form: dict[str, str], *, wrong: dict[str, str] | None = None, declined: bool = False
) -> Response:
    """The form as it was, but for the card: that is typed anew and never sent back."""
    typed = NOTHING_TYPED | {field: form.get(field, "")[:200] for field in (*NOTHING_TYPED, "key")}
    typed |= {"card": "", "cvc": ""}
    shop = request.app.state.shop
    page: Response = shop.pages.show(
        request, visit, "checkout.html", status=422, typed=typed, wrong=wrong or {}, declined=declined
    )
    return page


def _thank(shop: "Shop", visit: Visit, order: Order) -> None:
    shop.database.run_now(lambda tx: orders.mark_told(tx, order.number))
    say, buyer = visit.language.say, order.buyer
    status, total = say(f"order.status.{order.status}"), visit.language.money(order.total)
    shop.post.send(
        name=buyer.name,
        email=buyer.email,
        subject=say("mail.order.subject", number=order.spoken),
        text=say("mail.order.text", name=buyer.name.split()[0], number=order.spoken, total=total, status=status),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
