"""What the shop says, in the languages that it speaks: a file in `locale/` for each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

Day = date  # `date` is a verb here
HOME = ZoneInfo("Europe/Madrid")


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    words: Mapping[str, str]

    def say(self, key: str, **names: object) -> str:
        return self.words[key].format(**names)

    def money(self, cents: int) -> str:
        return format_currency(cents / 100, "EUR", locale=self._locale)

    def date(self, at: datetime) -> str:
        return format_date(at.astimezone(HOME), "long", locale=self._locale)

    def day(self, day: Day) -> str:
        return format_date(day, "long", locale=self._locale)

    def moment(self, at: datetime) -> str:
        return format_datetime(at.astimezone(HOME), "medium", locale=self._locale)

    @property
    def _locale(self) -> str:
        return {"es": "es_ES", "en": "en_IE"}[self.code]


def read(folder: Path) -> dict[str, Language]:
    return {file.stem: Language(file.stem, _words(file)) for file in sorted(folder.glob("*.json"), reverse=True)}


def choose(languages: Mapping[str, Language], *, kept: str | None, accepted: str) -> Language:
    """The language that was picked here before, else the browser's first that we speak, else Spanish."""
    wanted = [kept or "", *(part.split(";")[0].strip()[:2].lower() for part in accepted.split(","))]
    return next((languages[code] for code in wanted if code in languages), languages["es"])


def _words(file: Path) -> dict[str, str]:
    return cast("dict[str, str]", json.loads(file.read_text(encoding="utf-8")))
