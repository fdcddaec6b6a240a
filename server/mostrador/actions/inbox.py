"""What lies in the inbox, and what search finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain import ids
from mostrador.domain.roles import may
from mostrador.domain.speaker import Speaker
from mostrador.errors import NotFound
from mostrador.storage import conversations, inbox, members, search, shops, webhooks
from mostrador.storage.inbox import PAGE, Position, Row, Shelf, View

MOST = 300  # rows in one answer: what somebody has unfolded is read again at once
COUNTED: tuple[View, ...] = ("mine", "unassigned", "open", "waiting", "quarantine")


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    more: Position | None  # beyond this row there are others
    department: str | None = None  # its name, where the shelf is a department's


@dataclass(frozen=True, slots=True)
class Hit:
    """A conversation that search found; `excerpt` marks the words, or is empty for a code or an address."""

    row: Row
    excerpt: str
    where: str  # message | note | code | email


@dataclass(frozen=True, slots=True)
class Found:
    hits: tuple[Hit, ...]
    more: int | None  # a row of the index: beyond it there are others


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: how much waits, counted up to a bound, and the agent's other shops."""

    views: dict[str, int]
    departments: tuple[tuple[str, str, int], ...]  # id, name, how many are open there
    shops: tuple[tuple[str, str], ...]  # id, name
    trouble: bool  # an address that was told what happens here is gone, and whoever sees this can look after it


@dataclass(frozen=True, slots=True)
class Beginning:
    """A shop to which nobody has written: when and from where its pages last loaded the widget."""

    heard: tuple[datetime, str] | None


async def page(desk: Desk, speaker: Speaker, shelf: Shelf, after: Position | None, most: int = PAGE) -> Page:
    """One page of a shelf, beyond the row `after`. Raises `NotFound` for another shop's department."""
    now = desk.clock.now()
    most = max(1, min(most, MOST))

    def work(tx: Connection) -> Page:
        agent = authority.require(tx, speaker, "read", at=now)
        names = {each.id: each.name for each in shops.departments(tx, agent.shop)} if shelf.department else {}
        if shelf.department and shelf.department not in names:
            raise NotFound("There is no such department in this shop.")
        rows = inbox.page(tx, agent.shop, shelf, agent.id, after, most + 1)
        more = rows[most - 1].position if len(rows) > most else None
        return Page(tuple(rows[:most]), more, names.get(shelf.department or ""))

    return await desk.db.read(work)


async def frame(desk: Desk, speaker: Speaker) -> Frame:
    now = desk.clock.now()

    def work(tx: Connection) -> Frame:
        agent = authority.require(tx, speaker, "read", at=now)
        shop = agent.shop
        others = [other for other in members.shops_of(tx, agent.id) if other != shop]
        return Frame(
            {view: inbox.count(tx, shop, Shelf(view), agent.id) for view in COUNTED},
            tuple(
                (each.id, each.name, inbox.count(tx, shop, Shelf("open", each.id), agent.id))
                for each in shops.departments(tx, shop)
            ),
            tuple((found.id, found.name) for other in others if (found := shops.find(tx, other))),
            may(agent.role, "manage_keys") and webhooks.in_trouble(tx, shop),
        )

    return await desk.db.read(work)


async def beginning(desk: Desk, speaker: Speaker) -> Beginning | None:
    """What an owner wants to know before anybody has written; None once somebody has."""
    now = desk.clock.now()

    def work(tx: Connection) -> Beginning | None:
        agent = authority.require(tx, speaker, "read", at=now)
        return Beginning(shops.widget_seen(tx, agent.shop)) if inbox.is_empty(tx, agent.shop) else None

    return await desk.db.read(work)


async def find(desk: Desk, speaker: Speaker, typed: str, before: int | None = None) -> Found:
    """Find conversations by a code, an address, or what was said in them, the latest first."""
    now = desk.clock.now()

    def work(tx: Connection) -> Found:
        agent = authority.require(tx, speaker, "read", at=now)
        named = _named(tx, agent, typed) if before is None else []
        texts = search.find(tx, agent.shop, typed, notes=may(agent.role, "note"), before=before, limit=PAGE + 1)
        said = _said(tx, agent, texts[:PAGE], {hit.row.id for hit in named})
        return Found((*named, *said), texts[PAGE - 1].row if len(texts) > PAGE else None)

    return await desk.db.read(work)


def _named(tx: Connection, agent: Speaker, typed: str) -> list[Hit]:
    """What the code or the address names, if it is one."""
    rows: dict[str, Hit] = {}
    code = ids.code_typed(typed)
    if code and (found := conversations.by_code(tx, agent.shop, code)):
        rows |= {each.id: Hit(each, "", "code") for each in inbox.by_ids(tx, agent.shop, [found], agent.id).values()}
    if "@" in typed:
        rows |= {each.id: Hit(each, "", "email") for each in inbox.by_address(tx, agent.shop, typed.strip(), agent.id)}
    return list(rows.values())


def _said(tx: Connection, agent: Speaker, texts: Sequence[search.Hit], named: set[str]) -> list[Hit]:
    """The conversations of these texts, each once, by its latest text."""
    latest: dict[str, search.Hit] = {}
    for text in texts:
        if text.conversation not in named:
            latest.setdefault(text.conversation, text)
    rows = inbox.by_ids(tx, agent.shop, list(latest), agent.id) if latest else {}
    return [
        Hit(rows[each], text.marked, "note" if text.is_note else "message")
        for each, text in latest.items()
        if each in rows
    ]
