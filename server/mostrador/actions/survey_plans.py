"""Who is to be asked, and when: written down in the transaction in which the shop tells that something happened."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection

from mostrador.desk import Desk
from mostrador.domain import surveying
from mostrador.domain.shop import Shop
from mostrador.domain.surveying import LIFE, LONGEST_WAIT, OF_ORDERS
from mostrador.storage import due, shops, survey_invitations, survey_orders, surveys
from mostrador.storage.due import Due
from mostrador.storage.survey_invitations import Invitation
from mostrador.storage.survey_orders import AskedOrder
from mostrador.storage.surveys import Survey

KIND = "survey"


def plan(tx: Connection, desk: Desk, shop: str, orders: Collection[str], *, at: datetime) -> bool:
    """
    Make due what live surveys ask about these orders, by the shop's own ids, as far as their moments have come.

    To be called after every event of an order: whoever was asked after this moment before is not asked again. True
    where something is due now, so that the worker is to be woken.
    """
    live = surveys.live(tx, shop, OF_ORDERS)
    owner = shops.find(tx, shop) if live else None
    if owner is None:
        return False
    is_due = False
    for key in orders:
        if order := survey_orders.by_key(tx, shop, key):
            is_due |= _plan_order(tx, desk, owner, order, live, at=at)
    return is_due


def _plan_order(tx: Connection, desk: Desk, shop: Shop, order: AskedOrder, live: list[Survey], *, at: datetime) -> bool:
    planned = False
    by_moment = {survey.settings.moment: survey for survey in reversed(live)}  # of two, the older one asks
    for moment, survey in sorted(by_moment.items()):
        happened = order.moment(moment)
        if happened is None or order.is_cancelled or not order.email:
            continue
        wanted = happened + timedelta(days=survey.settings.days)
        is_drawn = surveying.is_in_share(survey.id, order.key, survey.settings.share)
        if is_drawn and at - wanted < LONGEST_WAIT:  # a shop that tells of old orders asks nobody about them
            id, row = desk.new("inv"), desk.new("due")
            planned |= invite(tx, shop, survey, order, id, row, due_at=max(wanted, at), at=at)
    return planned


def invite(
    tx: Connection,
    shop: Shop,
    survey: Survey,
    order: AskedOrder,
    id: str,
    row: str,
    *,
    due_at: datetime,
    at: datetime,
    key: str | None = None,
) -> bool:
    """Write the invitation and its due row, outside of the customer's quiet hours; False where there is one."""
    settings = survey.settings
    zones = surveying.zones_of(order.country, shop.profile.time_zone)
    run_at = surveying.outside_quiet(due_at, zones, settings.quiet_from, settings.quiet_until)
    invitation = Invitation(
        id=id,
        shop=shop.id,
        survey=survey.id,
        version=survey.version,
        moment=settings.moment,
        order=order.id,
        conversation=None,
        customer_key=order.customer_key,
        email=order.email,
        language=spoken(shop, order.language),
        channel="mail",
        basis=settings.basis,
        key=key,
        token_version=1,
        made_at=at,
        due_at=run_at,
        expires_at=run_at + LIFE,
    )
    if not survey_invitations.add(tx, invitation):
        return False
    due.add(tx, Due(row, shop.id, KIND, id, run_at, {}), at=at)
    return run_at <= at


def spoken(shop: Shop, wanted: str) -> str:
    """The shop's language that comes nearest to the one wanted: `es` for `es-MX`."""
    languages = shop.profile.languages
    if wanted in languages:
        return wanted
    base = wanted.partition("-")[0].lower()
    return next((each for each in languages if each.partition("-")[0] == base), shop.language)
