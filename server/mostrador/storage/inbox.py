"""The agents' inbox: its views, paged by the time of the last message, and how much is in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Select, Text, and_, bindparam, func, literal, select, tuple_

from mostrador.storage.schema import agent, conversation, department, read_mark
from mostrador.storage.types import Moment

View = Literal["open", "mine", "unassigned", "waiting", "resolved", "quarantine"]
VIEWS: tuple[View, ...] = get_args(View)
COUNTED = 1000  # at most so many are counted: nobody reads a number beyond it, and counting on would be felt
PAGE = 30


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of the inbox: a view, all of the shop or of one department."""

    view: View
    department: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a list that is sorted by the last message: the row that was the last one shown."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation as a list shows it."""

    id: str
    code: str
    channel: str
    name: str
    customer: str
    subject: str
    preview: str
    last_at: datetime
    status: str
    snoozed_until: datetime | None
    quarantined: bool
    tags: tuple[str, ...]
    department: str | None
    assignee: tuple[str, str] | None  # id and name
    priority: str
    waiting_since: datetime | None
    reasons: tuple[str, ...]
    unread: bool

    @property
    def position(self) -> Position:
        return Position(self.last_at, self.id)


c = conversation.c
IN_SHOP = c.shop_id == bindparam("shop")
IN_DEPARTMENT = c.department_id == bindparam("department")
ROWS = select(
    conversation, department.c.name.label("department_name"), agent.c.name.label("agent_name"), read_mark.c.seq
).select_from(
    conversation.outerjoin(
        read_mark,
        and_(
            read_mark.c.shop_id == c.shop_id,
            read_mark.c.conversation_id == c.id,
            read_mark.c.reader == bindparam("reader"),
        ),
    )
    .outerjoin(department, and_(department.c.shop_id == c.shop_id, department.c.id == c.department_id))
    .outerjoin(agent, agent.c.id == c.assignee_id)
)
FOLDERS: dict[View, str] = {
    "open": "open",
    "mine": "open",
    "unassigned": "open",
    "waiting": "waiting",
    "resolved": "resolved",
    "quarantine": "quarantine",
}
BEYOND = tuple_(c.last_at, c.id) < tuple_(bindparam("at", type_=Moment), bindparam("id", type_=Text))
NEWEST_FIRST = (c.last_at.desc(), c.id.desc())


def _where(view: View, *, in_department: bool) -> tuple[Any, ...]:
    where: list[Any] = [IN_SHOP, c.folder == FOLDERS[view]]
    if view == "mine":
        where.append(c.assignee_id == bindparam("reader"))
    elif view == "unassigned":
        where.append(c.assignee_id.is_(None))
    if in_department:
        where.append(IN_DEPARTMENT)
    return tuple(where)


def _page(view: View, *, in_department: bool, first: bool) -> Select[Any]:
    # PostgreSQL takes the order from the index only if the column that is null stands in it.
    order = (c.assignee_id.desc(), *NEWEST_FIRST) if view == "unassigned" else NEWEST_FIRST
    page = ROWS.where(*_where(view, in_department=in_department)).order_by(*order).limit(bindparam("most"))
    return page if first else page.where(BEYOND)


def _count(view: View, *, in_department: bool) -> Select[Any]:
    found = select(literal(1)).select_from(conversation).where(*_where(view, in_department=in_department))
    return select(func.count()).select_from(found.limit(COUNTED).subquery())


PAGES = {
    (view, in_department, first): _page(view, in_department=in_department, first=first)
    for view in VIEWS
    for in_department in (False, True)
    for first in (False, True)
}
COUNTS = {(view, inside): _count(view, in_department=inside) for view in VIEWS for inside in (False, True)}
BY_IDS = ROWS.where(IN_SHOP, c.id.in_(bindparam("ids", expanding=True)))
BY_ADDRESS = (
    ROWS.where(IN_SHOP, c.contact_email.in_(bindparam("addresses", expanding=True)))
    .order_by(*NEWEST_FIRST)
    .limit(bindparam("most"))
)
OF_CUSTOMER = (
    ROWS.where(IN_SHOP, c.customer_id == bindparam("customer")).order_by(*NEWEST_FIRST).limit(bindparam("most"))
)
ANY = select(literal(1)).select_from(conversation).where(IN_SHOP).limit(1)


def page(tx: Connection, shop: str, shelf: Shelf, reader: str, after: Position | None, most: int = PAGE) -> list[Row]:
    """The conversations of a shelf, the newest first, beyond the row `after`."""
    values: dict[str, Any] = {"shop": shop, "reader": reader, "most": most}
    if shelf.department:
        values["department"] = shelf.department
    if after:
        values |= {"at": after.at, "id": after.id}
    found = tx.execute(PAGES[shelf.view, shelf.department is not None, after is None], values)
    return [_row(each) for each in found]


def count(tx: Connection, shop: str, shelf: Shelf, reader: str) -> int:
    """How many are on the shelf, counted up to `COUNTED`."""
    values = {"shop": shop, "department": shelf.department} if shelf.department else {"shop": shop}
    if shelf.view == "mine":
        values["reader"] = reader
    return int(tx.execute(COUNTS[shelf.view, shelf.department is not None], values).scalar_one())


def by_ids(tx: Connection, shop: str, ids: Sequence[str], reader: str) -> dict[str, Row]:
    found = tx.execute(BY_IDS, {"shop": shop, "reader": reader, "ids": list(ids)})
    return {row.id: row for row in map(_row, found)}


def by_address(tx: Connection, shop: str, address: str, reader: str, most: int = PAGE) -> list[Row]:
    """What was written with this address, proven or not, as it is typed or in small letters."""
    spellings = sorted({address, address.lower()})
    found = tx.execute(BY_ADDRESS, {"shop": shop, "reader": reader, "addresses": spellings, "most": most})
    return [_row(each) for each in found]


def of_customer(tx: Connection, shop: str, customer: str, reader: str, most: int = PAGE) -> list[Row]:
    """The customer's conversations, the newest first."""
    found = tx.execute(OF_CUSTOMER, {"shop": shop, "reader": reader, "customer": customer, "most": most})
    return [_row(each) for each in found]


def is_empty(tx: Connection, shop: str) -> bool:
    """Whether nobody has written to this shop yet."""
    return tx.execute(ANY, {"shop": shop}).one_or_none() is None


def _row(row: Any) -> Row:
    return Row(
        id=row.id,
        code=row.code,
        channel=row.channel,
        name=row.contact_name,
        customer=row.customer_id or row.id,
        subject=row.subject or row.code,
        preview=row.preview,
        last_at=row.last_at,
        status=row.status,
        snoozed_until=row.snoozed_until,
        quarantined=row.quarantined,
        tags=tuple(row.tags),
        department=row.department_name,
        assignee=(row.assignee_id, row.agent_name) if row.assignee_id else None,
        priority=row.priority,
        waiting_since=row.waiting_since,
        reasons=tuple(reason["code"] for reason in row.spam_reasons) if row.quarantined else (),
        unread=row.folder != "resolved" and (row.seq or 0) < row.last_seq,
    )
