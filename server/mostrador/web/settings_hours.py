"""Opening hours as people write them: `9:00-14:00, 16:00-19:00`."""

import re
from collections.abc import Mapping
from typing import Any

from babel import Locale

from mostrador.actions import profiles
from mostrador.actions.overview import Overview
from mostrador.domain import hours as opening
from mostrador.domain.shop import Hours
from mostrador.errors import FieldError, FormInvalid
from mostrador.web.console_settings import Form, Page, Visit

BLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|a|to)\s*(\d{1,2})(?:[:.](\d{2}))?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DAYS = range(7)

Block = tuple[str, str]


class HoursForm(Form, frozen=True, kw_only=True):
    day_0: str = ""
    day_1: str = ""
    day_2: str = ""
    day_3: str = ""
    day_4: str = ""
    day_5: str = ""
    day_6: str = ""
    answer_within: int
    country: str = ""
    region: str = ""
    closed: str = ""


def blocks(text: str) -> tuple[Block, ...]:
    """Read one day. Raises ValueError for what is no list of hours."""
    return tuple(_block(part) for part in re.split(r"[,;]", text) if part.strip())


def exceptions(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, tuple[Block, ...]], ...]]:
    """Read the days that are closed, and those with hours of their own. Raises ValueError for hours that are none."""
    closed: set[str] = set()
    special: dict[str, tuple[Block, ...]] = {}
    for line in text.splitlines():
        day, *rest = line.split() or [""]
        if not rest or all(map(DAY.fullmatch, rest)):
            closed |= {day, *rest} - {""}
        else:
            special[day] = blocks(" ".join(rest))
    return tuple(sorted(closed - set(special))), tuple(sorted(special.items()))


def written(day: tuple[Block, ...]) -> str:
    return ", ".join(f"{opens}-{closes}" for opens, closes in day)


def _context(here: Visit, owned: Overview) -> Mapping[str, Any]:
    profile = owned.shop.profile
    hours = profile.hours
    return {
        "values": {
            "week": [written(day) for day in hours.week],
            "answer_within": hours.answer_within,
            "country": hours.country,
            "region": hours.region,
            "closed": "\n".join(sorted([*hours.closed, *(f"{day} {written(at)}" for day, at in hours.special)])),
        },
        "countries": _countries(here.signed.reader.language),
        "promise": opening.answer_by(hours, profile.time_zone, here.desk.clock.now()),
    }


async def _save(here: Visit, sent: HoursForm) -> None:
    week, problems = [], {}
    for day in DAYS:
        try:
            week.append(blocks(getattr(sent, f"day_{day}")))
        except ValueError as error:
            problems[f"day_{day}"] = FieldError("hours_invalid", str(error))
    try:
        closed, special = exceptions(sent.closed)
    except ValueError as error:
        problems["closed"] = FieldError("day_invalid", str(error))
    if problems:
        raise FormInvalid("Some of these hours cannot be read.", fields=problems)
    hours = Hours(
        week=tuple(week),
        country=sent.country,
        region=sent.region.strip().upper(),
        closed=closed,
        special=special,
        answer_within=sent.answer_within,
    )
    await profiles.change(here.desk, here.speaker, sent.version, hours=hours)


def _typed(sent: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**sent, "week": [sent.get(f"day_{day}", "") for day in DAYS]}


def _field(name: str) -> str:
    if name.startswith("hours.week."):
        return f"day_{name.rpartition('.')[2]}"
    return name.removeprefix("hours.")


def _block(text: str) -> Block:
    found = BLOCK.fullmatch(text.strip())
    if found is None:
        raise ValueError("Write hours as 9:00-14:00, 16:00-19:00.")
    hour, minute, until_hour, until_minute = (int(part or 0) for part in found.groups())
    return f"{hour:02}:{minute:02}", f"{until_hour:02}:{until_minute:02}"


def _countries(language: str) -> list[dict[str, str]]:
    names = Locale.parse(language).territories
    listed = [{"code": code, "name": names.get(code, code)} for code in opening.countries()]
    return sorted(listed, key=lambda country: country["name"])


PAGE = Page("hours", _context, _field, _typed)
ROUTES = [PAGE.shown(), PAGE.takes("hours", HoursForm, _save)]
