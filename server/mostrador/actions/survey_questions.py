"""The questions of a survey: once somebody has seen them, a change makes a new version."""

from collections.abc import Callable

from sqlalchemy import Connection

from mostrador.actions import ownership, surveys
from mostrador.desk import Desk
from mostrador.domain import survey_rules
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.domain.survey import Question
from mostrador.domain.survey_rules import Draft
from mostrador.errors import Conflict, NotFound
from mostrador.storage import shops
from mostrador.storage import surveys as kept

Edit = Callable[[Shop, tuple[Question, ...]], list[Question]]


async def add(desk: Desk, speaker: Speaker, version: int, survey: str, draft: Draft) -> None:
    """Ask this after the others. Raises `FormInvalid`."""
    key = desk.new("qst")

    def edit(shop: Shop, asked: tuple[Question, ...]) -> list[Question]:
        survey_rules.require_room(asked)
        before = asked[-1] if asked else None
        return [*asked, survey_rules.question(draft, key, languages=shop.profile.languages, before=before)]

    await _edit(desk, speaker, version, survey, edit, "survey.question_added")


async def change(desk: Desk, speaker: Speaker, version: int, survey: str, key: str, draft: Draft) -> None:
    """
    Ask it otherwise. One that asks for another kind of answer is another question, which results do not mix with it.

    Raises `FormInvalid`.
    """
    fresh = desk.new("qst")

    def edit(shop: Shop, asked: tuple[Question, ...]) -> list[Question]:
        place = _place(asked, key)
        old, before = asked[place], asked[place - 1] if place else None
        same = old if old.kind == draft.kind else None
        new = survey_rules.question(
            draft, key if same else fresh, languages=shop.profile.languages, before=before, old=same
        )
        return [*asked[:place], new, *asked[place + 1 :]]

    await _edit(desk, speaker, version, survey, edit, "survey.question_changed")


async def shift(desk: Desk, speaker: Speaker, version: int, survey: str, key: str, by: int) -> None:
    """Ask it earlier (-1) or later (1)."""

    def edit(_shop: Shop, asked: tuple[Question, ...]) -> list[Question]:
        place = _place(asked, key)
        order = list(asked)
        order.insert(max(0, min(len(order) - 1, place + by)), order.pop(place))
        return order

    await _edit(desk, speaker, version, survey, edit, "survey.question_moved")


async def remove(desk: Desk, speaker: Speaker, version: int, survey: str, key: str) -> None:
    """Ask it no more. Raises `Conflict` where it is the last one of a survey that is live."""

    def edit(_shop: Shop, asked: tuple[Question, ...]) -> list[Question]:
        place = _place(asked, key)
        return [*asked[:place], *asked[place + 1 :]]

    await _edit(desk, speaker, version, survey, edit, "survey.question_removed")


async def _edit(desk: Desk, speaker: Speaker, version: int, survey: str, edit: Edit, action: str) -> None:
    now = desk.clock.now()

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> None:
        current = surveys.require(tx, shop, survey)
        asked = survey_rules.fitting(edit(shop, current.questions))
        if not asked and current.settings.state == "live":
            raise Conflict("Pause the survey before you take away its last question.", code="survey_empty")
        if asked != current.questions:
            kept.ask(tx, current, asked, at=now)
            shops.touch(tx, shop.id)
            record(action, survey)

    await ownership.change(desk, speaker, version, work, verb="manage_surveys")


def _place(asked: tuple[Question, ...], key: str) -> int:
    for place, question in enumerate(asked):
        if question.key == key:
            return place
    raise NotFound("There is no such question.")
