"""
Canned replies: texts with fields in braces. Fields are data and never code: a closed list, filled in one pass.

`{customer.first_name}` is filled by the server, `{?when it arrives}` by the agent. What is not filled is never sent.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mostrador.domain.conversation import written
from mostrador.errors import FieldError, FormInvalid, Invalid

FIELDS = ("customer.first_name", "customer.name", "agent.name", "shop.name", "conversation.code", "order.number")
LONGEST_NAME = 60  # characters: one line in a list
LONGEST_TEXT = 4_000  # characters
BRACED = re.compile(r"\{[^{}]*\}")
KNOWN = re.compile("|".join(re.escape(f"{{{name}}}") for name in FIELDS))
UNFILLED = re.compile(rf"{KNOWN.pattern}|\{{\?[^{{}}]*\}}")


@dataclass(frozen=True, slots=True)
class Reply:
    """A text that agents send again and again: for one department or all, in one language or any."""

    id: str
    name: str
    text: str
    department: str | None = None
    language: str | None = None

    def suits(self, department: str | None, language: str) -> bool:
        """Whether it is offered in a conversation of that department and language."""
        fits = self.department is None or department is None or self.department == department
        return fits and self.language in {None, language}


def check(reply: Reply, *, departments: Collection[str], languages: Collection[str]) -> Reply:
    """Return it as it is kept. Raises `FormInvalid`, which names each field that needs another look."""
    problems: dict[str, FieldError] = {}
    name = " ".join(reply.name.split())
    text = written(reply.text, required=False)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        problems["name"] = FieldError("name_invalid", f"A reply needs a name of at most {LONGEST_NAME} characters.")
    if not text:
        problems["text"] = FieldError("text_missing", "Write the reply.")
    elif len(text) > LONGEST_TEXT:
        problems["text"] = FieldError("too_long", f"A reply has at most {LONGEST_TEXT} characters.")
    elif unknown := [found for found in BRACED.findall(text) if not UNFILLED.fullmatch(found) or found == "{?}"]:
        problems["text"] = FieldError("field_unknown", f"{unknown[0]} is none of the fields that we can fill.")
    if reply.department and reply.department not in departments:
        problems["department"] = FieldError("department_unknown", "Choose one of the shop's departments.")
    if reply.language and reply.language not in languages:
        problems["language"] = FieldError("language_unknown", "The shop does not speak this language.")
    if problems:
        raise FormInvalid("The reply cannot be taken as it is.", fields=problems)
    return Reply(reply.id, name, text, reply.department or None, reply.language or None)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put what is known into the fields; a field without a value stays. No value can bring a field of its own."""

    def value(found: re.Match[str]) -> str:
        known = values.get(found[0][1:-1], "").replace("{", "").replace("}", "").strip()
        return known or found[0]

    return KNOWN.sub(value, text)


def blank(text: str) -> str:
    """Leave out the fields that nothing was known for, with the space before them."""
    return re.sub(rf" ?(?:{UNFILLED.pattern})", "", text)


def require_filled(text: str) -> None:
    """Raises `Invalid` for a text to a shopper that still holds a field."""
    if found := UNFILLED.search(text):
        raise Invalid(f"{found[0]} is not filled in.", code="field_unfilled")
