"""When a snoozed conversation may come back: a few times that people mean, or one that they type."""

from datetime import datetime, time, timedelta, tzinfo

from mostrador.errors import Invalid

MORNING = time(9)
LATER = timedelta(hours=3)
FURTHEST = timedelta(days=3660)  # no calendar ends before, in any time zone
MONDAY = 0


def choices(now: datetime, zone: tzinfo) -> dict[str, datetime]:
    """What is offered, by key: in three hours, tomorrow morning, in three days, and on Monday."""
    here = now.astimezone(zone)
    days_to_monday = (MONDAY - here.weekday()) % 7 or 7
    return {
        "later": (here + LATER).replace(second=0, microsecond=0),
        "tomorrow": _morning(here, 1),
        "three_days": _morning(here, 3),
        "monday": _morning(here, days_to_monday),
    }


def until(said: str, now: datetime, zone: tzinfo) -> datetime:
    """The moment that somebody chose: a key, or a time of the shop's own zone as browsers send it."""
    if chosen := choices(now, zone).get(said):
        return chosen
    try:
        typed = datetime.fromisoformat(said)
    except ValueError:
        raise Invalid("Choose a time to come.", code="snooze_unknown") from None
    moment = typed.replace(tzinfo=zone) if typed.tzinfo is None else typed
    if abs(moment - now) > FURTHEST:
        raise Invalid("Choose a time to come.", code="snooze_unknown")
    return moment


def _morning(here: datetime, days: int) -> datetime:
    return datetime.combine(here.date() + timedelta(days=days), MORNING, here.tzinfo)
