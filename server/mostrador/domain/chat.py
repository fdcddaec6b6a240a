"""The message that opens a live chat, taken as it is or answered field by field."""

from dataclasses import dataclass

from mostrador.domain import addresses
from mostrador.domain.form import LONGEST_MESSAGE, LONGEST_NAME, LONGEST_ORDER, take_line, take_text
from mostrador.errors import FieldError, FormInvalid


@dataclass(frozen=True, slots=True)
class FirstMessage:
    """A message that can be taken. Name and address are what somebody says they are; both may be empty."""

    text: str
    name: str
    email: str
    language: str
    order: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where the answer goes when nobody is there to give it at once."""

    name: str
    email: str


def check(
    *,
    text: str,
    name: str,
    email: str,
    language: str,
    languages: tuple[str, ...],
    asks_email: bool,
    order: str = "",
) -> FirstMessage:
    """
    Return the message, or raise FormInvalid with a code and a sentence for each field that needs another look.

    `language` is told by the browser; one that the shop does not speak is dropped, not refused.
    """
    fields: dict[str, FieldError] = {}
    clean_text = take_text("text", text, LONGEST_MESSAGE, fields)
    if not clean_text and "text" not in fields:
        fields["text"] = FieldError("message_missing", "Write what we can do for you.")
    clean_name = take_line("name", name, LONGEST_NAME, fields)
    clean_order = take_line("order", order, LONGEST_ORDER, fields)
    address = _email(email, fields, required=asks_email)
    _require_none(fields)
    spoken = language if language in languages else languages[0]
    return FirstMessage(clean_text, clean_name, address, spoken, clean_order)


def check_contact(name: str, email: str) -> Contact:
    """Raises FormInvalid for a name or an address that cannot be written to."""
    fields: dict[str, FieldError] = {}
    clean_name = take_line("name", name, LONGEST_NAME, fields)
    address = _email(email, fields, required=True)
    _require_none(fields)
    return Contact(clean_name, address)


def _email(typed: str, fields: dict[str, FieldError], *, required: bool) -> str:
    if not typed.strip(" "):
        if required:
            fields["email"] = FieldError("email_missing", "Tell us where to send the answer.")
        return ""
    try:
        return addresses.email(typed)
    except ValueError as error:
        fields["email"] = FieldError("email_invalid", str(error))
        return ""


def _require_none(fields: dict[str, FieldError]) -> None:
    if fields:
        raise FormInvalid("Some fields need another look.", fields=fields)
