"""A survey's draw: as its owner sets it, closes by itself, and ends with what public chance has said."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from mostrador.actions import ownership
from mostrador.desk import Desk
from mostrador.domain import draw as rules
from mostrador.domain.incentive import Incentive
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.errors import Conflict, FieldError, FormInvalid, NotFound
from mostrador.storage import draw_entries, due, survey_draws
from mostrador.storage.draw_entries import Winner
from mostrador.storage.due import Due
from mostrador.storage.survey_draws import Draw
from mostrador.times import day_in

KIND = "draw"
FIXED = ("until", "winners", "source", "drawn_on")


@dataclass(frozen=True, slots=True)
class Kept:
    """
    A draw, how many take part, and who has won.

    `can_be_drawn`: its day is there. `names_people`: of the winners more is told than their entries.
    """

    draw: Draw
    entries: int
    winners: tuple[Winner, ...] = ()
    can_be_drawn: bool = False
    names_people: bool = False

    @property
    def is_fixed(self) -> bool:
        """Whether what was promised cannot be changed any more."""
        return self.entries > 0 and not self.draw.is_settled


@dataclass(frozen=True, slots=True)
class Fresh:
    """Ids for a draw and the row by which it closes, made before the transaction."""

    draw: str
    row: str


def fresh(desk: Desk) -> Fresh:
    return Fresh(desk.new("drw"), desk.new("due"))


def of_survey(tx: Connection, shop: Shop, survey: str, *, personal: bool, at: datetime) -> tuple[Kept, ...]:
    """The draws of a survey, the newest first; without `personal`, of the winners only the entries."""
    return tuple(_kept(tx, shop, each, personal, at) for each in survey_draws.of_survey(tx, shop.id, survey))


def arrange(tx: Connection, shop: Shop, survey: str, incentive: Incentive, new: Fresh, *, at: datetime) -> None:
    """
    Make, change or give up the draw that a survey's settings promise from now on.

    Raises `FormInvalid`, naming each field that cannot be changed because somebody has entered, or that is past.
    """
    current = survey_draws.last(tx, shop.id, survey)
    closes_at = rules.closing(incentive.until, shop.profile.time_zone) if incentive.kind == "draw" else at
    if current is not None and not current.is_settled:
        if draw_entries.count(tx, shop.id, current.id):
            _require_kept(current.incentive, incentive)
        elif incentive.kind != "draw":
            call_off(tx, current, at=at)
        elif (incentive, closes_at) != (current.incentive, current.closes_at):
            _require_future(shop, incentive, at)
            survey_draws.change(tx, shop.id, current.id, incentive, closes_at)
            _close_later(tx, shop.id, current.id, closes_at, new.row, at)
        return
    if incentive.kind != "draw" or (current is not None and incentive == current.incentive):
        return
    _require_future(shop, incentive, at)
    survey_draws.add(tx, Draw(new.draw, shop.id, survey, incentive, at, closes_at))
    _close_later(tx, shop.id, new.draw, closes_at, new.row, at)


def leave(tx: Connection, shop: Shop, survey: str, *, at: datetime) -> None:
    """Let a survey go. Raises `Conflict` where people have entered a draw that was not drawn yet."""
    current = survey_draws.last(tx, shop.id, survey)
    if current is None or current.is_settled:
        return
    if draw_entries.count(tx, shop.id, current.id):
        raise Conflict("People have entered its draw: draw it first.", code="draw_promised")
    call_off(tx, current, at=at)


def call_off(tx: Connection, draw: Draw, *, at: datetime) -> None:
    """Give up a draw that nobody has entered."""
    due.call_off(tx, [_key(draw.id)], at=at)
    survey_draws.remove(tx, draw.shop, draw.id)


async def close(desk: Desk, row: Due) -> None:
    """Fix the entries once the last day is over. Doing it again changes nothing."""
    now = desk.clock.now()

    def work(tx: Connection) -> None:
        draw = survey_draws.lock(tx, row.shop or "", row.subject)
        if draw is not None and draw.closed_at is None:
            if now < draw.closes_at:  # it was put off since this row was taken
                _close_later(tx, draw.shop, draw.id, draw.closes_at, row.id, now)
                return
            entries = draw_entries.ids(tx, draw.shop, draw.id)
            digest = rules.digest(rules.listed(entries))
            survey_draws.close(tx, draw.shop, draw.id, entries=len(entries), digest=digest, at=now)
        due.end(tx, row.id, "done", at=now)

    await desk.db.write(work)


async def draw(desk: Desk, speaker: Speaker, version: int, id: str, said: str) -> str:
    """
    Draw the winners by what public chance has said, and return the survey's id. Done once.

    Raises `FormInvalid` for what cannot be that, and `Conflict` before its day or the closing, and the second time.
    """
    now = desk.clock.now()

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        found = survey_draws.lock(tx, shop.id, id)
        if found is None:
            raise NotFound("There is no such draw.")
        if found.is_settled:
            raise Conflict("It was drawn already, or nobody has entered.", code="draw_over")
        if not _can_be_drawn(shop, found, now):
            raise Conflict("Its day has not come.", code="draw_too_soon")
        seed = rules.seed(said)
        won = rules.winners(draw_entries.ids(tx, shop.id, id), seed, found.incentive.winners)
        draw_entries.place(tx, shop.id, id, won)
        survey_draws.settle(tx, shop.id, id, seed=seed, at=now)
        record("survey.drawn", id, ["seed"])
        return found.survey

    return await ownership.change(desk, speaker, version, work, verb="manage_surveys", touches=True)


def _kept(tx: Connection, shop: Shop, draw: Draw, personal: bool, at: datetime) -> Kept:
    won = draw_entries.winners(tx, shop.id, draw.id) if draw.drawn_at else []
    if not personal:
        won = [Winner(each.entry, None, None, None, None) for each in won]
    entries = draw_entries.count(tx, shop.id, draw.id) if draw.entries is None else draw.entries
    return Kept(draw, entries, tuple(won), not draw.is_settled and _can_be_drawn(shop, draw, at), personal)


def _can_be_drawn(shop: Shop, draw: Draw, at: datetime) -> bool:
    return draw.closed_at is not None and draw.incentive.drawn_on <= _today(shop, at)


def _require_kept(promised: Incentive, incentive: Incentive) -> None:
    """What people have entered for stays as they read it."""
    if incentive.kind != promised.kind:
        problem = FieldError("draw_promised", "People have entered the draw: draw it first.")
        raise FormInvalid(problem.detail, fields={"gift": problem})
    names = [name for name in FIXED if getattr(incentive, name) != getattr(promised, name)]
    languages = sorted(incentive.terms.keys() | promised.terms.keys())
    names += [f"terms.{each}" for each in languages if incentive.terms.get(each) != promised.terms.get(each)]
    if names:
        problem = FieldError("draw_fixed", "People have entered the draw: this stays as they read it.")
        raise FormInvalid(problem.detail, fields=dict.fromkeys(names, problem))


def _require_future(shop: Shop, incentive: Incentive, at: datetime) -> None:
    if incentive.until < _today(shop, at):
        problem = FieldError("day_past", "Give a day that is not over.")
        raise FormInvalid(problem.detail, fields={"until": problem})


def _close_later(tx: Connection, shop: str, draw: str, closes_at: datetime, row: str, at: datetime) -> None:
    due.schedule(tx, {_key(draw): Due(row, shop, KIND, draw, closes_at, {})}, at=at)


def _key(draw: str) -> str:
    return f"draw {draw}"


def _today(shop: Shop, at: datetime) -> str:
    return day_in(shop.profile.time_zone, at)
