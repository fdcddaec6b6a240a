"""A shop's surveys: who keeps them, and whom the shop asks by a call of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.actions import authority, callers, ownership, survey_calls, survey_draws, survey_plans
from mostrador.actions.callers import Caller
from mostrador.desk import Desk
from mostrador.domain import survey_rules
from mostrador.domain.incentive import codes as pasted_codes
from mostrador.domain.roles import may
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.domain.survey_rules import Settings
from mostrador.domain.wake import Wake
from mostrador.errors import Conflict, FormInvalid, NotFound
from mostrador.storage import shops, survey_coupons, survey_invitations, survey_orders, surveys
from mostrador.storage.survey_coupons import Stock
from mostrador.storage.survey_invitations import Invitation
from mostrador.storage.surveys import Survey

CALL = "call"


@dataclass(frozen=True, slots=True)
class Kept:
    """A survey, how many codes it has to give, and its draws, the newest first."""

    survey: Survey
    coupons: Stock
    draws: tuple[survey_draws.Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class Invited:
    """`again`: it was made before, by the same key. `token` is for the shop's own page, where that asks."""

    id: str
    survey: str
    due_at: datetime
    again: bool = False
    token: str | None = None


async def all(desk: Desk, speaker: Speaker) -> list[Kept]:
    """Those of the shop, the oldest first. Who has won a draw is told to whoever may see customers' addresses."""
    now = desk.clock.now()

    def work(tx: Connection) -> list[Kept]:
        agent = authority.require(tx, speaker, "manage_surveys", at=now)
        shop = shops.find(tx, agent.shop)
        if shop is None:
            return []
        personal = may(agent.role, "export_personal")
        return [
            Kept(
                each,
                survey_coupons.stock(tx, shop.id, each.id),
                survey_draws.of_survey(tx, shop, each.id, personal=personal, at=now),
            )
            for each in surveys.of_shop(tx, shop.id)
        ]

    return await desk.db.read(work)


async def preview(desk: Desk, speaker: Speaker, id: str) -> tuple[Shop, Survey]:
    """The survey as it would be asked now, and its shop. Raises `NotFound`."""
    now = desk.clock.now()

    def work(tx: Connection) -> tuple[Shop, Survey]:
        agent = authority.require(tx, speaker, "manage_surveys", at=now)
        shop = shops.find(tx, agent.shop)
        if shop is None:
            raise NotFound("There is no such shop.")
        return shop, require(tx, shop, id)

    return await desk.db.read(work)


async def add(desk: Desk, speaker: Speaker, version: int, settings: Settings) -> str:
    """Add a survey without questions and return its id. Raises `FormInvalid`."""
    new, now, ids = desk.new("svy"), desk.clock.now(), survey_draws.fresh(desk)

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        if len(surveys.of_shop(tx, shop.id)) >= survey_rules.MOST_SURVEYS:
            raise Conflict(f"A shop has at most {survey_rules.MOST_SURVEYS} surveys.", code="too_many_surveys")
        tidy = checked(tx, shop, settings, asks=False)
        surveys.add(tx, shop.id, new, tidy, at=now)
        survey_draws.arrange(tx, shop, new, tidy.incentive, ids, at=now)
        shops.touch(tx, shop.id)
        record("survey.added", new)
        return new

    return await ownership.change(desk, speaker, version, work, verb="manage_surveys")


async def change(desk: Desk, speaker: Speaker, version: int, id: str, settings: Settings, codes: str = "") -> None:
    """
    Put its settings otherwise, and put the pasted codes on its pile.

    Raises `FormInvalid`, also for what somebody has entered its draw for.
    """
    now, ids = desk.clock.now(), survey_draws.fresh(desk)

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> None:
        before = require(tx, shop, id)
        after = checked(tx, shop, settings, asks=bool(before.questions))
        new, problems = pasted_codes(codes)
        if problems:
            raise FormInvalid("These codes cannot be taken.", fields=dict(problems))
        survey_draws.arrange(tx, shop, id, after.incentive, ids, at=now)
        surveys.change(tx, shop.id, id, after)
        survey_coupons.add(tx, shop.id, id, new, at=now)
        shops.touch(tx, shop.id)
        names = [name for name in Settings.__slots__ if getattr(before.settings, name) != getattr(after, name)]
        record("survey.changed", id, [*names, *(["codes"] if new else [])])

    await ownership.change(desk, speaker, version, work, verb="manage_surveys")


async def remove(desk: Desk, speaker: Speaker, version: int, id: str) -> None:
    """
    Ask nobody any more; what was answered stays, and what was sent can still be answered.

    Raises `Conflict` where somebody waits for its draw.
    """
    now = desk.clock.now()

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> None:
        require(tx, shop, id)
        survey_draws.leave(tx, shop, id, at=now)
        surveys.remove(tx, shop.id, id, at=now)
        shops.touch(tx, shop.id)
        record("survey.removed", id)

    await ownership.change(desk, speaker, version, work, verb="manage_surveys")


async def invite(desk: Desk, caller: Caller, *, order: str, survey: str, key: str) -> Invited:
    """
    Ask about an order (by our id or the shop's own), by a survey that is asked by calls, or else the live one of these.
    The same key again returns the first one.

    What speaks against asking is looked at when the invitation is due. Raises `FormInvalid`, `NotFound` for an unknown
    order or survey, and `Conflict` for a survey that is not live or that no call asks, an order without an address, one
    that was asked about before and a key that was used for something else.
    """
    survey_calls.check(order=order, survey=survey)
    now, id, row = desk.clock.now(), desk.new("inv"), desk.new("due")
    shop = caller.shop

    def work(tx: Connection) -> Invited:
        callers.require(tx, caller, "surveys:invite")
        if earlier := survey_calls.earlier(tx, shop, key, order=order, survey=survey, by_page=False):
            return Invited(earlier.id, earlier.survey, earlier.due_at, again=True)
        owner, current, found = (
            shops.find(tx, shop),
            surveys.find(tx, shop, survey) if survey else next(iter(surveys.live(tx, shop, [CALL])), None),
            survey_orders.by_key(tx, shop, order),
        )
        if owner is None or current is None or found is None:
            raise NotFound("There is no such survey or order.")
        if current.settings.state != "live" or current.settings.moment != CALL or not found.email:
            problem = "The survey is not live, or no call asks it, or the order has no address."
            raise Conflict(problem, code="cannot_ask")
        due_at = now + timedelta(days=current.settings.days)
        survey_plans.invite(tx, owner, current, found, id, row, due_at=due_at, at=now, key=key)
        return _made(tx, shop, id)

    return await desk.db.write(work, wake=Wake(shop, due=True, inbox=False))


def require(tx: Connection, shop: Shop, id: str) -> Survey:
    """The shop's survey. Raises `NotFound`, also for another shop's."""
    found = surveys.find(tx, shop.id, id)
    if found is None:
        raise NotFound("There is no such survey.")
    return found


def checked(tx: Connection, shop: Shop, settings: Settings, *, asks: bool) -> Settings:
    departments = {each.id for each in shops.departments(tx, shop.id)}
    return survey_rules.checked(settings, languages=shop.profile.languages, departments=departments, asks=asks)


def _made(tx: Connection, shop: str, id: str) -> Invited:
    made: Invitation | None = survey_invitations.find(tx, shop, id)
    if made is None:
        raise Conflict("This order was asked about before.", code="already_asked")
    return Invited(made.id, made.survey, made.due_at)
