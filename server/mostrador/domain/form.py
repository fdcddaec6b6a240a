"""The contact form: what a shopper typed, taken as it is or answered field by field."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from mostrador.domain import addresses
from mostrador.errors import FieldError, FormInvalid

LONGEST_NAME = 100
LONGEST_ORDER = 64
LONGEST_MESSAGE = 10_000  # code points, as in a chat message
LONGEST_PAGE = 2_000

# Invisible marks that turn the direction of writing. In a name they forge what an agent or a mail program shows.
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_DIRECTION = re.compile(f"[{BIDI}]")
# C0, DEL, C1, line and paragraph separator, and halves of characters, which no database takes.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
UNPRINTABLE_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ContactForm:
    """A form that can be taken. The name and the address are what somebody says they are."""

    name: str
    email: str
    topic: str
    order: str
    message: str
    page: str
    language: str


def check(
    *,
    name: str,
    email: str,
    topic: str,
    order: str,
    message: str,
    consent: bool,
    page: str,
    language: str,
    topics: Collection[str],
    languages: tuple[str, ...],
) -> ContactForm:
    """
    Return the form, or raise FormInvalid with a code and a sentence for each field that needs another look.

    `topics` are the ids of the shop's own. `page` and `language` are told by the browser and are dropped, not refused.
    """
    fields: dict[str, FieldError] = {}
    clean_name = take_line("name", name, LONGEST_NAME, fields)
    clean_order = take_line("order", order, LONGEST_ORDER, fields)
    clean_message = take_text("message", message, LONGEST_MESSAGE, fields)
    address = ""
    if not clean_name and "name" not in fields:
        fields["name"] = FieldError("name_missing", "Tell us your name.")
    if not email.strip(" "):
        fields["email"] = FieldError("email_missing", "Tell us where to send the answer.")
    else:
        try:
            address = addresses.email(email)
        except ValueError as error:
            fields["email"] = FieldError("email_invalid", str(error))
    if topics and topic not in topics:
        fields["topic"] = FieldError("topic_unknown", "Choose what it is about.")
    if not clean_message and "message" not in fields:
        fields["message"] = FieldError("message_missing", "Write what we can do for you.")
    if not consent:
        fields["consent"] = FieldError("consent_missing", "We need your consent to answer you.")
    if fields:
        raise FormInvalid("Some fields need another look.", fields=fields)
    return ContactForm(
        name=clean_name,
        email=address,
        topic=topic if topics else "",
        order=clean_order,
        message=clean_message,
        page=take_page(page),
        language=language if language in languages else languages[0],
    )


def take_line(field: str, typed: str, longest: int, fields: dict[str, FieldError]) -> str:
    """One line of text that could stand in a header."""
    typed = unicodedata.normalize("NFC", typed)
    if _UNPRINTABLE.search(typed):
        fields[field] = FieldError(f"{field}_characters", "Use one line, without control characters.")
    elif _DIRECTION.search(typed):
        fields[field] = FieldError(f"{field}_direction", _RETYPE)
    elif len(typed) > longest:
        fields[field] = FieldError(f"{field}_too_long", f"Use at most {longest} characters.")
    return seen(typed.strip())


def take_text(field: str, typed: str, longest: int, fields: dict[str, FieldError]) -> str:
    """Many lines of text."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
    if UNPRINTABLE_IN_TEXT.search(text):
        fields[field] = FieldError(f"{field}_characters", "The text holds control characters; type that part anew.")
    elif _DIRECTION.search(text):
        fields[field] = FieldError(f"{field}_direction", _RETYPE)
    elif len(text) > longest:
        fields[field] = FieldError(f"{field}_too_long", f"Use at most {longest:,} characters.")
    return seen(text)


def seen(text: str) -> str:
    """The text, or nothing where there is nothing to see in it."""
    if text.isascii() or any(unicodedata.category(each)[0] not in "CZ" and each not in _BLANK for each in text):
        return text
    return ""


_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and patterns that show nothing
_RETYPE = "The text holds invisible marks for the direction of writing; type it anew instead of pasting it."


def take_page(told: str) -> str:
    """The page that the shopper came from, if it is one that an agent could open."""
    if len(told) > LONGEST_PAGE or not told.isprintable():
        return ""
    try:
        parts = urlsplit(told)
    except ValueError:
        return ""
    return told if parts.scheme in {"http", "https"} and parts.hostname else ""
