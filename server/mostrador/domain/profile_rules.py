"""What a shop's profile has to keep to, beyond the types of its fields."""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from mostrador.domain import hours as opening
from mostrador.domain.origins import is_loopback
from mostrador.domain.shop import Hours, Look, Profile
from mostrador.errors import FieldError, FormInvalid

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
COLOUR = re.compile(r"#[0-9a-f]{6}")
LOGO = re.compile(r"data:image/png;base64,[A-Za-z0-9+/]+={0,2}")
LONGEST_LOGO = 64 * 1024  # characters; it travels with every frame
LONGEST_GREETING = 160  # characters
LONGEST_URL = 500
MOST_LANGUAGES = 12
MOST_BLOCKS = 6  # in one day
MOST_CLOSED = 100  # days

Problems = Iterator[tuple[str, FieldError]]


def checked(profile: Profile) -> Profile:
    """Return the profile as it may be stored. Raises `FormInvalid`, naming each field that cannot be meant."""
    problems = dict(
        [*_general(profile), *_look(profile.look, profile.languages), *_hours(profile.hours), *_mail(profile)]
    )
    if problems:
        raise FormInvalid("Some of these settings cannot be meant.", fields=problems)
    try:
        return msgspec.convert(msgspec.to_builtins(profile), Profile)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at ")
        field = path.strip("`").removeprefix("$.")
        raise FormInvalid(message, fields={field: FieldError("value_invalid", message)}) from None


def _general(profile: Profile) -> Problems:
    languages = profile.languages
    if not 1 <= len(languages) <= MOST_LANGUAGES or len(set(languages)) != len(languages):
        yield "languages", FieldError("languages_invalid", "Choose at least one language, each of them once.")
    elif not all(LANGUAGE.fullmatch(language) for language in languages):
        yield "languages", FieldError("languages_invalid", "A language is given by its code: es, en, pt-BR.")
    if not _is_zone(profile.time_zone):
        yield "time_zone", FieldError("time_zone_unknown", "Choose a time zone such as Europe/Madrid.")
    if profile.privacy_url and not _is_web(profile.privacy_url):
        yield "privacy_url", FieldError("url_invalid", "Give the page's whole address, beginning with https://.")


def _look(look: Look, languages: tuple[str, ...]) -> Problems:
    if not COLOUR.fullmatch(look.color):
        yield "look.color", FieldError("color_invalid", "Give the colour as six digits: #0f766e.")
    if look.logo and (len(look.logo) > LONGEST_LOGO or not LOGO.fullmatch(look.logo)):
        yield "look.logo", FieldError("logo_invalid", "The logo has to be a picture that we made small ourselves.")
    for language, text in look.greeting.items():
        name = f"look.greeting.{language}"
        if language not in languages:
            yield name, FieldError("language_unknown", "The shop does not speak this language.")
        elif len(text) > LONGEST_GREETING or (text and not text.isprintable()):
            yield name, FieldError("text_too_long", f"One line of at most {LONGEST_GREETING} characters.")


def _hours(hours: Hours) -> Problems:
    if len(hours.week) != 7:
        yield "hours.week", FieldError("hours_invalid", "A week has seven days.")
    for day, blocks in enumerate(hours.week):
        if not _in_order(blocks):
            yield (
                f"hours.week.{day}",
                FieldError("hours_invalid", "Each opening must end after it begins, and before the next one."),
            )
    if hours.country and hours.country not in opening.countries():
        yield "hours.country", FieldError("country_unknown", "Choose a country from the list.")
    elif hours.region and hours.region not in opening.regions(hours.country):
        yield "hours.region", FieldError("region_unknown", "Choose a region of that country.")
    special = dict(hours.special)
    days = [*hours.closed, *special]
    if len(days) > MOST_CLOSED or not all(map(_is_day, days)) or not all(map(_in_order, special.values())):
        yield "hours.closed", FieldError("day_invalid", f"At most {MOST_CLOSED} days, each as 2026-08-15.")


def _mail(profile: Profile) -> Problems:
    if profile.mail.sender_name and not profile.mail.sender_name.isprintable():
        yield "mail.sender_name", FieldError("text_invalid", "A name stands on one line.")
    if not all(line.isprintable() for line in profile.mail.signature.split("\n")):
        yield "mail.signature", FieldError("text_invalid", "It holds characters that cannot be seen.")


def _in_order(blocks: tuple[tuple[str, str], ...]) -> bool:
    times = [time for block in blocks for time in block]
    return (
        len(blocks) <= MOST_BLOCKS
        and all(CLOCK.fullmatch(time) for time in times)
        and all(opens < closes for opens, closes in blocks)
        and times == sorted(times)
    )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _is_web(url: str) -> bool:
    """https, or http on this machine; nothing that a link could run."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if len(url) > LONGEST_URL or not url.isprintable() or " " in url or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
