"""Who keeps the rules that watch orders, and what they would have seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.actions import authority, ownership, watching
from mostrador.desk import Desk
from mostrador.domain import watch
from mostrador.domain.shop import Shop
from mostrador.domain.speaker import Speaker
from mostrador.domain.wake import Wake
from mostrador.domain.watch import Watch
from mostrador.errors import Conflict, NotFound
from mostrador.storage import due, shops, watches
from mostrador.storage.due import Due
from mostrador.storage.orders import Order

MOST_RULES = 20
KIND = "watch_all"  # the due row of a rule that is new, or changed: it goes through the orders that are open
AT_ONCE = 100  # orders in one transaction
PAST = timedelta(days=90)  # that a dry run looks back on
LOOKED_AT = 5_000  # orders, at most, in a dry run
SHOWN = 20


@dataclass(frozen=True, slots=True)
class DryRun:
    """Of so many orders that were looked at, how many a rule would have seen, and the latest of these with when."""

    looked_at: int
    seen: int
    latest: tuple[tuple[Order, datetime], ...]


async def all(desk: Desk, speaker: Speaker) -> list[Watch]:
    now = desk.clock.now()

    def work(tx: Connection) -> list[Watch]:
        agent = authority.require(tx, speaker, "manage_shop", at=now)
        return watches.of_shop(tx, agent.shop)

    return await desk.db.read(work)


async def add(desk: Desk, speaker: Speaker, version: int, draft: Watch) -> str:
    """Add a rule and return its id. Raises `FormInvalid`."""
    new = desk.new("wat")

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        if len(watches.of_shop(tx, shop.id)) >= MOST_RULES:
            raise Conflict(f"A shop has at most {MOST_RULES} rules.", code="too_many_rules")
        _keep(tx, desk, shop, draft, new)
        record("watch.added", new)
        return new

    return await ownership.change(desk, speaker, version, work, touches=True, is_due=True)


async def change(desk: Desk, speaker: Speaker, version: int, draft: Watch) -> None:
    """Write a rule anew: orders that it has seen, it has seen. Raises `FormInvalid`."""

    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        _require(tx, shop, draft.id)
        _keep(tx, desk, shop, draft, draft.id)
        record("watch.changed", draft.id, ["kind", "count", "act", "on", "department", "texts"])
        return draft.id

    await ownership.change(desk, speaker, version, work, touches=True, is_due=True)


async def remove(desk: Desk, speaker: Speaker, version: int, id: str) -> None:
    def work(tx: Connection, shop: Shop, record: ownership.Record) -> str:
        _require(tx, shop, id)
        watches.remove(tx, shop.id, id)
        record("watch.removed", id)
        return id

    await ownership.change(desk, speaker, version, work, touches=True)


async def dry_run(desk: Desk, speaker: Speaker, draft: Watch) -> DryRun:
    """
    What a rule would have seen in the orders of the last three months; a new one has no id yet.

    Raises `FormInvalid`, and `NotFound` for another shop's.
    """
    now = desk.clock.now()
    latest: list[tuple[Order, datetime]] = []
    looked_at = seen = 0
    before = (now + timedelta(days=2), "")
    while looked_at < LOOKED_AT:
        page, found = await desk.db.read(lambda tx: _try(tx, speaker, draft, before, now))  # noqa: B023 - awaited at once
        looked_at, seen = looked_at + len(page), seen + len(found)
        latest += found[: SHOWN - len(latest)]
        if len(page) < AT_ONCE:
            break
        before = (page[-1].placed_at, page[-1].id)
    return DryRun(looked_at, seen, tuple(latest))


async def go_through(desk: Desk, row: Due) -> None:
    """Have a rule wait for the orders that are there already, some at a time."""
    now, fresh = desk.clock.now(), desk.new("due")
    shop_id = row.shop or ""

    def work(tx: Connection) -> None:
        shop, rule = shops.find(tx, shop_id), watches.find(tx, shop_id, row.subject)
        if not due.end(tx, row.id, "done", at=now) or shop is None or rule is None or not rule.on:
            return
        page = _page(tx, rule, shop_id, str(row.body["after"]), now)
        watching.wait_for(tx, shop, [rule], page, at=now)
        if len(page) == AT_ONCE:
            due.add(tx, Due(fresh, shop_id, KIND, rule.id, now, {"after": page[-1].id}), at=now)

    await desk.db.write(work, wake=Wake(shop_id, inbox=False, due=True))


def _page(tx: Connection, rule: Watch, shop: str, after: str, now: datetime) -> list[Order]:
    if rule.kind == "not_refunded":
        return watches.returned_orders(tx, shop, since=now - PAST, after=after, most=AT_ONCE)
    return watches.open_orders(tx, shop, after=after, most=AT_ONCE)


def _try(
    tx: Connection, speaker: Speaker, draft: Watch, before: tuple[datetime, str], now: datetime
) -> tuple[list[Order], list[tuple[Order, datetime]]]:
    agent = authority.require(tx, speaker, "manage_shop", at=now)
    shop = shops.find(tx, agent.shop)
    if shop is None:
        raise NotFound("There is no such shop.")
    if draft.id:
        _require(tx, shop, draft.id)
    rule = _checked(tx, shop, draft)
    page = watches.lately(tx, shop.id, since=now - PAST, before=before, most=AT_ONCE)
    known = watching.facts(tx, shop.id, page)
    judged = ((order, watching.judge(rule, known[order.id], shop)) for order in page)
    return page, [(order, trouble.at) for order, trouble in judged if trouble and trouble.at <= now]


def _keep(tx: Connection, desk: Desk, shop: Shop, draft: Watch, id: str) -> None:
    rule = _checked(tx, shop, draft)
    now = desk.clock.now()
    watches.put(tx, shop.id, Watch(id, rule.kind, rule.count, rule.act, rule.on, rule.department, rule.texts), at=now)
    if rule.on:
        rows: Mapping[str, Due] = {f"{KIND}:{id}": Due(f"due_{id[4:]}", shop.id, KIND, id, now, {"after": ""})}
        due.schedule(tx, rows, at=now)


def _checked(tx: Connection, shop: Shop, draft: Watch) -> Watch:
    departments = {each.id for each in shops.departments(tx, shop.id)}
    return watch.check(draft, departments=departments, languages=shop.profile.languages)


def _require(tx: Connection, shop: Shop, id: str) -> None:
    if watches.find(tx, shop.id, id) is None:
        raise NotFound("There is no such rule.")
