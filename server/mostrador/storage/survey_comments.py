"""
What customers wrote in surveys, the newest first.

Searched by reading along the index of a question's answers, from the newest on, at most `LOOKED_AT` at a time: every
page takes about as long, however rare a word is, and no second copy of what people wrote has to be kept and erased.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, bindparam, select, tuple_

from mostrador.storage.results import EVERYTHING, Slice
from mostrador.storage.schema import survey_answer, survey_invitation
from mostrador.storage.types import Moment

PAGE = 20
LOOKED_AT = 10_000  # comments for one page
ACCENTS = re.compile("[\u0300-\u036f]+")  # as they stand apart from their letter


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the list: the comment that was looked at last."""

    at: datetime
    invitation: str


@dataclass(frozen=True, slots=True)
class Sought:
    """Which comments: of a question, given from `since` on and before `until`; `typed` are words in them."""

    question: str
    since: datetime
    until: datetime
    of: Slice = EVERYTHING
    typed: str = ""
    after: Position | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """`scores` are the same person's, by question; `opened` is the conversation that the answer opened."""

    at: datetime
    invitation: str
    text: str
    scores: Mapping[str, int]
    opened: str | None


@dataclass(frozen=True, slots=True)
class Comments:
    """`more` is where to look on; `seen_to` how far back was looked, where that was not to the end."""

    rows: tuple[Comment, ...]
    more: Position | None
    seen_to: datetime | None


a = survey_answer.c
ORDER = (a.at.desc(), a.invitation_id.desc())
WRITTEN = (
    select(a.at, a.invitation_id, a.text)
    .where(
        a.shop_id == bindparam("shop"),
        a.survey_id == bindparam("survey"),
        a.question == bindparam("question"),
        a.at >= bindparam("since", type_=Moment),
        a.at < bindparam("until", type_=Moment),
        tuple_(a.at, a.invitation_id)
        < tuple_(bindparam("after_at", type_=Moment), bindparam("after_invitation", type_=Text)),
    )
    .order_by(*ORDER)
    .limit(bindparam("most"))
)
WITH_ALL_AROUND = WRITTEN.add_columns(a.products, a.department_id, a.agent_id, a.carrier, a.country)
SCORES = select(a.invitation_id, a.question, a.number).where(
    a.shop_id == bindparam("shop"),
    a.invitation_id.in_(bindparam("invitations", expanding=True)),
    a.number.is_not(None),
)
OPENED = select(survey_invitation.c.id, survey_invitation.c.opened_id).where(
    survey_invitation.c.shop_id == bindparam("shop"),
    survey_invitation.c.id.in_(bindparam("invitations", expanding=True)),
)
VALUE_OF: dict[str, Callable[[Any], Sequence[str | None]]] = {
    "product": lambda row: row.products,
    "department": lambda row: (row.department_id,),
    "agent": lambda row: (row.agent_id,),
    "carrier": lambda row: (row.carrier,),
    "country": lambda row: (row.country,),
}


def page(
    tx: Connection, shop: str, survey: str, sought: Sought, *, most: int = PAGE, looked_at: int = LOOKED_AT
) -> Comments:
    """The next comments in which every typed word is, whatever its case and accents."""
    is_all = not sought.typed and sought.of.dimension == "all"
    after = sought.after or Position(sought.until, "")  # the end is not among them, so that any id will do
    limit = most + 1 if is_all else looked_at
    rows = tx.execute(
        WRITTEN if sought.of.dimension == "all" else WITH_ALL_AROUND,
        {
            "shop": shop,
            "survey": survey,
            "question": sought.question,
            "since": sought.since,
            "until": sought.until,
            "after_at": after.at,
            "after_invitation": after.invitation,
            "most": limit,
        },
    )
    found, last, count = _taken(rows, sought, most)
    rows.close()
    if len(found) > most:
        shown = found[:most]
        return Comments(_whole(tx, shop, shown), Position(shown[-1].at, shown[-1].invitation_id), None)
    ends = count < limit or last is None
    more = None if ends else last
    return Comments(_whole(tx, shop, found), more, more.at if more else None)


def folded(text: str) -> str:
    """A text without case and accents: `Envío` is `envio`."""
    if text.isascii():
        return text.lower()
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def _taken(rows: Iterable[Any], sought: Sought, most: int) -> tuple[list[Any], Position | None, int]:
    """What is sought, one more than is shown; the row that was looked at last; how many were."""
    words = folded(sought.typed).split()
    found: list[Any] = []
    last, count = None, 0
    for row in rows:
        last, count = row, count + 1
        if _suits(row, sought.of) and _has(row.text, words):
            found.append(row)
            if len(found) > most:
                break
    return found, Position(last.at, last.invitation_id) if last else None, count


def _has(text: str | None, words: Sequence[str]) -> bool:
    said = folded(text or "")
    return bool(said) and all(word in said for word in words)


def _suits(row: Any, of: Slice) -> bool:
    return of.dimension == "all" or of.value in VALUE_OF[of.dimension](row)


def _whole(tx: Connection, shop: str, rows: Sequence[Any]) -> tuple[Comment, ...]:
    if not rows:
        return ()
    ids = {"shop": shop, "invitations": [row.invitation_id for row in rows]}
    opened = {row.id: row.opened_id for row in tx.execute(OPENED, ids)}
    scores: dict[str, dict[str, int]] = {}
    for each in tx.execute(SCORES, ids):
        scores.setdefault(each.invitation_id, {})[each.question] = each.number
    return tuple(
        Comment(
            row.at,
            row.invitation_id,
            row.text,
            scores.get(row.invitation_id, {}),
            opened.get(row.invitation_id),
        )
        for row in rows
    )
