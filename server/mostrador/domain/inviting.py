"""What an invitation to chat has to keep to, as its owner typed it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from mostrador.domain.shop import Invitation
from mostrador.errors import FieldError, FormInvalid

LONGEST_PAGE = 200  # characters
LONGEST_TEXT = 200
LONGEST_STAY = 3600  # seconds
MOST_ITEMS = 999
MOST_DAYS = 365
MOST = 10  # of a shop; each page of it carries them
PAGE = re.compile(r"[/*][^\s?#]*")
SAFE = "/*%:@!$&'()+,;=-._~"  # what browsers leave as it is in a path

Problems = Iterator[tuple[str, FieldError]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as it was typed: texts by language, numbers in the units of `Invitation`."""

    on: bool
    page: str
    seconds: int
    items: int
    every: int
    texts: Mapping[str, str]

    def checked(self, id: str, languages: tuple[str, ...]) -> Invitation:
        """Return the rule as it may be stored. Raises `FormInvalid`, naming each field that cannot be meant."""
        texts = {language: " ".join(text.split()) for language, text in self.texts.items() if text.strip()}
        page = self.page.strip()
        if problems := dict([*_page(page), *_numbers(self), *_texts(texts, languages)]):
            raise FormInvalid("The invitation cannot be taken as it is.", fields=problems)
        return Invitation(
            id=id, on=self.on, page=page, seconds=self.seconds, items=self.items, every=self.every, texts=texts
        )


def as_browsers_write(page: str) -> str:
    """The page with its letters escaped as they are in `location.pathname`: `/ni%C3%B1os` for `/niños`."""
    return quote(page, safe=SAFE)


def _page(page: str) -> Problems:
    if page and (len(page) > LONGEST_PAGE or not page.isprintable() or not PAGE.fullmatch(page)):
        detail = f"A path of the shop such as /cart or /shoes/*/sizes, at most {LONGEST_PAGE} characters."
        yield "page", FieldError("path_invalid", detail)


def _numbers(draft: Draft) -> Problems:
    for name, number, least, most in (
        ("seconds", draft.seconds, 0, LONGEST_STAY),
        ("items", draft.items, 0, MOST_ITEMS),
        ("every", draft.every, 1, MOST_DAYS),
    ):
        if not least <= number <= most:
            yield name, FieldError("number_range", f"A number from {least} to {most}.")


def _texts(texts: Mapping[str, str], languages: tuple[str, ...]) -> Problems:
    if languages[0] not in texts:
        yield f"texts.{languages[0]}", FieldError("required", "Write it in the shop's first language.")
    for language, text in texts.items():
        if language not in languages:
            yield f"texts.{language}", FieldError("language_unknown", "The shop does not speak this language.")
        elif len(text) > LONGEST_TEXT or not text.isprintable():
            yield f"texts.{language}", FieldError("text_too_long", f"One line of at most {LONGEST_TEXT} characters.")
