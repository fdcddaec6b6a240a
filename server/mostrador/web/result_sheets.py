"""Answers as CSV (RFC 4180), a line for each person, that a spreadsheet opens without obeying what people wrote."""

import csv
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from io import StringIO

from mostrador.actions.result_exports import Export
from mostrador.domain.survey import Question, said
from mostrador.storage.survey_exports import Answered, Given

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula (OWASP)
MARK = "\ufeff"  # by which spreadsheets know that it is UTF-8
BEFORE = ("answered_at", "invitation", "order", "channel", "language")
AFTER = ("products", "department", "agent", "carrier", "country")


def cell(text: str) -> str:
    """A text as a spreadsheet may have it: one that it would calculate gets an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def line(cells: Iterable[str]) -> str:
    written = StringIO()
    csv.writer(written).writerow([cell(each) for each in cells])
    return written.getvalue()


class Sheet:
    """The table of an export; questions and options are said in `language`, else in the shop's own."""

    def __init__(self, export: Export, language: str, shop_language: str) -> None:
        self._export, self._language, self._otherwise = export, language, shop_language
        self._questions = [each for each in export.card.questions if export.personal or each.kind != "text"]

    async def lines(self, pages: AsyncIterable[Sequence[Given]]) -> AsyncIterator[str]:
        """The heading at once, then each page of people as it is read."""
        yield MARK + line(self.heading())
        async for page in pages:
            yield "".join(line(self.row(given)) for given in page)

    def heading(self) -> list[str]:
        asked = [each.text(self._language, self._otherwise) for each in self._questions]
        return [*BEFORE, *asked, *AFTER, *(["email"] if self._export.personal else [])]

    def row(self, given: Given) -> list[str]:
        names = self._export.names
        return [
            given.at.astimezone(self._export.zone).isoformat(timespec="seconds"),
            given.invitation,
            given.order,
            given.channel,
            given.language,
            *(self._answer(each, given.answers.get(each.key)) for each in self._questions),
            " · ".join(given.products),
            names.get(given.department or "", given.department or ""),
            names.get(given.agent or "", given.agent or ""),
            given.carrier,
            given.country,
            *([given.email] if self._export.personal else []),
        ]

    def _answer(self, question: Question, answered: Answered | None) -> str:
        if answered is None:
            return ""
        if answered.number is not None:
            return str(answered.number)
        named = {each.number: said(each.texts, self._language, self._otherwise) for each in question.options}
        return " · ".join(named.get(number, str(number)) for number in answered.choices) or answered.text
