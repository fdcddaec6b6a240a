"""Canned replies: who keeps them, and what is offered in a conversation."""

from sqlalchemy import Connection

from mostrador.actions import authority, ownership
from mostrador.desk import Desk
from mostrador.domain import replies as canned
from mostrador.domain.replies import Reply
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, NotFound
from mostrador.storage import conversations, replies, shops

MOST_REPLIES = 300


async def all(desk: Desk, speaker: Speaker) -> list[Reply]:
    """Those of the shop, by name, with their fields as they were written."""
    now = desk.clock.now()

    def work(tx: Connection) -> list[Reply]:
        agent = authority.require(tx, speaker, "manage_replies", at=now)
        return replies.of_shop(tx, agent.shop)

    return await desk.db.read(work)


async def add(desk: Desk, speaker: Speaker, version: int, draft: Reply) -> str:
    """Add a reply and return its id. Raises `FormInvalid`."""
    new = desk.new("can")

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        if len(replies.of_shop(tx, shop.id)) >= MOST_REPLIES:
            raise Conflict(f"A shop has at most {MOST_REPLIES} replies.", code="too_many_replies")
        replies.add(tx, shop.id, _checked(tx, shop, draft, new))
        record("reply.added", new)
        return new

    return await ownership.change(desk, speaker, version, work, verb="manage_replies", touches=True)


async def change(desk: Desk, speaker: Speaker, version: int, draft: Reply) -> None:
    """Write a reply anew. Raises `FormInvalid`."""

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        _require(tx, shop, draft.id)
        replies.change(tx, shop.id, _checked(tx, shop, draft, draft.id))
        record("reply.changed", draft.id, ["name", "text", "department", "language"])
        return draft.id

    await ownership.change(desk, speaker, version, work, verb="manage_replies", touches=True)


async def remove(desk: Desk, speaker: Speaker, version: int, id: str) -> None:
    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        _require(tx, shop, id)
        replies.remove(tx, shop.id, id)
        record("reply.removed", id)
        return id

    await ownership.change(desk, speaker, version, work, verb="manage_replies", touches=True)


async def offered(desk: Desk, speaker: Speaker, conversation: str) -> list[Reply]:
    """Those that suit a conversation, with what is known filled in."""
    now = desk.clock.now()

    def work(tx: Connection) -> list[Reply]:
        agent = authority.require(tx, speaker, "answer", at=now)
        card, shop = conversations.card(tx, agent.shop, conversation), shops.find(tx, agent.shop)
        if card is None or shop is None:
            raise NotFound("There is no such conversation.")
        values = {
            "customer.first_name": next(iter(card.contact_name.split()), ""),
            "customer.name": card.contact_name,
            "agent.name": agent.name,
            "shop.name": shop.name,
            "conversation.code": card.code,
            "order.number": card.order_number or "",
        }
        return [
            Reply(each.id, each.name, canned.fill(each.text, values), each.department, each.language)
            for each in replies.of_shop(tx, agent.shop)
            if each.suits(card.department_id, card.language)
        ]

    return await desk.db.read(work)


def _checked(tx: Connection, shop: Shop, draft: Reply, id: str) -> Reply:
    departments = {each.id for each in shops.departments(tx, shop.id)}
    reply = Reply(id, draft.name, draft.text, draft.department, draft.language)
    return canned.check(reply, departments=departments, languages=shop.profile.languages)


def _require(tx: Connection, shop: Shop, id: str) -> None:
    if id not in {each.id for each in replies.of_shop(tx, shop.id)}:
        raise NotFound("There is no such reply.")
