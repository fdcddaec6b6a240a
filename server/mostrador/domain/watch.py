"""
Rules that see trouble with an order before its customer writes.

When something becomes trouble is computed from what is known of the order, so that it can be waited for: nobody has to
look through all orders again and again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from mostrador.domain import hours, order
from mostrador.domain.conversation import written
from mostrador.domain.order import Parcel, Return
from mostrador.domain.replies import BRACED
from mostrador.domain.shop import Hours
from mostrador.errors import FieldError, FormInvalid

Kind = Literal["not_shipped", "not_delivered", "payment_failed", "not_refunded"]
Act = Literal["task", "mail"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FIELDS = ("customer.first_name", "order.number", "shop.name")  # that the mail's text may hold
UNPROMISED = timedelta(days=7)  # within which a parcel is expected for which nobody named a day
LONGEST_TEXT = 2_000  # characters
MOST = 60  # days, or failures


@dataclass(frozen=True, slots=True)
class Watch:
    """
    A rule. `count` is its number: working days after payment (not_shipped) or after a return came (not_refunded), days
    after the day that was promised (not_delivered), failed payments (payment_failed).

    `texts`: what is mailed, by language, where `act` is "mail"; else a task opens for the `department`.
    """

    id: str
    kind: Kind
    count: int
    act: Act = "task"
    on: bool = False
    department: str | None = None
    texts: dict[str, str] | None = None

    def text(self, *languages: str) -> str:
        """What is mailed in the first of these languages that there is a text for."""
        texts = self.texts or {}
        return next((texts[each] for each in languages if texts.get(each)), next(iter(texts.values()), ""))


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at. `expected_on` is the day by ISO 8601; `failed` are the moments of failed payments."""

    status: str
    paid_at: datetime | None
    cancelled_at: datetime | None
    refunded_at: datetime | None
    refunded: int
    shipped_at: datetime | None
    delivered_at: datetime | None
    expected_on: str | None
    failed: tuple[datetime, ...] = ()
    parcels: Sequence[Parcel] = ()
    returns: Sequence[Return] = ()

    @property
    def ends_at(self) -> datetime | None:
        """When nothing more was to be expected of the order."""
        ends = [each for each in (self.cancelled_at, self.refunded_at) if each]
        return min(ends) if ends else None


@dataclass(frozen=True, slots=True)
class Trouble:
    """`at`: when it became or becomes trouble. `lasts`: nothing that is known has ended it."""

    at: datetime
    lasts: bool


def trouble(watch: Watch, facts: Facts, shop: Hours, zone: str) -> Trouble | None:
    """What this rule sees in an order; None for no trouble, whatever happens next but time alone."""
    match watch.kind:
        case "not_shipped":
            return _within(facts.paid_at, watch.count, (facts.shipped_at, facts.ends_at), shop, zone)
        case "not_delivered":
            return _undelivered(watch, facts, zone)
        case "payment_failed":
            return _unpaid(watch, facts)
        case "not_refunded":
            ends = facts.refunded_at or (facts.paid_at if facts.refunded else None)
            came = [each.received_at for each in facts.returns if each.received_at]
            return _within(min(came, default=None), watch.count, (ends,), shop, zone)


def check(watch: Watch, *, departments: Collection[str], languages: Sequence[str]) -> Watch:
    """Return it as it is kept. Raises `FormInvalid`, which names each field that needs another look."""
    problems: dict[str, FieldError] = {}
    if watch.kind not in KINDS:
        problems["kind"] = FieldError("choice_invalid", "Choose what is watched.")
    if not 1 <= watch.count <= MOST:
        problems["count"] = FieldError("out_of_range", f"A number from 1 to {MOST}.")
    if watch.department and watch.department not in departments:
        problems["department"] = FieldError("department_unknown", "Choose one of the shop's departments.")
    texts = {each: written(text, required=False) for each, text in (watch.texts or {}).items() if each in languages}
    for language, text in texts.items():
        if len(text) > LONGEST_TEXT:
            problems[f"texts.{language}"] = FieldError("too_long", f"At most {LONGEST_TEXT} characters.")
        elif any(found[1:-1] not in FIELDS for found in BRACED.findall(text)):
            problems[f"texts.{language}"] = FieldError("field_unknown", "Something in braces is none of our fields.")
    if watch.act == "mail" and not texts.get(languages[0]):
        problems[f"texts.{languages[0]}"] = FieldError("text_missing", "Write what the customer is told.")
    if problems:
        raise FormInvalid("The rule cannot be taken as it is.", fields=problems)
    kept = {language: text for language, text in texts.items() if text}
    return Watch(watch.id, watch.kind, watch.count, watch.act, watch.on, watch.department or None, kept)


def _within(
    since: datetime | None, days: int, ends: Collection[datetime | None], shop: Hours, zone: str
) -> Trouble | None:
    """Trouble once so many working days have passed since then, unless one of these ended it before."""
    if since is None:
        return None
    return _unless(hours.working_days_after(shop, zone, since, days), ends)


def _undelivered(watch: Watch, facts: Facts, zone: str) -> Trouble | None:
    if facts.shipped_at is None:
        return None
    if facts.expected_on and order.is_a_day(facts.expected_on):
        day = date.fromisoformat(facts.expected_on)
        late = datetime.combine(day + timedelta(days=watch.count + 1), time(), ZoneInfo(zone)).astimezone(UTC)
    else:
        late = facts.shipped_at + UNPROMISED + timedelta(days=watch.count)
    return _unless(max(late, facts.shipped_at), (facts.delivered_at, facts.ends_at))


def _unpaid(watch: Watch, facts: Facts) -> Trouble | None:
    """Of a payment that failed so often, only one that came afterwards ended it."""
    if len(facts.failed) < watch.count:
        return None
    at = sorted(facts.failed)[watch.count - 1]
    return Trouble(at, not any(end and end >= at for end in (facts.paid_at, facts.ends_at)))


def _unless(at: datetime, ends: Collection[datetime | None]) -> Trouble | None:
    ended = min((each for each in ends if each), default=None)
    if ended is None:
        return Trouble(at, lasts=True)
    return Trouble(at, lasts=False) if ended > at else None
