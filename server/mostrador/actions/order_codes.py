"""Somebody without an account asks for their order, and proves by a code that its mailbox is theirs."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.actions import own_orders
from mostrador.actions.own_orders import OwnOrder
from mostrador.desk import Desk
from mostrador.domain import addresses, order_code
from mostrador.domain.shop import Shop
from mostrador.domain.wake import Wake
from mostrador.errors import Forbidden, Invalid, TooMany, Unauthenticated
from mostrador.storage import due, order_proofs, orders, visitors
from mostrador.storage.due import Due
from mostrador.storage.order_proofs import Question
from mostrador.storage.visitors import Visitor

KIND = "order_code"
AN_HOUR = 8  # questions of one browser
HOUR = timedelta(hours=1)


async def ask(desk: Desk, proof: bytes, address: str, typed: str) -> None:
    """
    Have a code sent to the address of the order with this number, if there is one; the same work if there is none.

    Raises `Unauthenticated`, `Invalid` where no number was typed, and `TooMany` for a browser that asks too often. A
    network or a shop from which too much is asked gets the same answer, and nothing is sent.
    """
    now, number = desk.clock.now(), order_code.number(typed)
    if not number:
        raise Invalid("Type the order's number.", code="order_number_missing")
    visitor = await desk.db.read(lambda tx: _known(tx, proof, now))
    shop = await desk.shop(visitor.shop)
    is_quiet = await _count(desk, shop, visitor, address, now)
    row, job = desk.new("orp"), desk.new("due")
    digest = order_code.digest(desk.keyring.links, shop.id, number)

    def work(tx: Connection) -> None:
        same = _lock(tx, proof, now)
        order = order_proofs.order_of(tx, shop.id, number)
        asked = Question(row, shop.id, same.id, None if is_quiet else order, 1, now + order_code.LIFE)
        order_proofs.add(tx, asked, digest, at=now)
        due.add(tx, Due(job, shop.id, KIND, row, now, {}), at=now)

    await desk.db.write(work, wake=Wake(shop.id, due=True), lane="anonymous")


async def prove(desk: Desk, proof: bytes, typed_number: str, typed_code: str) -> OwnOrder:
    """
    Open the order to this browser for a day.

    Raises `Unauthenticated`, and one and the same `Forbidden` for all that can be wrong: no such order, nothing sent, a
    wrong code, one that is over or was tried too often.
    """
    now = desk.clock.now()
    number = order_code.number(typed_number)

    def work(tx: Connection) -> OwnOrder | None:
        visitor = _lock(tx, proof, now)
        digest = order_code.digest(desk.keyring.links, visitor.shop, number)
        asked = order_proofs.living(tx, visitor.shop, visitor.id, digest, at=now)
        order_proofs.count_try(tx, [each.id for each in asked])
        right = [each for each in asked if _is_right(desk, each, typed_code)]
        if not right:
            return None
        order_proofs.prove(tx, right[0].id, at=now)
        found = orders.find(tx, visitor.shop, right[0].order or "")
        return own_orders.seen(tx, visitor.shop, [found])[0] if found else None

    # A refusal would take the count of tries back with it: the transaction ends first.
    found = await desk.db.write(work, lane="anonymous")
    if found is None:
        raise Forbidden("This number and this code do not go together, or the code is over.", code="order_code_wrong")
    return found


def _is_right(desk: Desk, asked: Question, typed: str) -> bool:
    is_it = order_code.is_it(order_code.make(desk.keyring.links, asked.id, asked.version), typed)
    return is_it and asked.tries < order_code.TRIES and asked.sent_at is not None


async def _count(desk: Desk, shop: Shop, visitor: Visitor, address: str, now: datetime) -> bool:
    """Count this question, and say whether so many come from its network or its shop that nothing is sent any more."""
    who = f"{KIND} {shop.id}"
    counted = [f"{who} who {visitor.id}", f"{who} network {addresses.network(address)}", who]
    of_visitor, of_network, of_shop = await desk.tally.count(counted, now)
    if of_visitor > AN_HOUR:
        await desk.tally.uncount(counted[1:])
        wait = int(HOUR.total_seconds() - now.timestamp() % HOUR.total_seconds()) + 1
        raise TooMany("You have asked for many orders within an hour. Try again later.", retry_after=wait)
    limits = shop.profile.limits
    return of_network > limits.network or of_shop > limits.shop


def _known(tx: Connection, proof: bytes, at: datetime) -> Visitor:
    return _living(visitors.by_token(tx, proof, at=at))


def _lock(tx: Connection, proof: bytes, at: datetime) -> Visitor:
    return _living(visitors.lock_by_token(tx, proof, at=at))


def _living(visitor: Visitor | None) -> Visitor:
    if visitor is None:
        raise Unauthenticated("This visitor's token is unknown or over.", code="visitor_unknown")
    return visitor
