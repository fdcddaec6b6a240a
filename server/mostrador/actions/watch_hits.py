"""A watched order is in trouble: a task opens for whoever looks after it, or its customer hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from mostrador.actions import intake, mails, watching, webhooks
from mostrador.desk import Desk
from mostrador.domain import conversation as talk
from mostrador.domain import names, replies
from mostrador.domain.conversation import Conversation
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import system
from mostrador.domain.wake import Wake
from mostrador.domain.watch import FIELDS, Trouble, Watch
from mostrador.gateways.letters import Letter
from mostrador.gateways.post import MailRefused
from mostrador.storage import (
    conversations,
    customers,
    due,
    order_conversations,
    orders,
    senders,
    shop_events,
    shops,
    watches,
)
from mostrador.storage.conversations import Opening
from mostrador.storage.due import Due
from mostrador.storage.orders import Order

MAIL = "watch_mail"  # the due row of what an order's customer is told


@dataclass(frozen=True, slots=True)
class Case:
    """A rule, an order, and their shop, as they are now."""

    shop: Shop
    rule: Watch
    order: Order


async def look(desk: Desk, row: Due) -> None:
    """Look whether it came to trouble. What changed meanwhile has moved or ended the row; what is not yet, waits on."""
    now, conversation, mail = desk.clock.now(), desk.new("cnv"), desk.new("due")

    def work(tx: Connection, code: str) -> None:
        shop_events.lock(tx, row.shop or "")
        case = _case(tx, row)
        trouble = _trouble(tx, case) if case else None
        if case is None or trouble is None or not trouble.lasts or not case.rule.on:
            due.end(tx, row.id, "done", at=now)
        elif trouble.at > now:
            due.again(tx, row.id, later=trouble.at, problem="")
        elif due.end(tx, row.id, "done", at=now) and not watches.hits(tx, case.shop.id, [case.order.id]) & {
            (case.rule.id, case.order.id)
        }:
            _act(tx, desk, case, (conversation, code, mail))

    await intake.write_with_code(desk, work, Wake(row.shop or "", conversation, due=True))


async def tell(desk: Desk, row: Due) -> None:
    """Mail the order's address what the shop wrote for this, rendered now."""
    now = desk.clock.now()
    case = await desk.db.read(lambda tx: _tellable(tx, row))
    if case is None:
        await desk.db.write(lambda tx: due.end(tx, row.id, "done", at=now))
        return
    try:
        await desk.post.send(desk.letters.write(_letter(desk, case, row)))
    except MailRefused as refused:
        problem = f"smtp {refused.code}"

        def note(tx: Connection) -> None:
            if due.end(tx, row.id, "failed", at=now, problem=problem):
                senders.note_trouble(tx, case.shop.id, case.order.email, "bounced", at=now)

        await desk.db.write(note)
        return
    await desk.db.write(lambda tx: due.end(tx, row.id, "done", at=desk.clock.now()))


def words_of(desk: Desk, case: Case) -> tuple[str, str]:
    """What a task is called, and what it says, in the shop's language."""
    words = desk.words.in_language(desk.words.choose(case.shop.language))
    values = {"number": case.order.number, "count": case.rule.count}
    return words(f"watch.{case.rule.kind}.subject", **values), words(f"watch.{case.rule.kind}.text", **values)


def _case(tx: Connection, row: Due) -> Case | None:
    shop = shops.find(tx, row.shop or "")
    rule = watches.find(tx, row.shop or "", str(row.body["watch"]))
    order = orders.find(tx, row.shop or "", row.subject)
    return Case(shop, rule, order) if shop and rule and order else None


def _trouble(tx: Connection, case: Case) -> Trouble | None:
    return watching.judge(case.rule, watching.facts(tx, case.shop.id, [case.order])[case.order.id], case.shop)


def _act(tx: Connection, desk: Desk, case: Case, ids: tuple[str, str, str]) -> None:
    conversation, code, mail = ids
    now = desk.clock.now()
    is_told = case.rule.act == "mail" and _may_be_told(tx, case)
    if is_told:
        due.add(tx, Due(mail, case.shop.id, MAIL, case.order.id, now, {"watch": case.rule.id}), at=now)
    else:  # also where nobody can be written to: somebody has to know
        _open(tx, desk, case, conversation, code)
    webhooks.tell(tx, case.shop.id, "order.problem", case.order.id, at=now, part=f"{case.rule.kind} {case.rule.id}")
    watches.add_hit(tx, case.shop.id, case.rule.id, case.order.id, None if is_told else conversation, at=now)


def _open(tx: Connection, desk: Desk, case: Case, id: str, code: str) -> None:
    shop, order, now = case.shop, case.order, desk.clock.now()
    subject, text = words_of(desk, case)
    owner = customers.by_external_id(tx, shop.id, order.customer_key) if order.customer_key else None
    departments = {each.id for each in shops.departments(tx, shop.id)}
    department = case.rule.department if case.rule.department in departments else None
    new = Conversation(id, shop.id, department=department)
    body = {"text": text, "order": order.number}
    events = talk.opened(
        new, system(shop.id), body, at=now, key=f"{case.rule.id}:{order.id}", quarantine=False, by="task"
    )
    opening = Opening(
        id=id,
        code=code,
        channel="task",
        subject=subject,
        language=order.snapshot.get("language", "").partition("-")[0] or shop.language,
        visitor=None,
        key=f"{case.rule.id}:{order.id}",
        customer=owner.id if owner else None,
        contact_name=order.name,
        contact_email=order.email,
        order_number=order.number,
    )
    conversations.open(tx, shop.id, opening, Conversation(id, shop.id).after(events), events)
    order_conversations.link(tx, shop.id, id, order.id, "system", at=now)


def _may_be_told(tx: Connection, case: Case) -> bool:
    address = case.order.email
    return bool(address) and not senders.is_in_trouble(tx, case.shop.id, address)


def _tellable(tx: Connection, row: Due) -> Case | None:
    case = _case(tx, row)
    return case if case and _may_be_told(tx, case) else None


def _letter(desk: Desk, case: Case, row: Due) -> Letter:
    shop, order = case.shop, case.order
    language = desk.words.choose(order.snapshot.get("language", "").partition("-")[0], shop.language)
    words = desk.words.in_language(language)
    values: Mapping[str, str] = dict(zip(FIELDS, (names.first(order.name), order.number, shop.name), strict=True))
    return Letter(
        template="watch",
        language=language,
        to=order.email,
        sender_name=mails.sender_name(shop),
        subject=words("mail.watch.subject", shop=shop.name, number=order.number),
        message_id=row.id,
        at=row.created_at or desk.clock.now(),
        values={
            "shop": shop.name,
            "color": mails.color_of(shop),
            "text": replies.blank(replies.fill(case.rule.text(language, shop.language), values)),
            "number": order.number,
        },
        automatic="auto-generated",
    )
