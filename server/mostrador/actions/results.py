"""What a shop's surveys came to: its figures, how they went, and by what they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from mostrador.actions import authority
from mostrador.desk import Desk
from mostrador.domain.period import DAY, Grain, Period, between
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.domain.statistics import Figure, figure
from mostrador.domain.survey import Question
from mostrador.errors import FormInvalid, NotFound
from mostrador.storage import results, shops
from mostrador.storage.results import EVERYTHING, Card, Dimension, Funnel, Slice

USUAL_DAYS = 90  # up to today, unless somebody says otherwise
MOST_VALUES = 20  # of a dimension


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see, as they typed and chose it; what is empty or unknown is left as usual."""

    first: str = ""  # ISO 8601
    last: str = ""
    grain: Grain | None = None
    question: str = ""
    by: Dimension = "product"
    of: Slice = EVERYTHING


@dataclass(frozen=True, slots=True)
class Line:
    """A survey in the list: its first scored question of the usual days, and how many ever finished it."""

    card: Card
    figure: Figure | None
    finished: int


@dataclass(frozen=True, slots=True)
class Said:
    """A question, how often each score (or option's number) was given, and what that comes to if it is a score."""

    question: Question
    counts: Mapping[int, int]
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Results:
    """
    What a survey came to within a period. `question` is the scored one of which `steps` and `values` are; `names` are
    those of departments and agents among the values; `problems` says what was typed and cannot be meant.
    """

    card: Card
    period: Period
    grain: Grain
    first_day: date | None
    today: date
    said: tuple[Said, ...]
    question: Question | None
    steps: tuple[tuple[date, Figure | None], ...]
    values: tuple[tuple[str, Figure], ...]
    more_values: bool
    names: Mapping[str, str]
    funnel: Funnel
    problems: Mapping[str, str]


async def listed(desk: Desk, speaker: Speaker) -> list[Line]:
    """Every survey of the shop that is there, or that somebody answered before it was removed."""
    now = desk.clock.now()

    def work(tx: Connection) -> list[Line]:
        agent = authority.require(tx, speaker, "read_results", at=now)
        today = now.astimezone(ZoneInfo(_shop(tx, agent.shop).profile.time_zone)).date()
        lines = [_line(tx, agent.shop, card, today) for card in results.of_shop(tx, agent.shop)]
        return [line for line in lines if line.finished or not line.card.is_removed]

    return await desk.db.read(work)


async def read(desk: Desk, speaker: Speaker, survey: str, asked: Asked) -> Results:
    """Read a survey's results; a period that cannot be meant is the usual one, and said in `problems`."""
    now = desk.clock.now()

    def work(tx: Connection) -> Results:
        agent = authority.require(tx, speaker, "read_results", at=now)
        card = require(tx, agent.shop, survey)
        today = now.astimezone(ZoneInfo(_shop(tx, agent.shop).profile.time_zone)).date()
        return _results(tx, agent.shop, card, asked, today)

    return await desk.db.read(work)


def require(tx: Connection, shop: str, survey: str) -> Card:
    """Find a survey. Raises `NotFound`, also for another shop's."""
    card = results.find(tx, shop, survey)
    if card is None:
        raise NotFound("There is no such survey.")
    return card


def usual(today: date) -> Period:
    return Period(today - timedelta(days=USUAL_DAYS - 1), today)


def read_period(asked: Asked, today: date) -> tuple[Period, dict[str, str]]:
    """The period, and by field what was wrong with it."""
    try:
        return between(asked.first, asked.last, usual=usual(today)), {}
    except FormInvalid as refusal:
        return usual(today), {name: problem.code for name, problem in refusal.fields.items()}


def names(tx: Connection, shop: str) -> dict[str, str]:
    """The names of a shop's departments, and of all who ever answered for it, by their ids."""
    return {**{each.id: each.name for each in shops.departments(tx, shop)}, **results.people(tx, shop)}


def _results(tx: Connection, shop: str, card: Card, asked: Asked, today: date) -> Results:
    period, problems = read_period(asked, today)
    grain = period.grain(asked.grain)
    counts = results.totals(tx, shop, card.id, [each.key for each in card.questions], asked.of, period)
    said = tuple(_said(each, counts[each.key]) for each in card.questions)
    scored = [each for each in card.questions if each.scale]
    question = next((each for each in scored if each.key == asked.question), scored[0] if scored else None)
    steps, values = _of_question(tx, shop, card.id, question, asked, period, grain)
    return Results(
        card=card,
        period=period,
        grain=grain,
        first_day=results.first_day(tx, shop, card.id),
        today=today,
        said=tuple(each for number, each in enumerate(said) if number < card.asked_now or each.counts),
        question=question,
        steps=steps,
        values=values[:MOST_VALUES],
        more_values=len(values) > MOST_VALUES,
        names=names(tx, shop),
        funnel=results.funnel(tx, shop, card.id, period),
        problems=problems,
    )


def _of_question(
    tx: Connection, shop: str, survey: str, question: Question | None, asked: Asked, period: Period, grain: Grain
) -> tuple[tuple[tuple[date, Figure | None], ...], tuple[tuple[str, Figure], ...]]:
    """How a question's figure went over time, and what it is for each value of a dimension."""
    if question is None:
        return (), ()
    steps = results.over_time(tx, shop, survey, question.key, asked.of, period, grain)
    values = results.by_value(tx, shop, survey, question.key, asked.by, period, most=MOST_VALUES + 1)
    return (
        tuple((step, _figure(question, counts)) for step, counts in steps.items()),
        tuple((value, found) for value, counts in values.items() if (found := _figure(question, counts))),
    )


def _said(question: Question, counts: Mapping[int, int]) -> Said:
    return Said(question, counts, _figure(question, counts))


def _figure(question: Question, counts: Mapping[int, int]) -> Figure | None:
    match question.kind:
        case "nps" | "csat" | "ces":
            return figure(question.kind, counts)
        case _:
            return None


def _line(tx: Connection, shop: str, card: Card, today: date) -> Line:
    first = next((each for each in card.questions if each.scale), None)
    found = results.totals(tx, shop, card.id, [first.key], EVERYTHING, usual(today)) if first else {}
    begun = results.first_day(tx, shop, card.id)
    finished = results.funnel(tx, shop, card.id, Period(min(begun, today), today + DAY)).finished if begun else 0
    return Line(card, _figure(first, found[first.key]) if first else None, finished)


def _shop(tx: Connection, id: str) -> Shop:
    found = shops.find(tx, id)
    if found is None:
        raise NotFound("There is no such shop.")
    return found
