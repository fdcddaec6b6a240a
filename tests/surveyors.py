"""Shops that ask their customers, and customers who answer."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from mostrador.actions import survey_pages, survey_plans
from mostrador.desk import Desk
from mostrador.domain.survey import Question
from mostrador.domain.survey_rules import Settings
from mostrador.domain.wake import Wake
from mostrador.storage import surveys
from mostrador.storage.schema import (
    due,
    order_return,
    shop_order,
    survey_answer,
    survey_funnel,
    survey_invitation,
    survey_rollup,
)
from services.mail_server import MailServer, text

ANA = "ana@example.com"
SCORE = Question(key="qst_score", kind="nps", texts={"es": "¿Nos recomendarías?", "en": "Would you recommend us?"})
WHY = Question(key="qst_why", kind="text", texts={"es": "¿Por qué?"})
LINK = re.compile(r"/s/#(lnk_[^\s\"<]+)")
UNSUBSCRIBE = re.compile(r"/u/(lnk_[^>\s]+)")


async def asks(desk: Desk, shop: str, *questions: Question, id: str = "svy_after", **settings: Any) -> str:
    """A live survey, with no quiet hours unless said, so that it asks at any time of the day."""
    given = {"name": "Tras la entrega", "state": "live", "days": 0, "quiet_from": "00:00", "quiet_until": "00:00"}
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        surveys.add(tx, shop, id, Settings(**{**given, **settings}), at=now)
        current = surveys.find(tx, shop, id)
        assert current is not None
        surveys.ask(tx, current, questions or (SCORE, WHY), at=now)

    await desk.db.write(work)
    return id


async def delivers(desk: Desk, shop: str, key: str = "1042", **told: Any) -> str:
    """An order of Ana's that has arrived, as the shop tells it, and what follows from that; its id."""
    now, id = desk.clock.now(), desk.new("ord")
    row = {**order(shop, key, id, now), "shipped_at": now, "delivered_at": now, **told}

    def work(tx: Connection) -> None:
        tx.execute(insert(shop_order), row)
        survey_plans.plan(tx, desk, shop, [key], at=now)

    await desk.db.write(work, wake=Wake(shop, due=True))
    return id


async def tells_again(desk: Desk, shop: str, key: str = "1042") -> None:
    """Another event of the order, from which nothing new follows."""
    now = desk.clock.now()
    await desk.db.write(lambda tx: survey_plans.plan(tx, desk, shop, [key], at=now))


async def returns(desk: Desk, shop: str, key: str, *, received: bool = False) -> None:
    """Ana sends the order back, or has got her money back for it."""
    now = desk.clock.now()
    row = {"shop_id": shop, "order_key": key, "number": "D-1", "status": "requested", "reason": "", "items": []}

    def work(tx: Connection) -> None:
        if received:
            tx.execute(update(order_return).values(received_at=now, status="received"))
        else:
            tx.execute(insert(order_return), {**row, "requested_at": now, "last_at": now})

    await desk.db.write(work)


def order(shop: str, key: str, id: str, now: datetime) -> dict[str, Any]:
    """A row of an order that was placed now."""
    items = [{"name": "Taza azul", "sku": "TAZA-AZUL", "quantity": 2}]
    return {
        "id": id,
        "shop_id": shop,
        "external_id": key,
        "number": key,
        "version": 1,
        "snapshot": {"items": items, "address": {"country": "ES"}, "language": "es"},
        "customer_key": "",
        "email": ANA,
        "name": "Ana Ruiz",
        "currency": "EUR",
        "total": 4200,
        "refunded": 0,
        "status": "paid",
        "failures": 0,
        "placed_at": now,
        "last_at": now,
    }


def link(post: MailServer, number: int = -1) -> str:
    """The token in the mail."""
    found = LINK.search(text(post.taken[number]))
    assert found, "the mail asks nothing"
    return found[1]


def unsubscribe(post: MailServer, number: int = -1) -> str:
    """The token that a mail program finds in the headers."""
    found = UNSUBSCRIBE.search(post.taken[number]["List-Unsubscribe"])
    assert found
    return found[1]


async def confirms(desk: Desk, token: str, *, key: str = "visit-0001", finished: bool = True, **answers: Any) -> None:
    """What a click on the page's button sends; `score` and `why` are the answers to `SCORE` and `WHY`."""
    named = {f"qst_{name}": value for name, value in answers.items()}
    await survey_pages.confirm(desk, survey_pages.Sent(token=token, key=key, answers=named, finished=finished))


async def rows(desk: Desk, table: Any, **where: Any) -> list[Any]:
    statement = select(table).where(*(table.c[name] == value for name, value in where.items()))
    return await desk.db.read(lambda tx: list(tx.execute(statement)))


async def stored(desk: Desk) -> list[tuple[str, int | None, str | None]]:
    """(question, score, text) of every answer that counts."""
    return sorted((row.question, row.number, row.text) for row in await rows(desk, survey_answer))


async def counted(desk: Desk, dimension: str = "all", value: str = "") -> dict[tuple[str, int], int]:
    """(question, score) → how often."""
    found = await rows(desk, survey_rollup, dimension=dimension, value=value, span="year")
    return {(row.question, row.score): row.count for row in found}


async def counted_by_span(desk: Desk) -> dict[tuple[str, str, str, int], int]:
    """(span, its first day, question, score) → how often, of everything."""
    found = await rows(desk, survey_rollup, dimension="all", value="")
    return {(row.span, row.day, row.question, row.score): row.count for row in found}


async def funnel(desk: Desk) -> tuple[int, int, int, int]:
    """Sent, delivered, started, finished, on all days."""
    found = await rows(desk, survey_funnel)
    return (
        sum(row.sent for row in found),
        sum(row.delivered for row in found),
        sum(row.started for row in found),
        sum(row.finished for row in found),
    )


async def dropped(desk: Desk) -> list[str | None]:
    """Why each invitation was not sent, if it was not."""
    return [row.dropped for row in await rows(desk, survey_invitation)]


async def changes(desk: Desk, id: str, **to: Any) -> None:
    """What the shop tells of an order later."""
    await desk.db.write(lambda tx: tx.execute(update(shop_order).where(shop_order.c.id == id).values(**to)))


async def waiting(desk: Desk) -> list[tuple[str, datetime]]:
    """What is still to be done, and when."""
    return sorted((row.kind, row.run_at) for row in await rows(desk, due, state="waiting"))
