"""The mail with a code: to the order's own address, a few an hour, and nothing in it but the code and for how long."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions.mails import color_of, sender_name
from mostrador.desk import Desk
from mostrador.domain import addresses, order_code
from mostrador.domain.shop import Shop
from mostrador.gateways.letters import Letter
from mostrador.gateways.post import MailRefused
from mostrador.storage import due, order_proofs, orders, senders, shops
from mostrador.storage.due import Due
from mostrador.storage.order_proofs import Question
from mostrador.storage.orders import Order


@dataclass(frozen=True, slots=True)
class Asked:
    shop: Shop
    order: Order
    question: Question


async def send(desk: Desk, row: Due) -> None:
    """Mail the code; nothing where there is no such order, its time is over, or its mailbox has had enough."""
    now = desk.clock.now()
    asked = await desk.db.write(lambda tx: _decide(tx, row, now))
    if asked is None:
        await _end(desk, row, "done")
        return
    try:
        await desk.post.send(desk.letters.write(_letter(desk, asked, row)))
    except MailRefused as refused:
        await _end(desk, row, "failed", problem=f"smtp {refused.code}", bounced=asked.order.email)
        return
    await _end(desk, row, "done")


def _decide(tx: Connection, row: Due, at: datetime) -> Asked | None:
    shop_id = row.shop or ""
    shop, question = shops.find(tx, shop_id), order_proofs.find(tx, shop_id, row.subject)
    if shop is None or question is None or question.order is None or question.expires_at <= at:
        return None
    order = orders.find(tx, shop_id, question.order)
    if order is None or not order.email or senders.is_in_trouble(tx, shop_id, order.email):
        return None
    if question.sent_at is None:  # else it is tried again, and was counted
        mailbox = addresses.mailbox(order.email)
        if not order_proofs.may_get_code(tx, shop_id, mailbox, at=at):
            return None
        order_proofs.note_sent(tx, question.id, mailbox, at=at)
    return Asked(shop, order, question)


def _letter(desk: Desk, asked: Asked, row: Due) -> Letter:
    shop, snapshot, question = asked.shop, asked.order.snapshot, asked.question
    spoken = snapshot.get("language") or snapshot.get("customer", {}).get("language", "")
    language = desk.words.choose(spoken, shop.language)
    code = order_code.make(desk.keyring.links, question.id, question.version)
    return Letter(
        template="order_code",
        language=language,
        to=asked.order.email,
        sender_name=sender_name(shop),
        subject=desk.words.in_language(language)("mail.order_code.subject"),
        message_id=row.id,
        at=row.created_at or desk.clock.now(),
        values={"code": order_code.grouped(code), "color": color_of(shop)},
        automatic="auto-generated",
    )


async def _end(desk: Desk, row: Due, state: due.State, *, problem: str | None = None, bounced: str = "") -> None:
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        if due.end(tx, row.id, state, at=now, problem=problem) and bounced:
            senders.note_trouble(tx, row.shop or "", bounced, "bounced", at=now)

    await desk.db.write(work)
