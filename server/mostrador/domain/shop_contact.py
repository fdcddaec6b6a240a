"""What a shop's server opens a conversation with: a customer's words that reached the shop by a way of its own."""

from dataclasses import dataclass

from mostrador.domain import addresses
from mostrador.domain.form import LONGEST_MESSAGE, LONGEST_NAME, LONGEST_ORDER, take_line, take_text
from mostrador.errors import FieldError, FormInvalid

LONGEST_SUBJECT = 200
LONGEST_KEY = 200  # of the shop's own ids, as in its events


@dataclass(frozen=True, slots=True)
class Contact:
    """Whose words they are, and what they say. `customer` is the shop's own id, empty without an account there."""

    customer: str
    email: str
    name: str
    subject: str
    text: str
    order: str
    language: str


def check(
    *,
    customer: str,
    email: str,
    name: str,
    subject: str,
    text: str,
    order: str,
    language: str,
    languages: tuple[str, ...],
) -> Contact:
    """Return it as it can be taken, or raise `FormInvalid` with a code and a sentence for each field that cannot."""
    fields: dict[str, FieldError] = {}
    found = Contact(
        customer=take_line("customer.id", customer, LONGEST_KEY, fields),
        email=_address(email, fields),
        name=take_line("customer.name", name, LONGEST_NAME, fields),
        subject=take_line("subject", subject, LONGEST_SUBJECT, fields),
        text=take_text("text", text, LONGEST_MESSAGE, fields),
        order=take_line("order", order, LONGEST_ORDER, fields),
        language=language if language in languages else languages[0],
    )
    if not found.text and "text" not in fields:
        fields["text"] = FieldError("text_missing", "A conversation begins with some words.")
    if not found.customer and not email:
        fields["customer"] = FieldError("customer_missing", "Say whose words these are: by id, or by email.")
    if fields:
        raise FormInvalid("Some fields need another look.", fields=fields)
    return found


def _address(typed: str, fields: dict[str, FieldError]) -> str:
    if not typed:
        return ""
    try:
        return addresses.email(typed)
    except ValueError as problem:
        fields["customer.email"] = FieldError("email_invalid", str(problem))
        return ""
