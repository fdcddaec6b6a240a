"""Times as people say them: "hace 2 min", "ayer, 17:20", "14 sep"."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, format_timedelta

from mostrador.words import Phrases

JUST_NOW = timedelta(minutes=1)


def day_in(zone: str, at: datetime) -> str:
    """The day that it is there: ISO 8601."""
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


@dataclass(frozen=True, slots=True)
class Times:
    """Says times to one reader: in their language, their zone, and from now."""

    phrases: Phrases
    zone: tzinfo
    now: datetime

    def short(self, at: datetime) -> str:
        """Say it in a list: `ahora`, `10:31`, `ayer`, `14 sep`, `14/9/24`."""
        if timedelta() <= self.now - at < JUST_NOW:
            return self.phrases("times.now")
        days = self._days_from_today(at)
        if days == 0:
            return self.clock(at)
        return self.phrases("times.yesterday") if days == -1 else self.day(at)

    def long(self, at: datetime) -> str:
        """Say it in a sentence: `hoy, 10:31`, `ayer, 17:20`, `mañana, 9:00`, `14 sep, 9:00`."""
        named = {0: "times.today", -1: "times.yesterday", 1: "times.tomorrow"}.get(self._days_from_today(at))
        return f"{self.phrases(named) if named else self.day(at)}, {self.clock(at)}"

    def ago(self, at: datetime) -> str:
        """Say how far away it is: `hace 2 min`, `dentro de 3 h`."""
        if abs(self.now - at) < JUST_NOW:
            return self.phrases("times.now")
        return format_timedelta(at - self.now, add_direction=True, format="short", locale=self.phrases.locale)

    def lasting(self, span: timedelta) -> str:
        """Say a length of time: `2 min`, `3 h`."""
        return format_timedelta(span, format="short", locale=self.phrases.locale)

    def clock(self, at: datetime) -> str:
        return format_time(self._here(at), "short", locale=self.phrases.locale)

    def day(self, at: datetime) -> str:
        """Name a day: with its year only when it is not this one."""
        here = self._here(at)
        if here.year == self._here(self.now).year:
            return format_skeleton("MMMd", here, locale=self.phrases.locale)
        return format_date(here, "medium", locale=self.phrases.locale)

    def heading(self, at: datetime) -> str:
        """Name a day above what happened on it: `hoy`, `ayer`, `lunes, 14 de septiembre`."""
        named = {0: "times.today", -1: "times.yesterday"}.get(self._days_from_today(at))
        if named:
            return self.phrases(named)
        return format_skeleton("MMMMEEEEd", self._here(at), locale=self.phrases.locale)

    def date(self, at: datetime) -> date:
        return self._here(at).date()

    def exact(self, at: datetime) -> str:
        """Say it whole, for a tooltip."""
        here = self._here(at)
        return f"{format_date(here, 'long', locale=self.phrases.locale)}, {self.clock(at)}"

    def _here(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def _days_from_today(self, at: datetime) -> int:
        return (self._here(at).date() - self._here(self.now).date()).days
